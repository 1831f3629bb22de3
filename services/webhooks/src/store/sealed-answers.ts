import type { IdempotencyTable } from '@zhihe/http/idempotency'
import { customType, pgSchema, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { SecretCipher } from '../secret-cipher.ts'

const context = 'webhooks.idempotency_keys'

/** The table of first answers, whose bodies are sealed: the answer to a creation holds the endpoint's secret. */
export function sealedIdempotencyTable(cipher: SecretCipher): IdempotencyTable {
  const sealedText = customType<{ data: string; driverData: string }>({
    dataType: () => 'text',
    toDriver(plain) {
      const { keyId, bytes } = cipher.seal(Buffer.from(plain), context)
      return `${keyId}:${bytes.toString('base64')}`
    },
    fromDriver(stored) {
      const colon = stored.indexOf(':')
      return cipher.open({ keyId: stored.slice(0, colon), bytes: Buffer.from(stored.slice(colon + 1), 'base64') }, context).toString()
    },
  })
  const table = pgSchema('webhooks').table('idempotency_keys', {
    tenantId: uuid('tenant_id').notNull(),
    key: text('key').notNull(),
    fingerprint: text('fingerprint').notNull(),
    status: smallint('status'),
    body: sealedText('body'),
    createdAt: timestamp('created_at', { withTimezone: true, mode: 'date' }).notNull(),
  })
  // The same columns with the same values; only what the driver sees of `body` differs.
  return table as unknown as IdempotencyTable
}
