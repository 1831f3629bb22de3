import { createLogger } from '@zhihe/runtime/log'
import { createMetrics } from '@zhihe/runtime/metrics'
import { describe, expect, it } from 'vitest'
import type { PlainIdentity } from '../domain/plain-identity.ts'
import { createIdentityKeys, fingerprintOfKey, type KeySettings } from './identity-keys.ts'
import { allLookupsOf, hashNumber, lookupsOf } from './lookup-hash.ts'

const [h1, h2] = [1, 2].map((byte) => ({ id: `h${byte}`, key: Buffer.alloc(32, byte) })) as [
  KeySettings['lookup'][0],
  KeySettings['lookup'][0],
]
const keysOf = (lookup: KeySettings['lookup']) =>
  createIdentityKeys(
    { wrapping: [], lookup, suite: 'aes-256-gcm' },
    { metrics: createMetrics({}), logger: createLogger({ name: 'test', level: 'silent' }) },
  )
const number = '990106199003151044'
const identity: PlainIdentity = {
  name: '王小明',
  idNumber: null,
  certificateNumber: `${number}43B1`,
  phone: '19900001234',
  guardian: null,
  cards: [],
}
const card = (digits: string, issuedOn: string) => ({
  number: digits,
  issuedOn,
  expiresOn: null,
  components: [],
  addedAt: '2026-11-22T09:00:00Z',
})

describe('a lookup hash', () => {
  it('depends on the key, of which the fingerprint says nothing', () => {
    expect(hashNumber(number, h1)).toEqual(hashNumber(number, h1))
    expect(hashNumber(number, h1)).not.toEqual(hashNumber(number, h2))
    expect(fingerprintOfKey(h1.key)).not.toBe(fingerprintOfKey(h2.key))
    expect(h1.key.toString('hex')).not.toContain(fingerprintOfKey(h1.key))
  })

  it('is made under every key that is configured, in an order that does not depend on which is in use', () => {
    const made = lookupsOf('phone', identity.phone, keysOf([h2, h1]))

    expect(made.map(({ hashKeyId }) => hashKeyId)).toEqual(['h1', 'h2'])
    expect(made).toEqual(lookupsOf('phone', identity.phone, keysOf([h1, h2])))
    expect(() => lookupsOf('phone', identity.phone, keysOf([]))).toThrow('IDENTITY_HASH_KEY is not set')
  })
})

describe('what a person is found by', () => {
  const found = (person: PlainIdentity) => allLookupsOf(person, keysOf([h1])).map(({ kind, hash }) => [kind, hash])
  const hashOf = (text: string) => hashNumber(text, h1).toString('hex')

  it('is her citizen number, whatever she showed, her card without the suffix of a re-issue, and her telephone', () => {
    expect(found(identity)).toEqual([
      ['id_number', hashOf(number)],
      ['certificate', hashOf(`${number}43`)],
      ['phone', hashOf('19900001234')],
    ])
    expect(found({ ...identity, certificateNumber: `${number}43` })).toEqual(found(identity))
  })

  it('is every card she has had, each once', () => {
    const cards = [card(`${number}44`, '2010-01-01'), card(`${number}43`, '2020-01-01'), card(`${number}43B1`, '2022-01-01')]

    expect(found({ ...identity, cards }).filter(([kind]) => kind === 'certificate')).toEqual([
      ['certificate', hashOf(`${number}44`)],
      ['certificate', hashOf(`${number}43`)],
    ])
  })

  it('is the telephone alone of who showed no number', () => {
    expect(found({ ...identity, certificateNumber: null }).map(([kind]) => kind)).toEqual(['phone'])
  })
})
