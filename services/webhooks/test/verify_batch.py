"""Reads received messages as JSON lines and says how many a receiver with nothing but the standard library would accept."""

import base64
import hashlib
import hmac
import json
import sys


def accepts(message):
    secret = base64.b64decode(message["secret"].removeprefix("whsec_"))
    body = base64.b64decode(message["body"])
    signed = f"{message['id']}.{message['timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    given = [part.split(",", 1) for part in message["signature"].split(" ")]
    return any(scheme == "v1" and hmac.compare_digest(value, expected) for scheme, value in given)


print(sum(accepts(json.loads(line)) for line in sys.stdin))
