import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openBytes, type SealedBytes, sealBytes, suites } from './suites.ts'

const key = Buffer.alloc(32, 1)
const seal = { key, binding: 'somebody' }
const plain = Buffer.from('王小明 990106199003151044')
const flipped = (bytes: Buffer, bit: number) => Buffer.from(bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)))

describe.each(suites)('%s', (suite) => {
  it('opens to what was sealed, also when that is nothing', () => {
    expect(openBytes(sealBytes(plain, suite, seal), seal)).toEqual(plain)
    expect(openBytes(sealBytes(Buffer.alloc(0), suite, seal), seal)).toEqual(Buffer.alloc(0))
  })

  it('looks different each time', () => {
    const sealed = Array.from({ length: 1_000 }, () => sealBytes(plain, suite, seal))

    expect(new Set(sealed.map(({ nonce }) => nonce.toString('hex'))).size).toBe(1_000)
    expect(new Set(sealed.map(({ ciphertext }) => ciphertext.toString('hex'))).size).toBe(1_000)
  })

  it('does not open under another key, for another binding, as another suite, cut off or longer', () => {
    const sealed = sealBytes(plain, suite, seal)
    const refused = (changed: Partial<SealedBytes>, under = {}) =>
      expect(() => openBytes({ ...sealed, ...changed }, { ...seal, ...under })).toThrow('does not open')

    refused({}, { key: Buffer.alloc(32, 2) })
    refused({}, { binding: 'somebody else' })
    refused({}, { binding: '' })
    for (const other of suites.filter((one) => one !== suite)) refused({ suite: other })
    for (const cut of [0, 1, 15, 31, sealed.ciphertext.length - 1]) refused({ ciphertext: sealed.ciphertext.subarray(0, cut) })
    refused({ ciphertext: Buffer.concat([sealed.ciphertext, Buffer.alloc(1)]) })
    refused({ nonce: sealed.nonce.subarray(1) })
    refused({ nonce: Buffer.concat([sealed.nonce, Buffer.alloc(1)]) })
  })

  it('refuses every change of one bit in 10,000', () => {
    let tried = 0
    while (tried < 10_000) {
      const sealed = sealBytes(randomBytes(1 + (tried % 200)), suite, seal)
      for (let bit = 0; bit < sealed.ciphertext.length * 8; bit += 1, tried += 1) {
        expect(() => openBytes({ ...sealed, ciphertext: flipped(sealed.ciphertext, bit) }, seal)).toThrow('does not open')
      }
      for (let bit = 0; bit < sealed.nonce.length * 8; bit += 1, tried += 1) {
        expect(() => openBytes({ ...sealed, nonce: flipped(sealed.nonce, bit) }, seal)).toThrow('does not open')
      }
    }
  })

  it('says nothing of the text when it refuses', () => {
    const { ciphertext, ...rest } = sealBytes(plain, suite, seal)

    const say = () => openBytes({ ...rest, ciphertext: flipped(ciphertext, 3) }, seal)

    expect(say).toThrow(expect.objectContaining({ message: expect.not.stringContaining('990106') }))
  })
})

describe('the primitives of this build', () => {
  // GB/T 32907-2016, appendix A.1 and A.2.
  it('encrypt the examples of GB/T 32907', () => {
    const key = Buffer.from('0123456789abcdeffedcba9876543210', 'hex')
    const encrypt = (block: Buffer) => createCipheriv('sm4-ecb', key, null).setAutoPadding(false).update(block)

    expect(encrypt(key).toString('hex')).toBe('681edf34d206965e86b3e94f536e4246')
    let block: Buffer = key
    const cipher = createCipheriv('sm4-ecb', key, null).setAutoPadding(false)
    for (let round = 0; round < 1_000_000; round += 1) block = cipher.update(block)
    expect(block.toString('hex')).toBe('595298c7c6fd271f0402f804c33d3f66')
  })

  it('count up block by block in SM4-CTR', () => {
    const [key, iv] = [Buffer.alloc(16, 5), Buffer.from('ffffffffffffffffffffffffffffffff', 'hex')]
    const encrypt = (block: Buffer) => createCipheriv('sm4-ecb', key, null).setAutoPadding(false).update(block)

    const stream = createCipheriv('sm4-ctr', key, iv).update(Buffer.alloc(32))

    expect(stream).toEqual(Buffer.concat([encrypt(iv), encrypt(Buffer.alloc(16))]))
  })

  // GB/T 32905-2016, appendix A.1 and A.2.
  it('hash the examples of GB/T 32905', () => {
    const sm3 = (text: string) => createHash('sm3').update(text).digest('hex')

    expect(sm3('abc')).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0')
    expect(sm3('abcd'.repeat(16))).toBe('debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732')
  })
})

describe('the comparison of tags', () => {
  it('takes the same time whatever differs', () => {
    const source = readFileSync(new URL('./suites.ts', import.meta.url), 'utf8')

    expect(source).toContain('timingSafeEqual(expected, ciphertext.subarray(-32))')
    expect(source).not.toMatch(/\.equals\(|\.compare\(/)
  })
})
