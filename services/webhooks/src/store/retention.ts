import type { RetentionRule } from '@zhihe/retention/purge'
import { sql } from 'drizzle-orm'

/** What goes by its age; what was said of a person loses its words when she is erased (`redactPerson`). */
export const retentionRules: readonly RetentionRule[] = [
  { name: 'idempotency_keys', table: 'webhooks.idempotency_keys', column: 'created_at', keepFor: 'P30D' },
  // Longer than any job can wait, be tried again or lie dead.
  { name: 'inbox', table: 'webhooks.inbox', column: 'received_at', keepFor: 'P30D' },
  {
    name: 'response_snippets',
    table: 'webhooks.attempts',
    column: 'started_at',
    keepFor: 'P90D',
    onlyIf: sql`t.response_snippet is not null`,
    set: sql`response_snippet = null`,
  },
  // Its attempts go with it. What is still to be sent stays, however old.
  { name: 'messages', table: 'webhooks.messages', column: 'created_at', keepFor: 'P1Y', onlyIf: sql`t.status not in ('pending', 'held')` },
  { name: 'erasures', table: 'webhooks.erasures', column: 'erased_at', keepFor: 'P1Y' },
  { name: 'old_secrets', table: 'webhooks.secrets', column: 'expires_at', keepFor: 'P30D' },
]
