import { createHmac, type KeyObject, sign } from 'node:crypto'

export const schemes = ['v1', 'v1a'] as const
/** v1: HMAC-SHA256 with a shared secret; v1a: Ed25519, of which the receiver holds only the public half. */
export type Scheme = (typeof schemes)[number]

export type SigningKey = { scheme: 'v1'; key: Buffer } | { scheme: 'v1a'; key: KeyObject }
/** One that was replaced signs beside the new one until it expires. */
export type OpenSecret = SigningKey & { expiresAt: Date | null }

export interface Signed {
  messageId: string
  sentAt: Date
  /** The bytes that are sent, in UTF-8. */
  body: string
  secrets: readonly OpenSecret[]
}

/** The headers of Standard Webhooks 1.0.0: a signature over `id.timestamp.body` by each key that has not expired. */
export function signatureHeaders({ messageId, sentAt, body, secrets }: Signed) {
  const timestamp = Math.floor(sentAt.getTime() / 1_000)
  const content = `${messageId}.${timestamp}.${body}`
  const signatures = secrets
    .filter(({ expiresAt }) => expiresAt === null || expiresAt > sentAt)
    .map((secret) => `${secret.scheme},${signatureOf(content, secret)}`)
  return { 'webhook-id': messageId, 'webhook-timestamp': String(timestamp), 'webhook-signature': signatures.join(' ') }
}

function signatureOf(content: string, secret: SigningKey): string {
  return secret.scheme === 'v1'
    ? createHmac('sha256', secret.key).update(content).digest('base64')
    : sign(null, Buffer.from(content), secret.key).toString('base64')
}
