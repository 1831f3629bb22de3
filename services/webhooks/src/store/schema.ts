import type { WebhookType } from '@zhihe/contracts/webhook-body'
import type { Message } from '@zhihe/contracts/webhook-message'
import { outboxTables } from '@zhihe/outbox/tables'
import { bigint, boolean, customType, integer, pgSchema, primaryKey, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { schemes } from '../domain/signature.ts'

const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' })
const webhooks = pgSchema('webhooks')
const time = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

export const { inbox } = outboxTables('webhooks')

export const endpoints = webhooks.table('endpoints', {
  id: uuid('id').primaryKey(),
  tenantId: uuid('tenant_id').notNull(),
  employerId: uuid('employer_id'),
  url: text('url').notNull(),
  events: text('events').$type<WebhookType>().array().notNull(),
  description: text('description'),
  status: text('status', { enum: ['active', 'paused', 'disabled'] }).notNull(),
  secretsVersion: integer('secrets_version').notNull().default(1),
  peoplePerMonth: integer('people_per_month'),
  pausedUntil: time('paused_until'),
  disabledAt: time('disabled_at'),
  disabledReason: text('disabled_reason', { enum: ['gone', 'failing'] }),
  failures: integer('failures').notNull().default(0),
  failingSince: time('failing_since'),
  openUntil: time('open_until'),
  createdAt: time('created_at').notNull(),
  updatedAt: time('updated_at').notNull(),
  deletedAt: time('deleted_at'),
})

export const secrets = webhooks.table('secrets', {
  id: uuid('id').primaryKey(),
  endpointId: uuid('endpoint_id').notNull(),
  scheme: text('scheme', { enum: schemes }).notNull(),
  keyId: text('key_id').notNull(),
  sealed: bytea('sealed').notNull(),
  createdAt: time('created_at').notNull(),
  expiresAt: time('expires_at'),
})

export const messages = webhooks.table('messages', {
  id: text('id').primaryKey(),
  endpointId: uuid('endpoint_id').notNull(),
  tenantId: uuid('tenant_id').notNull(),
  employerId: uuid('employer_id'),
  eventId: uuid('event_id').notNull(),
  dedupKey: text('dedup_key').notNull(),
  type: text('type').$type<WebhookType>().notNull(),
  postingId: uuid('posting_id'),
  seq: bigint('seq', { mode: 'number' }),
  body: text('body').notNull(),
  status: text('status').$type<Message['status']>().notNull(),
  attempts: integer('attempts').notNull().default(0),
  nextAttemptAt: time('next_attempt_at'),
  claimedUntil: time('claimed_until'),
  claimedBy: text('claimed_by'),
  lastResponseStatus: smallint('last_response_status'),
  matchId: uuid('match_id'),
  jobseekerId: uuid('jobseeker_id'),
  grantId: uuid('grant_id'),
  priority: integer('priority').notNull().default(0),
  tries: integer('tries').notNull().default(0),
  lost: integer('lost').notNull().default(0),
  releasedAt: time('released_at'),
  nextKind: text('next_kind', { enum: ['scheduled', 'manual', 'test'] })
    .notNull()
    .default('scheduled'),
  redactWhenSent: boolean('redact_when_sent').notNull().default(false),
  redactedAt: time('redacted_at'),
  trace: text('trace'),
  createdAt: time('created_at').notNull(),
})

export const attempts = webhooks.table(
  'attempts',
  {
    messageId: text('message_id').notNull(),
    number: integer('number').notNull(),
    startedAt: time('started_at').notNull(),
    durationMs: integer('duration_ms'),
    outcome: text('outcome', { enum: ['sending', 'success', 'failure', 'unknown'] }).notNull(),
    responseStatus: smallint('response_status'),
    errorCode: text('error_code'),
    responseSnippet: text('response_snippet'),
    nextAttemptAt: time('next_attempt_at'),
    kind: text('kind', { enum: ['scheduled', 'manual', 'probe', 'test'] })
      .notNull()
      .default('scheduled'),
  },
  (table) => [primaryKey({ columns: [table.messageId, table.number] })],
)

export const erasures = webhooks.table('erasures', {
  jobseekerId: uuid('jobseeker_id').primaryKey(),
  tenantId: uuid('tenant_id').notNull(),
  candidateRefs: text('candidate_refs').array().notNull(),
  erasedAt: time('erased_at').notNull(),
})

export type EndpointRow = typeof endpoints.$inferSelect
export type SecretRow = typeof secrets.$inferSelect
export type MessageRow = typeof messages.$inferSelect
export type AttemptRow = typeof attempts.$inferSelect
