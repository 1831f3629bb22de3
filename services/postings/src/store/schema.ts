import type { NewAttendance } from '@zhihe/contracts/attendance'
import type { Establishment, Verification } from '@zhihe/contracts/employer'
import type { PostingFinding } from '@zhihe/contracts/finding-fields'
import type { ImportItem, ImportMapping } from '@zhihe/contracts/import'
import type { PostingContent } from '@zhihe/contracts/posting'
import { idempotencyTable } from '@zhihe/http/idempotency'
import { outboxTables } from '@zhihe/outbox/tables'
import type { EmployerKind } from '@zhihe/vocabulary/employer-kind'
import { bigint, boolean, customType, date, integer, jsonb, pgSchema, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { Likeness } from '../domain/duplicates.ts'
import type { ImportProblem, ImportStatus, ItemDetail, SaidOfSheet } from '../domain/import.ts'
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
  verification: jsonb('verification').$type<Verification>(),
  establishment: jsonb('establishment').$type<Establishment>(),
  version: integer('version').notNull(),
  createdAt: time('created_at').notNull(),
  updatedAt: time('updated_at').notNull(),
})

export const employerVersions = house.table('employer_versions', {
  employerId: uuid('employer_id').notNull(),
  version: integer('version').notNull(),
  uscc: text('uscc').notNull(),
  name: text('name').notNull(),
  kind: text('kind').$type<EmployerKind>().notNull(),
  regionCode: text('region_code').notNull(),
  address: text('address'),
  verification: jsonb('verification').$type<Verification>(),
  establishment: jsonb('establishment').$type<Establishment>(),
  at: time('at').notNull(),
  byKeyId: uuid('by_key_id').notNull(),
})

/** That an employer came to a fair on a day. */
export const attendances = house.table('attendances', {
  id: uuid('id').primaryKey(),
  tenantId: uuid('tenant_id').notNull(),
  fairId: uuid('fair_id').notNull(),
  employerId: uuid('employer_id').notNull(),
  attendedOn: date('attended_on', { mode: 'string' }).notNull(),
  form: text('form').$type<NewAttendance['form']>().notNull(),
  booth: text('booth'),
  note: text('note'),
  withdrawn: boolean('withdrawn').notNull(),
  version: integer('version').notNull(),
  createdAt: time('created_at').notNull(),
  updatedAt: time('updated_at').notNull(),
})

export const attendanceVersions = house.table('attendance_versions', {
  attendanceId: uuid('attendance_id').notNull(),
  version: integer('version').notNull(),
  form: text('form').$type<NewAttendance['form']>().notNull(),
  booth: text('booth'),
  note: text('note'),
  withdrawn: boolean('withdrawn').notNull(),
  at: time('at').notNull(),
  byKeyId: uuid('by_key_id').notNull(),
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
  findings: jsonb('findings').$type<PostingFinding[]>().notNull(),
  canonicalId: uuid('canonical_id'),
  likeness: jsonb('likeness').$type<Likeness>(),
  confirmedAt: time('confirmed_at').notNull(),
  closesAt: time('closes_at'),
  version: integer('version').notNull(),
  createdAt: time('created_at').notNull(),
  updatedAt: time('updated_at').notNull(),
  /** Written by a trigger, once. */
  publishedAt: time('published_at'),
})

/** The ledger: every finding ever made, and what was decided. */
export const findings = house.table('findings', {
  id: uuid('id').primaryKey(),
  postingId: uuid('posting_id').notNull(),
  tenantId: uuid('tenant_id').notNull(),
  employerId: uuid('employer_id').notNull(),
  postingVersion: integer('posting_version').notNull(),
  ruleId: text('rule_id').notNull(),
  severity: text('severity').$type<PostingFinding['severity']>().notNull(),
  quote: text('quote').notNull(),
  finding: jsonb('finding').$type<PostingFinding>().notNull(),
  foundAt: time('found_at').notNull(),
  goneAt: time('gone_at'),
  decision: text('decision').$type<NonNullable<PostingFinding['decision']>>(),
  decidedAt: time('decided_at'),
  decidedBy: uuid('decided_by'),
  note: text('note'),
})

export const merges = house.table('merges', {
  postingId: uuid('posting_id').notNull(),
  canonicalId: uuid('canonical_id').notNull(),
  similarity: integer('similarity').notNull(),
  reason: jsonb('reason').$type<Record<string, unknown>>().notNull(),
  mergedAt: time('merged_at').notNull(),
  undoneAt: time('undone_at'),
  undoneBy: uuid('undone_by'),
})

export const postingVersions = house.table('posting_versions', {
  postingId: uuid('posting_id').notNull(),
  version: integer('version').notNull(),
  status: text('status').$type<PostingStatus>().notNull(),
  reasonCode: text('reason_code').notNull(),
  content: jsonb('content').$type<PostingContent>().notNull(),
  canonicalId: uuid('canonical_id'),
  likeness: jsonb('likeness').$type<Likeness>(),
  note: text('note'),
  at: time('at').notNull(),
  byKeyId: uuid('by_key_id').notNull(),
})

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' })

export const imports = house.table('imports', {
  id: uuid('id').primaryKey(),
  tenantId: uuid('tenant_id').notNull(),
  fairId: uuid('fair_id').notNull(),
  byKeyId: uuid('by_key_id').notNull(),
  employerId: uuid('employer_id'),
  registersEmployers: boolean('registers_employers').notNull(),
  idempotencyKey: text('idempotency_key'),
  fileName: text('file_name'),
  mediaType: text('media_type').notNull(),
  bytes: bigint('bytes', { mode: 'number' }).notNull(),
  sha256: text('sha256').notNull(),
  status: text('status').$type<ImportStatus>().notNull(),
  problem: jsonb('problem').$type<ImportProblem>(),
  mapping: jsonb('mapping').$type<ImportMapping['sheets']>(),
  said: jsonb('said').$type<readonly SaidOfSheet[]>(),
  piecesDone: integer('pieces_done').notNull().default(0),
  rowsTotal: integer('rows_total'),
  run: integer('run').notNull().default(1),
  attempts: integer('attempts').notNull().default(0),
  claimedUntil: time('claimed_until'),
  claimedBy: text('claimed_by'),
  startedAt: time('started_at'),
  finishedAt: time('finished_at'),
  fileClearedAt: time('file_cleared_at'),
  createdAt: time('created_at').notNull(),
})

export const importFiles = house.table('import_files', {
  importId: uuid('import_id').notNull(),
  piece: integer('piece').notNull(),
  bytes: bytes('bytes').notNull(),
})

export const importItems = house.table('import_items', {
  importId: uuid('import_id').notNull(),
  place: integer('place').notNull(),
  sheet: text('sheet').notNull(),
  row: integer('row_number').notNull(),
  outcome: text('outcome').$type<ImportItem['outcome']>().notNull(),
  postingId: uuid('posting_id'),
  externalId: text('external_id'),
  title: text('title'),
  detail: jsonb('detail').$type<ItemDetail>().notNull(),
})

/** What a row of an import was kept as by an earlier run of it. */
export const importRowsBefore = house.table('import_rows_before', {
  importId: uuid('import_id').notNull(),
  sheet: text('sheet').notNull(),
  row: integer('row_number').notNull(),
  postingId: uuid('posting_id').notNull(),
})

export const idempotency = idempotencyTable(schemaName)
export const { outbox } = outboxTables(schemaName)
