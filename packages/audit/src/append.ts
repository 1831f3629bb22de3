import type { Executor } from '@zhihe/postgres/pool'
import { type SQL, sql } from 'drizzle-orm'
import type { AuditAction } from './actions.ts'

/** One line of the audit: somebody opened, changed or was given something of people. Pseudonyms and codes; nothing that was opened. */
export interface AuditEntry {
  /** Whose people they are. */
  tenantId: string
  /** The API key that asked; null for a process of ours. */
  keyId: string | null
  /** The role of the key, or the name of the process. */
  actor: string
  action: AuditAction
  /** Why, as a code in small letters (`serve`, `person_asked`); never empty. */
  reason: string
  /** Whose. Of people who were opened together one entry names all, at most 2,000. */
  jobseekerIds: readonly string[]
  /** How many identities were decrypted for it. */
  opened: number
  /**
   * More, as codes, ids and counts: `fields` (kinds, not values), `recipient` (an employer). The database refuses whatever could be a person's name or
   * number: strings are letters, digits and `_.:-`, at most 63, and but for UUIDs nowhere eight digits in a row; numbers have at most seven.
   */
  detail?: Readonly<Record<string, string | number | readonly string[]>>
  at: Date
}

/**
 * Appends an entry in the caller's transaction. Rejects when it cannot be written: then what it speaks of must not happen (fail closed). It holds the
 * end of a chain until the transaction ends, so append late and commit soon; under `repeatable read` only at the very beginning.
 */
export async function appendAudit(db: Executor, entry: AuditEntry): Promise<void> {
  await db.execute(sql`select ${appended(entry)}`)
}

/**
 * The same as a part, named `audited`, of a statement: one round trip for both. `onlyIf` names a part of that statement that returns a row when
 * it happened. The statement must read from `audited` (`select …, (select count(*) from audited)`): PostgreSQL does not run a part nobody reads.
 */
export function auditPart(entry: AuditEntry, onlyIf: SQL = sql`(values (true)) as always`): SQL {
  return sql`audited as materialized (select ${appended(entry)} as place from (select from ${onlyIf} limit 1) as happened)`
}

function appended({ at, tenantId, keyId, actor, action, reason, jobseekerIds, opened, detail = {} }: AuditEntry): SQL {
  return sql`audit.append(${at.toISOString()}::timestamptz, ${tenantId}::uuid, ${keyId}::uuid, ${actor}::text, ${action}::text, ${reason}::text,
    array(select jsonb_array_elements_text(${JSON.stringify([...new Set(jobseekerIds)])}::jsonb))::uuid[], ${opened}::integer, ${JSON.stringify(detail)}::jsonb)`
}
