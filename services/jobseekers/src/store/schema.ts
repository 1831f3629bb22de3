import type { Profile } from '@zhihe/contracts/jobseeker'
import { idempotencyTable } from '@zhihe/http/idempotency'
import { outboxTables } from '@zhihe/outbox/tables'
import { bigint, customType, integer, jsonb, pgSchema, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { AssessedItem } from '../domain/assessment.ts'
import type { ImportFinding } from '../domain/import-finding.ts'
import type { Jobseeker } from '../domain/jobseeker.ts'
import type { KeptItem, PeopleImportJob } from '../domain/people-import.ts'

export const schemaName = 'jobseekers'
const house = pgSchema(schemaName)
const time = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

export const jobseekers = house.table('jobseekers', {
  id: uuid('id').primaryKey(),
  tenantId: uuid('tenant_id').notNull(),
  status: text('status').$type<Jobseeker['status']>().notNull(),
  regionCode: text('region_code').notNull(),
  profile: jsonb('profile').$type<Profile>().notNull(),
  assessed: jsonb('assessed').$type<readonly AssessedItem[]>().notNull().default([]),
  version: integer('version').notNull(),
  createdAt: time('created_at').notNull(),
  updatedAt: time('updated_at').notNull(),
})

const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' })
const counter = (name: string) => integer(name).notNull().default(0)

export const imports = house.table('imports', {
  id: uuid('id').primaryKey(),
  tenantId: uuid('tenant_id').notNull(),
  regionCode: text('region_code'),
  byKeyId: uuid('by_key_id').notNull(),
  actor: text('actor').$type<PeopleImportJob['actor']>().notNull(),
  idempotencyKey: text('idempotency_key'),
  fingerprint: bytea('fingerprint').notNull(),
  mediaType: text('media_type').notNull(),
  bytes: bigint('bytes', { mode: 'number' }).notNull(),
  consents: jsonb('consents').$type<PeopleImportJob['consents']>().notNull(),
  status: text('status').$type<PeopleImportJob['status']>().notNull(),
  problem: jsonb('problem').$type<PeopleImportJob['problem']>(),
  mapping: jsonb('mapping').$type<PeopleImportJob['mapping']>(),
  said: jsonb('said').$type<PeopleImportJob['said']>(),
  fileFormat: text('file_format').$type<PeopleImportJob['fileFormat']>(),
  piecesDone: counter('pieces_done'),
  rowsDone: counter('rows_done'),
  rowsTotal: integer('rows_total'),
  createdCount: counter('created_count'),
  updatedCount: counter('updated_count'),
  unchangedCount: counter('unchanged_count'),
  refusedCount: counter('refused_count'),
  skippedCount: counter('skipped_count'),
  run: integer('run').notNull().default(1),
  attempts: counter('attempts'),
  claimedUntil: time('claimed_until'),
  claimedBy: text('claimed_by'),
  startedAt: time('started_at'),
  finishedAt: time('finished_at'),
  uploadDestroyedAt: time('upload_destroyed_at'),
  createdAt: time('created_at').notNull(),
})

export const importItems = house.table('import_items', {
  importId: uuid('import_id').notNull(),
  tenantId: uuid('tenant_id').notNull(),
  place: integer('place').notNull(),
  sheet: integer('sheet'),
  row: integer('row_number').notNull(),
  outcome: text('outcome').$type<KeptItem['outcome']>().notNull(),
  jobseekerId: uuid('jobseeker_id'),
  findings: jsonb('findings').$type<readonly ImportFinding[]>().notNull(),
})

export const idempotency = idempotencyTable(schemaName)
export const { outbox, inbox } = outboxTables(schemaName)
