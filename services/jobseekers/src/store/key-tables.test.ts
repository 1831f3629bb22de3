import { createLogger } from '@zhihe/runtime/log'
import { createMetrics } from '@zhihe/runtime/metrics'
import { describe, expect, it } from 'vitest'
import { createIdentityKeys, type NamedKey } from './identity-keys.ts'
import { keyTables } from './key-tables.ts'
import { suites } from './suites.ts'
import { createUploadKey, unwrapUploadKey } from './upload-cipher.ts'

const [k1, k2] = [1, 2].map((byte) => ({ id: `k${byte}`, key: Buffer.alloc(32, byte) })) as [NamedKey, NamedKey]
const keysOf = (...wrapping: NamedKey[]) =>
  createIdentityKeys(
    { wrapping, lookup: [k1], suite: 'aes-256-gcm' },
    { metrics: createMetrics({}), logger: createLogger({ name: 'test', level: 'silent' }) },
  )
const owner = { importId: '019a0000-0000-7000-8000-000000000001', tenantId: '019a0000-0000-7000-8000-000000000002' }

describe('the key of an upload', () => {
  it.each(suites)('is the same under the next key-encryption key, in the suite of its pieces: %s', (suite) => {
    const { key, wrapped } = createUploadKey(owner, { ...keysOf(k1), suite })
    const { wrapped: ciphertext, kekId, nonce } = wrapped
    const uploads = keyTables.find(({ name }) => name === 'keys of uploads')

    const after = uploads?.rewrap({ kekId, suite, nonce, ciphertext }, { id: owner.importId, tenantId: owner.tenantId }, keysOf(k2, k1))

    expect(after).toMatchObject({ kekId: 'k2', suite })
    const { ciphertext: rewrapped = Buffer.alloc(0), ...rest } = after ?? {}
    expect(unwrapUploadKey({ ...wrapped, ...rest, wrapped: rewrapped }, keysOf(k2))).toEqual(key)
  })
})
