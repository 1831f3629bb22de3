import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createSecretCipher } from './secret-cipher.ts'

const old = { id: 'k1', key: randomBytes(32) }
const fresh = { id: 'k2', key: randomBytes(32) }

describe('createSecretCipher', () => {
  it('opens what an older key sealed, and seals with the first', () => {
    const sealedBefore = createSecretCipher([old]).seal(Buffer.from('secret'), 'row')
    const rotated = createSecretCipher([fresh, old])

    expect(rotated.open(sealedBefore, 'row').toString()).toBe('secret')
    expect(rotated.seal(Buffer.from('secret'), 'row').keyId).toBe('k2')
    expect(rotated.keyIds).toEqual(['k2', 'k1'])
  })

  it('refuses another row, every changed byte and a key it does not have', () => {
    const cipher = createSecretCipher([old])
    const sealed = cipher.seal(Buffer.from('secret'), 'row')

    expect(() => cipher.open(sealed, 'other row')).toThrow('authenticate')
    expect(() => createSecretCipher([fresh]).open(sealed, 'row')).toThrow('no key k1')
    for (let index = 0; index < sealed.bytes.length; index += 1) {
      const bytes = Buffer.from(sealed.bytes)
      bytes[index] = (bytes[index] ?? 0) ^ 1
      expect(() => cipher.open({ ...sealed, bytes }, 'row')).toThrow('authenticate')
    }
  })
})
