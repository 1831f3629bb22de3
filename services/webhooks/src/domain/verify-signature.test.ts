import { describe, expect, it } from 'vitest'
import { createSecret, toSigningKey } from './new-secret.ts'
import { type OpenSecret, signatureHeaders } from './signature.ts'
import { verifySignature } from './verify-signature.ts'

const sentAt = new Date('2026-11-20T04:00:00Z')
const body = '{"type":"posting.closed","title":"数据标注员"}'
const after = (seconds: number) => new Date(sentAt.getTime() + seconds * 1_000)

function secretOf(scheme: 'v1' | 'v1a', expiresAt: Date | null = null): OpenSecret {
  return { ...toSigningKey(scheme, createSecret(scheme).plain), expiresAt }
}

function receive(secrets: readonly OpenSecret[]) {
  const headers = signatureHeaders({ messageId: 'msg_1', sentAt, body, secrets })
  return {
    webhookId: headers['webhook-id'],
    webhookTimestamp: headers['webhook-timestamp'],
    webhookSignature: headers['webhook-signature'],
    body,
  }
}

describe('verifySignature', () => {
  const secret = secretOf('v1')
  const received = receive([secret])
  const known = { secrets: [secret], bodySent: body, now: sentAt }
  const reasonFor = (changes: Partial<typeof received>, more: Partial<typeof known> = {}) =>
    verifySignature({ ...received, ...changes }, { ...known, ...more }).reason

  it('accepts what was signed, in both schemes and with one of two secrets', () => {
    const asymmetric = secretOf('v1a')

    expect(verifySignature(received, known)).toEqual({ verifies: true, reason: null })
    expect(verifySignature(receive([asymmetric]), { ...known, secrets: [asymmetric] }).verifies).toBe(true)
    expect(verifySignature(receive([asymmetric, secret]), known).verifies).toBe(true)
  })

  it('names the body that is not what was sent, and else that the signature differs', () => {
    expect(reasonFor({ body: `${body}\n` })).toBe('other_body')
    expect(verifySignature({ ...received, body: `${body}\n` }, { ...known, bodySent: undefined }).reason).toBe('signature_differs')
    expect(reasonFor({ webhookId: 'msg_2' })).toBe('signature_differs')
    expect(reasonFor({ webhookSignature: 'v1,AAAA' })).toBe('signature_differs')
  })

  it('names a time that is none or more than five minutes away', () => {
    expect(reasonFor({ webhookTimestamp: '1795147200.5' })).toBe('bad_timestamp')
    expect(reasonFor({}, { now: after(300) })).toBeNull()
    expect(reasonFor({}, { now: after(301) })).toBe('too_old')
    expect(reasonFor({}, { now: after(-301) })).toBe('too_new')
  })

  it('names a scheme the endpoint does not use, and a secret that has expired', () => {
    const old = secretOf('v1', after(10))

    expect(reasonFor({ webhookSignature: received.webhookSignature.replace('v1,', 'v2,') })).toBe('no_known_scheme')
    expect(reasonFor({ webhookSignature: '' })).toBe('no_known_scheme')
    expect(verifySignature(receive([old]), { ...known, secrets: [secret, old] }).verifies).toBe(true)
    expect(verifySignature(receive([old]), { ...known, secrets: [secret, old], now: after(10) }).reason).toBe('secret_expired')
  })
})
