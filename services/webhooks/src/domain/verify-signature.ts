import { createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto'
import type { OpenSecret } from './signature.ts'

export interface ReceivedMessage {
  webhookId: string
  webhookTimestamp: string
  webhookSignature: string
  body: string
}

export interface Known {
  /** Also such as have expired. */
  secrets: readonly OpenSecret[]
  /** What we sent under this id to this endpoint; undefined when that was never. */
  bodySent: string | undefined
  now: Date
}

export type Verdict =
  | { verifies: true; reason: null }
  | {
      verifies: false
      reason: 'bad_timestamp' | 'too_old' | 'too_new' | 'no_known_scheme' | 'secret_expired' | 'other_body' | 'signature_differs'
    }

const toleranceSeconds = 5 * 60

/** What a correct receiver would say of these headers and this body now; the first reason that stands in the way. */
export function verifySignature(received: ReceivedMessage, { secrets, bodySent, now }: Known): Verdict {
  const { webhookId, webhookTimestamp, webhookSignature, body } = received
  const refused = refuseTime(webhookTimestamp, now)
  if (refused) return { verifies: false, reason: refused }
  const signatures = webhookSignature.split(' ').map(readSignature)
  if (!signatures.some(({ scheme }) => secrets.some((secret) => secret.scheme === scheme)))
    return { verifies: false, reason: 'no_known_scheme' }

  const content = Buffer.from(`${webhookId}.${webhookTimestamp}.${body}`)
  const matching = secrets.filter((secret) => signatures.some((signature) => matches(content, signature, secret)))
  if (matching.some(({ expiresAt }) => expiresAt === null || expiresAt > now)) return { verifies: true, reason: null }
  if (matching.length > 0) return { verifies: false, reason: 'secret_expired' }
  return { verifies: false, reason: bodySent !== undefined && bodySent !== body ? 'other_body' : 'signature_differs' }
}

function refuseTime(timestamp: string, now: Date): 'bad_timestamp' | 'too_old' | 'too_new' | null {
  if (!/^\d{1,12}$/.test(timestamp)) return 'bad_timestamp'
  const ageSeconds = now.getTime() / 1_000 - Number(timestamp)
  if (ageSeconds > toleranceSeconds) return 'too_old'
  return ageSeconds < -toleranceSeconds ? 'too_new' : null
}

function readSignature(text: string): { scheme: string; bytes: Buffer } {
  const comma = text.indexOf(',')
  return { scheme: text.slice(0, Math.max(comma, 0)), bytes: Buffer.from(text.slice(comma + 1), 'base64') }
}

function matches(content: Buffer, { scheme, bytes }: { scheme: string; bytes: Buffer }, secret: OpenSecret): boolean {
  if (scheme !== secret.scheme) return false
  if (secret.scheme === 'v1a') return verify(null, content, createPublicKey(secret.key), bytes)
  const expected = createHmac('sha256', secret.key).update(content).digest()
  return bytes.length === expected.length && timingSafeEqual(bytes, expected)
}
