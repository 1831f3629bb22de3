import { createHmac } from 'node:crypto'

export interface Signed {
  messageId: string
  sentAt: Date
  /** The bytes that are sent, in UTF-8. */
  body: string
  secret: Buffer
}

const prefix = 'whsec_'
export const secretBytes = 32

/** The headers of Standard Webhooks 1.0.0, version 1: HMAC-SHA256 over `id.timestamp.body`. */
export function signatureHeaders({ messageId, sentAt, body, secret }: Signed) {
  const timestamp = Math.floor(sentAt.getTime() / 1_000)
  const mac = createHmac('sha256', secret).update(`${messageId}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': messageId, 'webhook-timestamp': String(timestamp), 'webhook-signature': `v1,${mac}` }
}

/** A secret as its owner sees it. */
export function writeSecret(secret: Buffer): string {
  return prefix + secret.toString('base64')
}
