import type { PostingContent } from '@zhihe/contracts/posting'
import { idempotencyTable } from '@zhihe/http/idempotency'
import { outboxTables } from '@zhihe/outbox/tables'
import type { EmployerKind } from '@zhihe/vocabulary/employer-kind'
import { boolean, integer, jsonb, pgSchema, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { PostingStatus } from '../domain/posting.ts'

export const schemaName = 'postings'
const house = pgSchema(schemaName)
const time = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

export const employers = house.table('employers', {
  id: uuid('id').primaryKey(),
  tenantId: uuid('tenant_id').notNull(),
  uscc: text('uscc').notNull(),
  name: text('name').notNull(),
  kind: text('kind').$type<EmployerKind>().notNull(),
  regionCode: text('region_code').notNull(),
  address: text('address'),
  version: integer('version').notNull(),
  createdAt: time('created_at').notNull(),
  updatedAt: time('updated_at').notNull(),
})

export const fairs = house.table('fairs', {
  id: uuid('id').primaryKey(),
  tenantId: uuid('tenant_id').notNull(),
  name: text('name').notNull(),
  regionCode: text('region_code').notNull(),
  opensAt: time('opens_at').notNull(),
  closesAt: time('closes_at').notNull(),
  venue: text('venue'),
  online: boolean('online').notNull(),
  organiserName: text('organiser_name').notNull(),
  version: integer('version').notNull(),
  createdAt: time('created_at').notNull(),
  updatedAt: time('updated_at').notNull(),
})

export const postings = house.table('postings', {
  id: uuid('id').primaryKey(),
  tenantId: uuid('tenant_id').notNull(),
  source: text('source').notNull(),
  externalId: text('external_id').notNull(),
  employerId: uuid('employer_id').notNull(),
  fairId: uuid('fair_id'),
  status: text('status').$type<PostingStatus>().notNull(),
  reasonCode: text('reason_code').notNull(),
  content: jsonb('content').$type<PostingContent>().notNull(),
  closesAt: time('closes_at'),
  version: integer('version').notNull(),
  createdAt: time('created_at').notNull(),
  updatedAt: time('updated_at').notNull(),
})

export const postingVersions = house.table('posting_versions', {
  postingId: uuid('posting_id').notNull(),
  version: integer('version').notNull(),
  status: text('status').$type<PostingStatus>().notNull(),
  reasonCode: text('reason_code').notNull(),
  content: jsonb('content').$type<PostingContent>().notNull(),
  note: text('note'),
  at: time('at').notNull(),
  byKeyId: uuid('by_key_id').notNull(),
})

export const idempotency = idempotencyTable(schemaName)
export const { outbox } = outboxTables(schemaName)
