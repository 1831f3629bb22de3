import { describe, expect, it } from 'vitest'
import { hashKeyId, hashNumber, openIdentity, sealIdentity } from './identity-cipher.ts'

const keys = { identityKey: { id: 'k1', key: Buffer.alloc(32, 1) }, identityHashKey: Buffer.alloc(32, 2) }
const owner = { jobseekerId: '019a0000-0000-7000-8000-000000000001', tenantId: '019a0000-0000-7000-8000-000000000002' }
const identity = { name: '王小明', idNumber: '990106199003151044', certificateNumber: null, phone: '19900001234' }

describe('a sealed identity', () => {
  it('opens to what was sealed', () => {
    expect(openIdentity(sealIdentity(identity, owner, keys), owner, keys)).toEqual(identity)
  })

  it('looks different each time', () => {
    const [one, other] = [sealIdentity(identity, owner, keys), sealIdentity(identity, owner, keys)]

    expect(one.nonce.equals(other.nonce)).toBe(false)
    expect(one.ciphertext.equals(other.ciphertext)).toBe(false)
  })

  it('does not open for another person, another tenant, under another key or under an unknown one', () => {
    const sealed = sealIdentity(identity, owner, keys)
    const otherKey = { ...keys, identityKey: { id: 'k1', key: Buffer.alloc(32, 3) } }

    expect(() => openIdentity(sealed, { ...owner, jobseekerId: owner.tenantId }, keys)).toThrow('opening an identity')
    expect(() => openIdentity(sealed, { ...owner, tenantId: owner.jobseekerId }, keys)).toThrow('opening an identity')
    expect(() => openIdentity(sealed, owner, otherKey)).toThrow('opening an identity')
    expect(() => openIdentity({ ...sealed, keyId: 'k2' }, owner, keys)).toThrow('k2, which is not configured')
  })

  it('does not open when any bit of it was changed', () => {
    const sealed = sealIdentity(identity, owner, keys)
    const flipped = (bytes: Buffer, bit: number) => Buffer.from(bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)))

    for (let bit = 0; bit < sealed.ciphertext.length * 8; bit += 1) {
      expect(() => openIdentity({ ...sealed, ciphertext: flipped(sealed.ciphertext, bit) }, owner, keys)).toThrow('opening an identity')
    }
    for (let bit = 0; bit < sealed.nonce.length * 8; bit += 1) {
      expect(() => openIdentity({ ...sealed, nonce: flipped(sealed.nonce, bit) }, owner, keys)).toThrow('opening an identity')
    }
  })
})

describe('hashNumber', () => {
  it('depends on the key', () => {
    const other = { ...keys, identityHashKey: Buffer.alloc(32, 4) }

    expect(hashNumber('990106199003151044', keys).equals(hashNumber('990106199003151044', keys))).toBe(true)
    expect(hashNumber('990106199003151044', keys).equals(hashNumber('990106199003151044', other))).toBe(false)
    expect(hashKeyId(keys)).not.toBe(hashKeyId(other))
  })
})
