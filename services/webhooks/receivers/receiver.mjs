// A receiver of Zhihe webhooks with nothing but Node.js, 20 or newer. Keys (whsec_… or whpk_…) are separated by spaces, the newest first:
//   WEBHOOK_KEYS='whsec_…' PORT=8080 node receiver.mjs
import { createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto'
import { createServer } from 'node:http'

const toleranceSeconds = 300
const mostBytes = 65_536

/** Was this body signed with one of our keys, and no more than five minutes ago? `body` are the bytes as they came. */
export function isGenuine(headers, body, { keys, nowMs = Date.now() }) {
  const [id, time, list] = ['id', 'timestamp', 'signature'].map((name) => String(headers[`webhook-${name}`] ?? ''))
  if (!/^\d{1,12}$/.test(time) || Math.abs(nowMs / 1_000 - Number(time)) > toleranceSeconds) return false
  const content = Buffer.concat([Buffer.from(`${id}.${time}.`), body])
  return list.split(' ').some((one) => {
    const [scheme, text = ''] = one.split(',')
    return keys.some((key) => matches(content, key, { scheme, signature: Buffer.from(text, 'base64') }))
  })
}

function matches(content, key, { scheme, signature }) {
  const bytes = Buffer.from(key.slice(key.indexOf('_') + 1), 'base64')
  if (key.startsWith('whsec_') && scheme === 'v1') {
    const expected = createHmac('sha256', bytes).update(content).digest()
    return signature.length === expected.length && timingSafeEqual(signature, expected)
  }
  if (!key.startsWith('whpk_') || scheme !== 'v1a') return false
  return verify(
    null,
    content,
    createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') }, format: 'jwk' }),
    signature,
  )
}

/**
 * The rule for order and copies. `state` holds the newest word about each thing; keep it in your database, in the transaction in which you
 * act. True: this is news. False: a copy, or older than what you know.
 */
export function take(state, { type, timestamp, data }) {
  const thing = data.matchId ?? data.importId ?? data.endpointId ?? data.postingId
  const place = data.seq ?? Date.parse(timestamp)
  const known = state.get(thing)
  if (known && known.place >= place) return false
  state.set(thing, { place, type, data }) // also of what is withdrawn or closed: an older word may come late
  return true
}

async function bodyOf(request) {
  const chunks = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += chunk.length
    if (bytes > mostBytes) throw new Error('too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

if (import.meta.main ?? process.argv[1]?.endsWith('receiver.mjs')) {
  const keys = (process.env.WEBHOOK_KEYS ?? '').split(' ').filter(Boolean)
  const state = new Map()
  const server = createServer(async (request, response) => {
    try {
      const body = await bodyOf(request)
      if (!isGenuine(request.headers, body, { keys })) return response.writeHead(401).end()
      const message = JSON.parse(body.toString())
      const isNews = take(state, message)
      console.log(isNews ? 'news' : 'known', message.type, request.headers['webhook-id'])
      return response.writeHead(204).end() // quickly: do long work afterwards, from a queue of your own
    } catch {
      return response.writeHead(400).end()
    }
  })
  server.listen(Number(process.env.PORT ?? 8080), '127.0.0.1')
}
