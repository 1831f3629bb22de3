import { createLogger } from '@zhihe/runtime/log'
import { createMetrics } from '@zhihe/runtime/metrics'
import { describe, expect, it } from 'vitest'
import type { PlainIdentity } from '../domain/plain-identity.ts'
import { type Envelope, type FoundEnvelope, openIdentity, rewrapDataKey, sealIdentity, unwrapKey, wrapKey } from './identity-cipher.ts'
import { createIdentityKeys, KeyMissingError, type KeySettings } from './identity-keys.ts'
import { sealBytes, suites } from './suites.ts'

const [one, other] = [1, 3].map((byte) => ({ id: `k${byte}`, key: Buffer.alloc(32, byte) })) as [
  KeySettings['wrapping'][0],
  KeySettings['wrapping'][0],
]
const lines: string[] = []

function keysOf(settings: Partial<KeySettings> = {}) {
  const logger = createLogger({ name: 'test', level: 'info' }, { write: (line: string) => void lines.push(line) })
  return createIdentityKeys(
    { wrapping: [one], lookup: [{ id: 'h', key: Buffer.alloc(32, 2) }], suite: 'aes-256-gcm', ...settings },
    { metrics: createMetrics({}), logger },
  )
}

const keys = keysOf()
const owner = { jobseekerId: '019a0000-0000-7000-8000-000000000001', tenantId: '019a0000-0000-7000-8000-000000000002' }
const identity: PlainIdentity = {
  name: '王小明',
  idNumber: '990106199003151044',
  certificateNumber: null,
  phone: '19900001234',
  guardian: null,
  cards: [],
}

describe.each(suites)('an identity sealed with %s', (suite) => {
  const under = keysOf({ suite })

  it('opens to what was sealed', () => {
    expect(openIdentity(sealIdentity(identity, owner, under), owner, under)).toEqual(identity)
  })

  it('has a data key of its own each time, and nothing of it in plain', () => {
    const sealed = [owner, owner, { ...owner, jobseekerId: owner.tenantId }].map((whose) => ({
      whose,
      envelope: sealIdentity(identity, whose, under),
    }))
    const dataKeys = sealed.map(({ whose, envelope }) =>
      unwrapKey(envelope.dataKey, `${whose.jobseekerId} ${whose.tenantId} data key`, under).toString('hex'),
    )

    expect(new Set(dataKeys).size).toBe(3)
    expect(new Set(sealed.map(({ envelope }) => envelope.identity.nonce.toString('hex'))).size).toBe(3)
    for (const [at, { envelope }] of sealed.entries()) {
      expect(envelope.dataKey.ciphertext.toString('hex')).not.toContain(dataKeys[at])
      expect(envelope.identity.ciphertext.toString()).not.toContain('王小明')
    }
  })

  it('does not open for another person or tenant, with the data key of another one, or without', () => {
    const sealed = sealIdentity(identity, owner, under)
    const twin = sealIdentity(identity, owner, under)

    expect(() => openIdentity(sealed, { ...owner, jobseekerId: owner.tenantId }, under)).toThrow('opening a data key')
    expect(() => openIdentity(sealed, { ...owner, tenantId: owner.jobseekerId }, under)).toThrow('opening a data key')
    expect(() => openIdentity({ ...sealed, dataKey: twin.dataKey }, owner, under)).toThrow('opening an identity')
    expect(() => openIdentity({ ...sealed, dataKey: null }, owner, under)).toThrow('the data key of an identity is gone')
  })

  it('is bound to its owner by itself, not only by its key', () => {
    const dataKey = Buffer.alloc(32, 9)
    const neighbour = { ...owner, jobseekerId: '019a0000-0000-7000-8000-000000000009' }
    const sealed = sealBytes(Buffer.from(JSON.stringify(identity)), suite, {
      key: dataKey,
      binding: `${owner.jobseekerId} ${owner.tenantId}`,
    })
    const moved = {
      identity: { keyId: null, ...sealed },
      dataKey: wrapKey(dataKey, `${neighbour.jobseekerId} ${neighbour.tenantId} data key`, under),
    }

    expect(() => openIdentity(moved, neighbour, under)).toThrow('opening an identity')
  })

  it('does not open when any bit of it or of its data key was changed', () => {
    const sealed = sealIdentity(identity, owner, under)
    for (const part of ['identity', 'dataKey'] as const) {
      for (const field of ['nonce', 'ciphertext'] as const) {
        for (let bit = 0; bit < sealed[part][field].length * 8; bit += 7) {
          expect(() => openIdentity(flip(sealed, part, field, bit), owner, under)).toThrow('opening a')
        }
      }
    }
  })
})

describe('an identity of before data keys', () => {
  const direct = (binding: string): FoundEnvelope => {
    const { guardian: _, cards: _c, ...old } = identity
    return {
      identity: { keyId: one.id, ...sealBytes(Buffer.from(JSON.stringify(old)), 'aes-256-gcm', { key: one.key, binding }) },
      dataKey: null,
    }
  }

  it('opens, for its own person and tenant alone', () => {
    const found = direct(`${owner.jobseekerId} ${owner.tenantId}`)

    expect(openIdentity(found, owner, keys)).toEqual(identity)
    expect(() => openIdentity(found, { ...owner, tenantId: owner.jobseekerId }, keys)).toThrow('opening an identity')
    expect(() => openIdentity(found, { ...owner, jobseekerId: owner.tenantId }, keys)).toThrow('opening an identity')
  })
})

describe('a key-encryption key', () => {
  it('can be followed by another one: the first seals, all open', () => {
    const before = sealIdentity(identity, owner, keys)
    const both = keysOf({ wrapping: [other, one] })

    expect(openIdentity(before, owner, both)).toEqual(identity)
    expect(sealIdentity(identity, owner, both).dataKey.kekId).toBe(other.id)
    const rewrapped = { ...before, dataKey: rewrapDataKey(before.dataKey, owner, both) }
    expect(rewrapped.dataKey.kekId).toBe(other.id)
    expect(openIdentity(rewrapped, owner, keysOf({ wrapping: [other] }))).toEqual(identity)
    expect(() => openIdentity(rewrapped, owner, keys)).toThrow(KeyMissingError)
  })

  it('that is not configured is named in the log, once, and nothing is sealed in its place', () => {
    const sealed = sealIdentity(identity, owner, keys)
    const [without, none] = [keysOf({ wrapping: [other] }), keysOf({ wrapping: [], lookup: [] })]
    lines.length = 0

    for (let time = 0; time < 3; time += 1) {
      expect(() => openIdentity(sealed, owner, without)).toThrow(KeyMissingError)
      expect(() => sealIdentity(identity, owner, none)).toThrow('IDENTITY_KEY is not set')
      expect(() => none.fingerprints).toThrow('IDENTITY_HASH_KEY is not set')
    }

    expect(lines.map((line) => JSON.parse(line).msg)).toEqual([
      'something is sealed with key k1, which IDENTITY_KEY does not have: it cannot be opened',
      "IDENTITY_KEY is not set: nobody's identity can be read or written until it is",
      "IDENTITY_HASH_KEY is not set: nobody's identity can be read or written until it is",
    ])
    expect(lines.join()).not.toContain(one.key.toString('base64'))
  })

  it('wraps a key for one use alone', () => {
    const wrapped = wrapKey(Buffer.alloc(32, 7), 'upload 1', keys)

    expect(unwrapKey(wrapped, 'upload 1', keys)).toEqual(Buffer.alloc(32, 7))
    expect(() => unwrapKey(wrapped, 'upload 2', keys)).toThrow('opening a data key')
  })
})

function flip(sealed: Envelope, part: 'identity' | 'dataKey', field: 'nonce' | 'ciphertext', bit: number): Envelope {
  const bytes = Buffer.from(sealed[part][field])
  bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
  return { ...sealed, [part]: { ...sealed[part], [field]: bytes } }
}
