import type { AuditEntry } from '@zhihe/audit/append'
import type { Executor } from '@zhihe/postgres/pool'
import { type SQL, sql } from 'drizzle-orm'
import type { PlainIdentity } from '../domain/plain-identity.ts'
import type { Reach } from '../domain/reach.ts'
import { type FoundEnvelope, openIdentity } from './identity-cipher.ts'
import type { IdentityKeys } from './identity-keys.ts'
import { reached } from './jobseeker-store.ts'
import type { Suite } from './suites.ts'

/**
 * Who opens identities, and why; whose they are the statement finds out. `actor` is the role of the key, or the name of a process of ours (then
 * `keyId` is null).
 */
export type AuditContext = Pick<AuditEntry, 'keyId' | 'actor' | 'action' | 'reason' | 'detail' | 'at'>

export interface Opening {
  reach: Reach
  keys: IdentityKeys
  audit: AuditContext
}

export interface OpenedIdentity {
  jobseekerId: string
  tenantId: string
  identity: PlainIdentity
}

/** The columns of `sealedColumns`, as PostgreSQL hands them over. */
export interface SealedRow {
  id: string
  tenantId: string
  keyId: string | null
  suite: Suite | null
  nonce: Buffer | null
  ciphertext: Buffer | null
  kekId: string | null
  keySuite: Suite | null
  keyNonce: Buffer | null
  wrapped: Buffer | null
}

const peoplePerStatement = 2_000

/**
 * The identity of one person, undefined when she is not within reach: then nothing is written either. `openOne(executor, id, { reach, keys, audit })`
 *
 * The entry of the audit is written by the statement that reads, and lives and dies with the transaction of `executor`. So in a transaction that
 * has opened somebody nothing may be thrown that is an answer: return it, commit, and throw it then.
 */
export async function openOne(executor: Executor, id: string, opening: Opening): Promise<OpenedIdentity | undefined> {
  const opened = await openMany(executor, [id], opening)
  return opened.get(id)
}

/**
 * The identities of those of these people who are within reach, by id. One entry of the audit for every 2,000 people of a tenant, naming all.
 * `openMany(executor, ids, { reach, keys, audit })`
 */
export async function openMany(executor: Executor, ids: readonly string[], opening: Opening): Promise<Map<string, OpenedIdentity>> {
  const opened = new Map<string, OpenedIdentity>()
  for (let start = 0; start < ids.length; start += peoplePerStatement) {
    const which = named(ids.slice(start, start + peoplePerStatement))
    for (const person of await openWhere(executor, which, opening)) opened.set(person.jobseekerId, person)
  }
  return opened
}

async function openWhere(executor: Executor, which: SQL, { reach, keys, audit }: Opening): Promise<OpenedIdentity[]> {
  const found = sql`select ${sealedColumns} ${fromVault} where ${which} and ${reached(reach)}`
  const { rows } = await executor.execute<Record<string, unknown>>(openingStatement(found, audit))
  const people = rows as unknown as SealedRow[]
  return unseal(people, keys, audit).map((identity, at) => {
    const { id: jobseekerId, tenantId } = people[at] as SealedRow
    return { jobseekerId, tenantId, identity }
  })
}

/** Those of a statement that reads `fromVault` who have one of these ids. */
export function named(ids: readonly string[]): SQL {
  return sql`jobseekers.jobseekers.id = any (array(select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::uuid))`
}

/** For a statement that reads `fromVault`. */
export const sealedColumns = sql`jobseekers.jobseekers.id, jobseekers.jobseekers.tenant_id as "tenantId", i.key_id as "keyId", i.suite, i.nonce,
  i.ciphertext, k.kek_id as "kekId", k.suite as "keySuite", k.nonce as "keyNonce", k.wrapped`

export const fromVault = sql`from jobseekers.jobseekers
  left join vault.identities i on i.jobseeker_id = jobseekers.jobseekers.id and i.tenant_id = jobseekers.jobseekers.tenant_id
  left join vault_keys.data_keys k on k.jobseeker_id = i.jobseeker_id and k.tenant_id = i.tenant_id`

/**
 * A statement that reads people, given as a query with the columns `id` and `"tenantId"`, and has them in the audit before it hands out a row:
 * the answer is joined with the entries, so there is no row without one.
 */
export function openingStatement(found: SQL, audit: AuditContext): SQL {
  return sql`with found as materialized (${found}),
    audited as materialized (${entriesOf(audit, sql`count(*)::integer`, sql`from found f`)})
    select found.* from found join audited on audited."tenantId" = found."tenantId" and audited.place is not null`
}

/** One entry for each tenant of `people`, which has the columns `id` and `"tenantId"`. */
export function entriesOf({ at, keyId, actor, action, reason, detail = {} }: AuditContext, opened: SQL, people: SQL): SQL {
  return sql`select f."tenantId", audit.append(${at.toISOString()}::timestamptz, f."tenantId", ${keyId}::uuid, ${actor}::text, ${action}::text,
      ${reason}::text, array_agg(f.id order by f.id), ${opened}, ${JSON.stringify(detail)}::jsonb) as place
    ${people} group by f."tenantId"`
}

/** Opens what such a statement has found, in its order. Counted before anything is decrypted, as the audit counts. */
export function unseal(rows: readonly SealedRow[], keys: IdentityKeys, { action }: Pick<AuditContext, 'action'>): PlainIdentity[] {
  if (rows.length > 0) keys.countOpened(action, rows.length)
  return rows.map((row) => openIdentity(envelopeOf(row), { jobseekerId: row.id, tenantId: row.tenantId }, keys))
}

export function envelopeOf({ id, keyId, suite, nonce, ciphertext, kekId, keySuite, keyNonce, wrapped }: SealedRow): FoundEnvelope {
  if (suite === null || nonce === null || ciphertext === null) throw new Error(`jobseeker ${id} has no identity`)
  const hasKey = kekId !== null && keySuite !== null && keyNonce !== null && wrapped !== null
  return {
    identity: { keyId, suite, nonce, ciphertext },
    dataKey: hasKey ? { kekId, suite: keySuite, nonce: keyNonce, ciphertext: wrapped } : null,
  }
}
