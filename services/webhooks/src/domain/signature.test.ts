import { randomBytes } from 'node:crypto'
import { assert, property, string } from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { secretBytes, writeSecret } from './new-secret.ts'
import { signatureHeaders } from './signature.ts'

describe('signatureHeaders', () => {
  it('is accepted by the reference verifier for any text, and not after one changed byte', () => {
    assert(
      property(string({ unit: 'grapheme', maxLength: 2_000 }), (text) => {
        const secret = randomBytes(secretBytes)
        const body = JSON.stringify({ text })
        const headers = signatureHeaders({
          messageId: 'msg_0192',
          sentAt: new Date(),
          body,
          secrets: [{ scheme: 'v1', key: secret, expiresAt: null }],
        })
        const verifier = new Webhook(writeSecret(secret))

        expect(verifier.verify(body, headers)).toEqual({ text })
        expect(() => verifier.verify(`${body} `, headers)).toThrow('No matching signature')
      }),
      { numRuns: 300 },
    )
  })

  it('gives the time of the attempt in whole seconds', () => {
    const headers = signatureHeaders({
      messageId: 'msg_1',
      sentAt: new Date('2026-11-20T04:00:00.999Z'),
      body: '{}',
      secrets: [{ scheme: 'v1', key: Buffer.alloc(32), expiresAt: null }],
    })

    expect(headers).toMatchObject({ 'webhook-id': 'msg_1', 'webhook-timestamp': '1795147200' })
  })
})
