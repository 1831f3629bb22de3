import { spawnSync } from 'node:child_process'
import { createPrivateKey, createPublicKey, randomInt, verify } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { type CaughtRequest, startWebhookCatcher } from '@zhihe/testing/webhook-catcher'
import * as fc from 'fast-check'
import { Webhook as ReferenceVerifier } from 'standardwebhooks'
import { Webhook as SvixVerifier } from 'svix'
import { v7 as uuidv7 } from 'uuid'
import { beforeAll, describe, expect, it } from 'vitest'
import { createPoster } from '../src/delivery/post.ts'
import { createSecret, type NewSecret, toSigningKey } from '../src/domain/new-secret.ts'
import { type OpenSecret, signatureHeaders } from '../src/domain/signature.ts'
import { type SignatureVector, signatureVectors } from './corpora/signature-vectors.ts'

const bodies = Number(process.env['WEBHOOK_CONFORMANCE_BODIES'] ?? 500)
const seed = randomInt(2 ** 31)
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex')
const hasPython = spawnSync('python3', ['--version']).status === 0
const script = fileURLToPath(new URL('verify_batch.py', import.meta.url))

interface Received {
  request: CaughtRequest
  /** What was to be sent. */
  body: string
  hmac: NewSecret
  retired: NewSecret
  pair: NewSecret
}

describe('a signature', () => {
  it.each(signatureVectors)('is the one in the vector of $from', (vector) => {
    const { messageId, timestamp, body, signature } = vector

    const headers = signatureHeaders({ messageId, sentAt: new Date(timestamp * 1_000), body, secrets: [keyOf(vector)] })

    expect(headers).toEqual({ 'webhook-id': messageId, 'webhook-timestamp': String(timestamp), 'webhook-signature': signature })
  })

  it('is made with 24 to 64 random bytes that never come twice, or with an Ed25519 key of which only the public half is told', () => {
    const hmacs = Array.from({ length: 200 }, () => createSecret('v1'))
    const pair = createSecret('v1a')

    const lengths = hmacs.map(({ secret }) => Buffer.from((secret ?? '').replace(/^whsec_/, ''), 'base64').length)
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(24)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(64)
    expect(new Set(hmacs.map(({ secret }) => secret)).size).toBe(200)
    expect(pair).toMatchObject({ secret: null, publicKey: expect.stringMatching(/^whpk_[A-Za-z0-9+/]{43}=$/) as string })
  })

  it('of a secret that has expired is not made', () => {
    const sentAt = new Date()
    const secrets = [
      openOf(createSecret('v1'), null),
      openOf(createSecret('v1'), sentAt),
      openOf(createSecret('v1a'), new Date(sentAt.getTime() + 1)),
    ]

    const headers = signatureHeaders({ messageId: 'msg_1', sentAt, body: '{}', secrets })

    expect(headers['webhook-signature'].split(' ').map((part) => part.split(',')[0])).toEqual(['v1', 'v1a'])
  })
})

describe(`${bodies} random bodies of up to 20 kB (seed ${seed})`, () => {
  let received: Received[]
  beforeAll(async () => void (received = await receiveAll()), 60_000 + 20 * bodies)

  it('arrive byte for byte, under their ids, at the time they say', () => {
    for (const { request, body } of received) {
      expect(request.rawBody.equals(Buffer.from(body))).toBe(true)
      expect(request.headers['content-length']).toBe(String(Buffer.byteLength(body)))
      expect(request.headers['webhook-id']).toMatch(/^msg_[0-9a-f]{32}$/)
      expect(Math.abs(Number(request.headers['webhook-timestamp']) * 1_000 - request.receivedAt.getTime())).toBeLessThan(60_000)
    }
  })

  it.each([
    [
      'standardwebhooks',
      (secret: string, raw: Buffer, headers: Record<string, string>) => new ReferenceVerifier(secret).verify(raw, headers),
    ],
    ['svix', (secret: string, raw: Buffer, headers: Record<string, string>) => new SvixVerifier(secret).verify(raw, headers)],
  ])(
    'are accepted by %s with the secret and with the one it replaced, and by no other and not with a changed byte',
    async (_name, accept) => {
      for (const { request, hmac, retired } of received) {
        const headers = request.headers as Record<string, string>
        const changed = Buffer.from(request.rawBody)
        changed.writeUInt8((changed.at(-1) ?? 0) ^ 1, changed.length - 1)

        expect(() => accept(hmac.secret ?? '', request.rawBody, headers)).not.toThrow()
        expect(() => accept(retired.secret ?? '', request.rawBody, headers)).not.toThrow()
        expect(() => accept(createSecret('v1').secret ?? '', request.rawBody, headers)).toThrow('No matching signature')
        expect(() => accept(hmac.secret ?? '', changed, headers)).toThrow('No matching signature')
        expect(() => accept(hmac.secret ?? '', request.rawBody, { ...headers, 'webhook-id': 'msg_2' })).toThrow('No matching signature')
      }
    },
  )

  it('are accepted with nothing but the public key', () => {
    for (const { request, pair } of received) {
      const {
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': signatures,
      } = request.headers as Record<string, string>
      const raw = Buffer.from((pair.publicKey ?? '').replace(/^whpk_/, ''), 'base64')
      const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') }, format: 'jwk' })
      const given =
        (signatures ?? '')
          .split(' ')
          .find((part) => part.startsWith('v1a,'))
          ?.slice('v1a,'.length) ?? ''
      const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), request.rawBody])

      expect(verify(null, signed, key, Buffer.from(given, 'base64'))).toBe(true)
      expect(verify(null, Buffer.concat([signed, Buffer.from(' ')]), key, Buffer.from(given, 'base64'))).toBe(false)
    }
  })

  it.skipIf(!hasPython)('are accepted by Python with nothing but its standard library', () => {
    const lines = received.map(({ request, hmac }) => {
      const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = request.headers
      return JSON.stringify({ id, timestamp, signature, secret: hmac.secret, body: request.rawBody.toString('base64') })
    })

    const { stdout, stderr } = spawnSync('python3', [script], { input: lines.join('\n'), encoding: 'utf8', maxBuffer: 1_000_000 })

    expect([stdout.trim(), stderr]).toEqual([String(received.length), ''])
  })
})

async function receiveAll(): Promise<Received[]> {
  const texts = fc.oneof(
    fc.json({ maxDepth: 3 }),
    fc.string({ unit: 'grapheme', maxLength: 3_000 }).map((text) => JSON.stringify({ text })),
    fc.string({ unit: 'binary', maxLength: 5_000 }).map((text) => JSON.stringify({ text })),
    fc.integer({ min: 0, max: 6_600 }).map((length) => JSON.stringify('岗'.repeat(length))),
    fc.constantFrom('""', '0', '{}', '"\\u0000"', '"\\ud800"', '{"a.b":"c.d"}', ' {"spaced" : 1 }\n'),
  )
  await using catcher = await startWebhookCatcher()
  await using poster = createPoster({ allowPrivate: true, resolve: async () => [] })
  const received: Received[] = []
  for (const body of fc.sample(texts, { numRuns: bodies, seed })) {
    const sentAt = new Date()
    const [hmac, retired, pair] = [createSecret('v1'), createSecret('v1'), createSecret('v1a')]
    const secrets = [openOf(hmac, null), openOf(retired, new Date(sentAt.getTime() + 60_000)), openOf(pair, null)]
    const headers = signatureHeaders({ messageId: `msg_${uuidv7().replaceAll('-', '')}`, sentAt, body, secrets })
    const answer = await poster.post({ url: catcher.url, body, headers, sentAt, signal: new AbortController().signal })
    const request = catcher.requests.at(-1)
    if (!answer.ok || !request) throw new Error('a body did not arrive')
    received.push({ request, body, hmac, retired, pair })
  }
  return received
}

function openOf({ scheme, plain }: NewSecret, expiresAt: Date | null): OpenSecret {
  return { ...toSigningKey(scheme, plain), expiresAt }
}

function keyOf({ scheme, key }: SignatureVector): OpenSecret {
  const bytes = Buffer.from(key, 'base64')
  if (scheme === 'v1') return { scheme, key: bytes, expiresAt: null }
  return { scheme, key: createPrivateKey({ key: Buffer.concat([pkcs8Head, bytes]), format: 'der', type: 'pkcs8' }), expiresAt: null }
}
