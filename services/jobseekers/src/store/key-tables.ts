import { type SQL, sql } from 'drizzle-orm'
import { rewrapFileKey } from './file-seal.ts'
import { rewrapDataKey, type WrappedKey } from './identity-cipher.ts'
import type { IdentityKeys } from './identity-keys.ts'
import { rewrapUploadKey } from './upload-cipher.ts'

/** A table of keys that are wrapped under a key-encryption key. */
export interface KeyTable {
  name: string
  table: SQL
  idColumn: SQL
  /** Beside the key itself. */
  alsoSet: SQL
  rewrap: (wrapped: WrappedKey, row: { id: string; tenantId: string }, keys: IdentityKeys) => WrappedKey
}

/** All that lies under a key-encryption key. A table that is not here keeps an old key alive. */
export const keyTables: readonly KeyTable[] = [
  {
    name: 'data keys',
    table: sql`vault_keys.data_keys`,
    idColumn: sql`jobseeker_id`,
    alsoSet: sql`, rewrapped_at = now()`,
    rewrap: (wrapped, row, keys) => rewrapDataKey(wrapped, { jobseekerId: row.id, tenantId: row.tenantId }, keys),
  },
  {
    name: 'keys of files',
    table: sql`vault_keys.file_keys`,
    idColumn: sql`jobseeker_id`,
    alsoSet: sql`, rewrapped_at = now()`,
    rewrap: (wrapped, row, keys) => rewrapFileKey(wrapped, { jobseekerId: row.id, tenantId: row.tenantId }, keys),
  },
  {
    name: 'keys of uploads',
    table: sql`vault_keys.import_keys`,
    idColumn: sql`import_id`,
    alsoSet: sql``,
    rewrap: ({ ciphertext, ...rest }, { id, tenantId }, keys) => {
      const { wrapped, ...sealed } = rewrapUploadKey({ ...rest, importId: id, tenantId, wrapped: ciphertext }, keys) as NonNullable<
        ReturnType<typeof rewrapUploadKey>
      >
      return { kekId: sealed.kekId, suite: sealed.suite, nonce: sealed.nonce, ciphertext: wrapped }
    },
  },
]
