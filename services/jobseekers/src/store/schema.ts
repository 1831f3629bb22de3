import type { Profile } from '@zhihe/contracts/jobseeker'
import { idempotencyTable } from '@zhihe/http/idempotency'
import { outboxTables } from '@zhihe/outbox/tables'
import { bigint, customType, integer, jsonb, pgSchema, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { ConsentDecision } from '../domain/consent.ts'
import type { Jobseeker } from '../domain/jobseeker.ts'

export const schemaName = 'jobseekers'
const house = pgSchema(schemaName)
const vault = pgSchema('vault')
const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' })
const time = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

export const jobseekers = house.table('jobseekers', {
  id: uuid('id').primaryKey(),
  tenantId: uuid('tenant_id').notNull(),
  status: text('status').$type<Jobseeker['status']>().notNull(),
  regionCode: text('region_code').notNull(),
  profile: jsonb('profile').$type<Profile>().notNull(),
  version: integer('version').notNull(),
  createdAt: time('created_at').notNull(),
  updatedAt: time('updated_at').notNull(),
})

export const consents = house.table('consents', {
  id: uuid('id').primaryKey(),
  seq: bigint('seq', { mode: 'number' }).generatedAlwaysAsIdentity().notNull(),
  jobseekerId: uuid('jobseeker_id').notNull(),
  purpose: text('purpose').$type<ConsentDecision['purpose']>().notNull(),
  recipient: uuid('recipient'),
  textVersion: text('text_version').notNull(),
  decision: text('decision').$type<ConsentDecision['decision']>().notNull(),
  at: time('decided_at').notNull(),
  recordedAt: time('recorded_at').notNull(),
  byKeyId: uuid('by_key_id').notNull(),
})

export const identities = vault.table('identities', {
  jobseekerId: uuid('jobseeker_id').primaryKey(),
  tenantId: uuid('tenant_id').notNull(),
  keyId: text('key_id').notNull(),
  suite: text('suite').$type<'aes-256-gcm'>().notNull(),
  nonce: bytea('nonce').notNull(),
  ciphertext: bytea('ciphertext').notNull(),
  hashKeyId: text('hash_key_id').notNull(),
  idNumberHash: bytea('id_number_hash'),
  certificateHash: bytea('certificate_hash'),
  createdAt: time('created_at').notNull(),
  updatedAt: time('updated_at').notNull(),
})

export const idempotency = idempotencyTable(schemaName)
export const { outbox, inbox } = outboxTables(schemaName)
