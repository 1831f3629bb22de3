import type { RetentionRule } from '@zhihe/retention/purge'

/** What goes by its age: reports name people by their pseudonyms. */
export const retentionRules: readonly RetentionRule[] = [
  { name: 'reports', table: 'operations.reports', column: 'started_at', keepFor: 'P90D' },
  { name: 'repairs', table: 'operations.repairs', column: 'at', keepFor: 'P90D' },
]
