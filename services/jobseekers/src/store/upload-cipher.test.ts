import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { createLogger } from '@zhihe/runtime/log'
import { createMetrics } from '@zhihe/runtime/metrics'
import { describe, expect, it } from 'vitest'
import { createIdentityKeys, type KeySettings } from './identity-keys.ts'
import { FileTooLarge, sealedSpool } from './sealed-spool.ts'
import { type Suite, suites } from './suites.ts'
import { createUploadKey, openPiece, rewrapUploadKey, sealPiece, unwrapUploadKey } from './upload-cipher.ts'

const owner = { importId: 'i-1', tenantId: 't-1' }
const old = { id: 'old', key: Buffer.alloc(32, 1) }
const fresh = { id: 'new', key: Buffer.alloc(32, 2) }
const lookup = [{ id: 'l', key: Buffer.alloc(32, 3) }]

function keysOf(changes: Partial<KeySettings> = {}) {
  const logger = createLogger({ name: 'test', level: 'silent' })
  return createIdentityKeys({ wrapping: [old], lookup, suite: 'aes-256-gcm', ...changes }, { metrics: createMetrics({}), logger })
}

describe.each(suites)('an upload sealed with %s', (suite: Suite) => {
  const keys = keysOf({ suite })
  const { key, wrapped } = createUploadKey(owner, keys)
  const plain = Buffer.from('姓名,身份证号\n王小明,99010619900315101X')

  it('opens for its import, piece by piece, and for nobody else', () => {
    const sealed = sealPiece(plain, 0, key)
    const opened = unwrapUploadKey(wrapped, keys)

    expect(openPiece(sealed, 0, opened)).toEqual(plain)
    expect(sealed.includes(Buffer.from('9901'))).toBe(false)
    expect(() => openPiece(sealed, 1, opened)).toThrow(/does not open|opening a data key/)
    expect(() => openPiece(sealed, 0, { ...opened, owner: { ...owner, importId: 'i-2' } })).toThrow(/does not open|opening a data key/)
    expect(() => unwrapUploadKey({ ...wrapped, tenantId: 't-2' }, keys)).toThrow(/does not open|opening a data key/)
  })

  it('does not open when a bit of it was changed', () => {
    const sealed = sealPiece(plain, 0, key)
    for (let at = 0; at < sealed.length * 8; at += 7) {
      const damaged = Buffer.from(sealed)
      damaged[at >> 3] = (damaged[at >> 3] ?? 0) ^ (1 << (at & 7))
      expect(() => openPiece(damaged, 0, key)).toThrow(/does not open|opening a data key/)
    }
  })

  it('opens under the next key-encryption key when it was wrapped anew', () => {
    const both = keysOf({ suite, wrapping: [fresh, old] })
    const rewrapped = rewrapUploadKey(wrapped, both)
    if (!rewrapped) throw new Error('not wrapped anew')

    expect(rewrapped.kekId).toBe('new')
    expect(unwrapUploadKey(rewrapped, keysOf({ suite, wrapping: [fresh] })).key).toEqual(key.key)
    expect(rewrapUploadKey(rewrapped, both)).toBeNull()
  })
})

describe('sealedSpool', () => {
  const keys = keysOf()
  const { key } = createUploadKey(owner, keys)
  const spool = async (chunks: readonly Buffer[], limit = 8_000_000) => await sealedSpool(Readable.from(chunks), { key, lookup, limit })

  it('gives back what came, in any cuts, and tells the same file by its fingerprint', async () => {
    const bytes = randomBytes(2_500_000)
    await using one = await spool([bytes])
    await using other = await spool([bytes.subarray(0, 7), bytes.subarray(7, 1_048_576), bytes.subarray(1_048_576)])

    const pieces = await Array.fromAsync(one.pieces())
    expect(Buffer.concat(pieces.map((piece, at) => openPiece(piece, at, key)))).toEqual(bytes)
    expect(pieces).toHaveLength(3)
    expect(one.bytes).toBe(bytes.length)
    expect(other.fingerprints).toEqual(one.fingerprints)
  })

  it('writes nothing down in plain', async () => {
    const secret = Buffer.from('99010619900315101X,王小明\n'.repeat(60_000))
    await using file = await spool([secret])

    for await (const piece of file.pieces()) expect(piece.includes(Buffer.from('99010619900315101X'))).toBe(false)
  })

  it('stops at its limit', async () => {
    await expect(spool([Buffer.alloc(600), Buffer.alloc(600)], 1_000)).rejects.toThrow(FileTooLarge)
  })
})
