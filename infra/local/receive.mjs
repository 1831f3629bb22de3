// A receiver of webhooks to try things with: node infra/local/receive.mjs [PORT]
// Prints every delivery, and says whether its signature is right once it knows the secret (WEBHOOK_SECRET, or a line on standard input).
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'

const port = Number(process.argv[2] ?? 7070)
let secret = process.env.WEBHOOK_SECRET ?? ''
const tolerateSeconds = 300

createInterface({ input: process.stdin }).on('line', (line) => {
  if (line.startsWith('whsec_')) secret = line.trim()
})

createServer((request, response) => {
  const parts = []
  request.on('data', (part) => parts.push(part))
  request.on('end', () => {
    const body = Buffer.concat(parts)
    const verdict =
      secret === '' ? 'no secret given, not verified' : isSigned(request.headers, body) ? 'signature verified' : 'SIGNATURE WRONG'
    for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature']) console.log(`${name}: ${request.headers[name]}`)
    console.log(`${body.toString()}\n${verdict}\n`)
    response.writeHead(verdict === 'SIGNATURE WRONG' ? 401 : 204).end()
  })
}).listen(port, '127.0.0.1', () => console.log(`waiting for webhooks at http://127.0.0.1:${port}`))

/** Standard Webhooks 1.0.0: HMAC-SHA256 over id.timestamp.body, not older than five minutes. */
function isSigned(headers, body) {
  const id = headers['webhook-id']
  const timestamp = headers['webhook-timestamp']
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > tolerateSeconds) return false
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest()
  return String(headers['webhook-signature'])
    .split(' ')
    .filter((one) => one.startsWith('v1,'))
    .map((one) => Buffer.from(one.slice(3), 'base64'))
    .some((given) => given.length === expected.length && timingSafeEqual(given, expected))
}
