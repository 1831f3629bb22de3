import type { RetentionRule } from '@zhihe/retention/purge'
import { sql } from 'drizzle-orm'

/**
 * What goes by its age; what goes with a person does so by `jobseekers.erase_person`, and ledgers by `jobseekers.purge_ledgers`. The column comments
 * of the tables say the same (infra/data-map.md).
 */
export const retentionRules: readonly RetentionRule[] = [
  { name: 'idempotency_keys', table: 'jobseekers.idempotency_keys', column: 'created_at', keepFor: 'P30D' },
  // Longer than any job can wait, be tried again or lie dead.
  { name: 'inbox', table: 'jobseekers.inbox', column: 'received_at', keepFor: 'P30D' },
  // The relay lets go of them within the hour; this is for what it left.
  { name: 'outbox', table: 'jobseekers.outbox', column: 'published_at', keepFor: 'P14D' },
  { name: 'imports', table: 'jobseekers.imports', column: 'finished_at', keepFor: 'P3Y' },
  {
    name: 'exposures_of_nobody',
    table: 'jobseekers.exposures',
    column: 'changed_at',
    keepFor: 'P1D',
    onlyIf: sql`not exists (select from jobseekers.jobseekers j where j.id = t.jobseeker_id)`,
  },
]

/** Of what is proof: who received what, what an erased person consented to, who saw whom. */
export const ledgersKeptFor = 'P3Y'

/** What `jobseekers.purge_ledgers` lets go of. */
export const ledgers = [
  { table: 'jobseekers.disclosures', keepFor: ledgersKeptFor },
  { table: 'jobseekers.consent_evidence', keepFor: ledgersKeptFor },
] as const

/** What goes with an import, and the sealed file that its importer destroys a week after the end. */
export const importTables = [
  { table: 'jobseekers.import_items', keepFor: 'P3Y' },
  { table: 'vault.import_files', keepFor: 'P7D' },
  { table: 'vault_keys.import_keys', keepFor: 'P7D' },
] as const

/** What `audit.purge` lets go of. */
export const auditTables = [
  { table: 'audit.entries', keepFor: ledgersKeptFor },
  { table: 'audit.people', keepFor: ledgersKeptFor },
] as const
