"""A receiver of Zhihe webhooks with nothing but Python 3.9 or newer. Secrets are separated by spaces, the newest first:

    WEBHOOK_KEYS='whsec_…' PORT=8080 python3 receiver.py

v1a (whpk_…) needs Ed25519, which Python's own library lacks. With the package `cryptography`:
    Ed25519PublicKey.from_public_bytes(base64.b64decode(key[5:])).verify(signature, content)
"""
import base64
import hashlib
import hmac
import json
import os
import threading
import time
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOLERANCE_SECONDS = 300
MOST_BYTES = 65_536
SECRETS = [base64.b64decode(key[6:]) for key in os.environ["WEBHOOK_KEYS"].split() if key.startswith("whsec_")]
state, lock = {}, threading.Lock()  # in earnest: your database, in the transaction in which you act


def is_genuine(headers, body):
    """Was this body signed with one of our secrets, and no more than five minutes ago? `body` are the bytes as they came."""
    stamp = headers.get("webhook-timestamp", "")
    if not (stamp.isascii() and stamp.isdigit()) or abs(time.time() - int(stamp)) > TOLERANCE_SECONDS:
        return False
    content = f"{headers.get('webhook-id', '')}.{stamp}.".encode() + body
    expected = [b"v1," + base64.b64encode(hmac.new(secret, content, hashlib.sha256).digest()) for secret in SECRETS]
    given = headers.get("webhook-signature", "").encode("latin-1").split(b" ")
    return any(hmac.compare_digest(one, other) for one in given for other in expected)


def take(message):
    """The rule for order and copies. True: this is news. False: a copy, or older than what we know."""
    data = message["data"]
    thing = data.get("matchId") or data.get("importId") or data.get("endpointId") or data.get("postingId")
    place = data["seq"] if "seq" in data else datetime.fromisoformat(message["timestamp"].replace("Z", "+00:00")).timestamp()
    with lock:
        if thing in state and state[thing][0] >= place:
            return False
        state[thing] = (place, message["type"], data)  # also of what is withdrawn: an older word may come late
        return True


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        length = int(self.headers.get("content-length", MOST_BYTES + 1))
        if length > MOST_BYTES:
            self.close_connection = True
            return self.answer(413)
        body = self.rfile.read(length)
        if not is_genuine(self.headers, body):
            return self.answer(401)
        message = json.loads(body)
        print("news" if take(message) else "known", message["type"], self.headers["webhook-id"], flush=True)
        return self.answer(204)  # quickly: do long work afterwards, from a queue of your own

    def answer(self, status):
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8080"))), Receiver).serve_forever()
