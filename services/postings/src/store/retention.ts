import type { RetentionRule } from '@zhihe/retention/purge'

/** What goes by its age. Nothing here is about a jobseeker; postings, findings and their histories are the record of what employers published. */
export const retentionRules: readonly RetentionRule[] = [
  { name: 'idempotency_keys', table: 'postings.idempotency_keys', column: 'created_at', keepFor: 'P30D' },
  { name: 'outbox', table: 'postings.outbox', column: 'published_at', keepFor: 'P14D' },
  // Its items and what is left of its file go with it.
  { name: 'imports', table: 'postings.imports', column: 'finished_at', keepFor: 'P1Y' },
]
