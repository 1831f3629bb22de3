import { type ConsentChange, consentSet } from '@zhihe/consent/given'
import type { DomainEvent } from '@zhihe/contracts/event'
import type { Executor, Transaction } from '@zhihe/postgres/pool'
import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { ConsentDecision } from '../domain/consent.ts'
import type { PlainIdentity } from '../domain/identity.ts'
import type { Dossier, Jobseeker } from '../domain/jobseeker.ts'
import type { Reach } from '../domain/reach.ts'
import { type IdentityKeys, openIdentity, type SealedIdentity, sealIdentity } from './identity-cipher.ts'
import { facts, within } from './jobseeker-store.ts'
import { identities, jobseekers } from './schema.ts'
import { told } from './told.ts'

/** All that the register knows of a person, as of one moment. */
export interface Person {
  dossier: Dossier
  identity: PlainIdentity
}

export interface Reading {
  reach: Reach
  keys: IdentityKeys
}

export interface PersonChange {
  before: Jobseeker
  after: Jobseeker
  /** Null when it stays as it is. */
  identity: PlainIdentity | null
  /** Null when there is nothing to tell. */
  event: DomainEvent | null
  /** Null when she may be matched as before. */
  consent: ConsentChange | null
}

type LedgerRow = Omit<ConsentDecision, 'at' | 'recordedAt'> & { at: number; recordedAt: number }

const { keyId, suite, nonce, ciphertext } = identities
const sealed = { keyId, suite, nonce, ciphertext }
// Milliseconds, as JSON has no times, and as text they are what the session's time zone makes of them.
const ledger = sql<LedgerRow[]>`coalesce((
  select json_agg(json_build_object(
    'id', c.id, 'purpose', c.purpose, 'recipient', c.recipient, 'textVersion', c.text_version, 'decision', c.decision,
    'at', (extract(epoch from c.decided_at) * 1000)::bigint, 'recordedAt', (extract(epoch from c.recorded_at) * 1000)::bigint
  ) order by c.seq)
  from jobseekers.consents c where c.jobseeker_id = ${jobseekers.id}
), '[]')`

/**
 * Reads a person in one statement, which sees facts, consents and identity of one version. It locks nothing: a statement that waits for a lock
 * goes on with the new version of the row that it waited for and with the old ones of all others.
 */
export async function readPerson(db: Executor, id: string, { reach, keys }: Reading): Promise<Person | undefined> {
  const [row] = await db
    .select({ ...facts, sealed, ledger })
    .from(jobseekers)
    .leftJoin(identities, and(eq(identities.jobseekerId, jobseekers.id), eq(identities.tenantId, jobseekers.tenantId)))
    .where(within(id, reach))
  if (!row) return undefined
  const { sealed: identity, ledger: decisions, ...jobseeker } = row
  if (!identity) throw new Error(`jobseeker ${id} has no identity`)
  return {
    dossier: { jobseeker, ledger: decisions.map(toDecision) },
    identity: openIdentity(identity, { jobseekerId: jobseeker.id, tenantId: jobseeker.tenantId }, keys),
  }
}

/** Nobody else changes this person or her consents until the transaction ends. */
export async function lockPerson(tx: Transaction, id: string): Promise<void> {
  await tx.execute(sql`select from ${jobseekers} where ${jobseekers.id} = ${id} for update`)
}

/**
 * Saves a change and announces it, all or nothing, if the person is still as she was before; else returns false. Every change of facts, of
 * identity or of the consents in force raises the version, so it speaks for all of them.
 */
export async function savePerson(db: Executor, change: PersonChange, keys: IdentityKeys): Promise<boolean> {
  const { before, after, identity, event, consent } = change
  const parts = [changed(before, after)]
  if (identity) parts.push(resealed(sealIdentity(identity, { jobseekerId: after.id, tenantId: after.tenantId }, keys)))
  if (event) parts.push(told(event, sql`changed`))
  if (consent) parts.push(consentSet(consent, sql`changed`))
  const { rows } = await db.execute<{ isSaved: boolean }>(
    sql`with ${sql.join(parts, sql`, `)} select exists (select from changed) as "isSaved"`,
  )
  return rows[0]?.isSaved === true
}

function toDecision({ at, recordedAt, ...decision }: LedgerRow): ConsentDecision {
  return { ...decision, at: new Date(at), recordedAt: new Date(recordedAt) }
}

function changed(before: Jobseeker, { id, tenantId, status, profile, version, updatedAt }: Jobseeker): SQL {
  return sql`changed as (
    update jobseekers.jobseekers
    set status = ${status}, profile = ${JSON.stringify(profile)}::jsonb, region_code = ${profile.regionCode}, version = ${version},
      updated_at = ${updatedAt.toISOString()}::timestamptz
    where id = ${id} and tenant_id = ${tenantId} and version = ${before.version}
    returning id, tenant_id, updated_at)`
}

/** Under a fresh nonce. Name and telephone change, numbers do not, so their hashes stay. */
function resealed({ keyId, suite, nonce, ciphertext }: SealedIdentity): SQL {
  return sql`resealed as (
    update vault.identities i
    set key_id = ${keyId}, suite = ${suite}, nonce = ${nonce}, ciphertext = ${ciphertext}, updated_at = changed.updated_at
    from changed where i.jobseeker_id = changed.id and i.tenant_id = changed.tenant_id)`
}
