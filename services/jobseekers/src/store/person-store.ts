import { type ConsentChange, consentSet } from '@zhihe/consent/given'
import type { DomainEvent } from '@zhihe/contracts/event'
import type { Executor, Transaction } from '@zhihe/postgres/pool'
import { type SQL, sql } from 'drizzle-orm'
import type { TextInForce } from '../domain/consent-text.ts'
import type { Dossier, Jobseeker } from '../domain/jobseeker.ts'
import type { PlainIdentity } from '../domain/plain-identity.ts'
import { isSame } from '../domain/same.ts'
import { hideSkillTexts, showSkillTexts, withSkillTexts } from '../domain/skill-texts.ts'
import { type LedgerRow, ledgerColumn, textsColumn, toDecision } from './consent-ledger.ts'
import { findDataKeys } from './data-keys.ts'
import type { IdentityKeys } from './identity-keys.ts'
import { reached } from './jobseeker-store.ts'
import { fromVault, named, type Opening, openingStatement, type SealedRow, sealedColumns, unseal } from './opening.ts'
import { jobseekers } from './schema.ts'
import { told } from './told.ts'
import { hashedPart, lookupRowsOf, type OwnerWithKey, sealedPart, vaultRowOf } from './vault-parts.ts'

/** All that the register knows of a person, as of one moment. */
export interface Person {
  dossier: Dossier
  identity: PlainIdentity
}

export interface PersonChange {
  before: Jobseeker
  after: Jobseeker
  identityBefore: PlainIdentity
  identity: PlainIdentity
  /** Null when there is nothing to tell. */
  event: DomainEvent | null
  /** Null when she may be matched as before. */
  consent: ConsentChange | null
}

interface PersonRow extends SealedRow, Pick<Jobseeker, 'status' | 'profile' | 'assessed' | 'version'> {
  createdAt: number
  updatedAt: number
  ledger: LedgerRow[]
  texts: TextInForce[]
}

/**
 * Reads a person in one statement, which sees facts, consents and identity of one version and writes the entry of the audit:
 * `readPerson(executor, id, { reach, keys, audit: { keyId, actor, action, reason, at } })`. Undefined, and no entry, when she is not within reach.
 * It locks nothing of hers: a statement that waits for a lock goes on with the new version of the row that it waited for and with the old ones of
 * all others. In a transaction the entry is undone with it; see opening.ts.
 */
export async function readPerson(db: Executor, id: string, opening: Opening): Promise<Person | undefined> {
  const [person] = await readPeople(db, [id], opening)
  return person
}

/** The same for a few people, in the order of their ids: those of them who are within reach, with one entry for all. */
export async function readPeople(db: Executor, ids: readonly string[], { reach, keys, audit }: Opening): Promise<Person[]> {
  if (ids.length === 0) return []
  const found = sql`select ${sealedColumns}, jobseekers.jobseekers.status, jobseekers.jobseekers.profile, jobseekers.jobseekers.assessed,
      jobseekers.jobseekers.version,
      (extract(epoch from jobseekers.jobseekers.created_at) * 1000)::float8 as "createdAt",
      (extract(epoch from jobseekers.jobseekers.updated_at) * 1000)::float8 as "updatedAt", ${ledgerColumn} as ledger,
      ${textsColumn} as texts
    ${fromVault} where ${named(ids)} and ${reached(reach)}`
  const { rows } = await db.execute<Record<string, unknown>>(openingStatement(found, audit))
  const people = (rows as unknown as PersonRow[]).toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return unseal(people, keys, audit).map((identity, at) => ({ dossier: toDossier(people[at] as PersonRow, identity), identity }))
}

function toDossier(row: PersonRow, identity: PlainIdentity): Dossier {
  const { id, tenantId, status, assessed, version, createdAt, updatedAt, ledger, texts } = row
  const profile = showSkillTexts(row.profile, identity)
  const times = { createdAt: new Date(createdAt), updatedAt: new Date(updatedAt) }
  return { jobseeker: { id, tenantId, status, profile, assessed, version, ...times }, ledger: ledger.map(toDecision), texts }
}

/** Nobody else changes this person or her consents until the transaction ends. */
export async function lockPerson(tx: Transaction, id: string): Promise<void> {
  await tx.execute(sql`select from ${jobseekers} where ${jobseekers.id} = ${id} for update`)
}

/**
 * Saves a change and announces it, all or nothing, if the person is still as she was before; else returns false. Every change of facts, of
 * identity or of the consents in force raises the version, so it speaks for all of them. Rejects with a violation of `lookups_id_number` when the
 * tenant has another person of that number.
 */
export async function savePerson(db: Executor, change: PersonChange, keys: IdentityKeys): Promise<boolean> {
  const { before, after, identityBefore, event, consent } = change
  const identity = withSkillTexts(change.identity, after.profile)
  const parts = [changed(before, { ...after, profile: hideSkillTexts(after.profile) })]
  if (!isSame(identity, identityBefore)) parts.push(...resealed(identity, await ownerWithKey(db, after), keys))
  if (event) parts.push(told(event, sql`changed`))
  if (consent) parts.push(consentSet(consent, sql`changed`))
  const { rows } = await db.execute<{ isSaved: boolean }>(
    sql`with ${sql.join(parts, sql`, `)} select exists (select from changed) as "isSaved"`,
  )
  return rows[0]?.isSaved === true
}

async function ownerWithKey(db: Executor, { id, tenantId }: Jobseeker): Promise<OwnerWithKey> {
  const keys = await findDataKeys(db, [id])
  return { jobseekerId: id, tenantId, known: keys.get(id) ?? null }
}

function changed(before: Jobseeker, { id, tenantId, status, profile, version, updatedAt }: Jobseeker): SQL {
  return sql`changed as (
    update jobseekers.jobseekers
    set status = ${status}, profile = ${JSON.stringify(profile)}::jsonb, region_code = ${profile.regionCode}, version = ${version},
      updated_at = ${updatedAt.toISOString()}::timestamptz
    where id = ${id} and tenant_id = ${tenantId} and version = ${before.version}
    returning id, tenant_id, updated_at)`
}

/**
 * Under her own data key, found again by what is true now. The row of the identity is locked before that of its key, as a rotation does it, so that
 * the two wait for each other and never in a ring. Lookups that stay are left alone: a part does not see what another one deletes.
 */
function resealed(identity: PlainIdentity, owner: OwnerWithKey, keys: IdentityKeys): SQL[] {
  return [
    sealedPart([vaultRowOf(identity, owner, keys)]),
    hashedPart(lookupRowsOf(identity, owner, keys)),
    sql`resealed as (
      update vault.identities i
      set key_id = null, suite = s.suite, nonce = s.nonce, ciphertext = s.ciphertext, hash_key_id = s.hash_key_id,
        certificate_expires_on = s.certificate_expires_on, updated_at = changed.updated_at
      from changed, sealed s where i.jobseeker_id = changed.id and i.tenant_id = changed.tenant_id
      returning i.jobseeker_id, i.updated_at)`,
    sql`rekeyed as (
      insert into vault_keys.data_keys as k (jobseeker_id, tenant_id, kek_id, suite, nonce, wrapped, created_at)
      select s.jobseeker_id, s.tenant_id, s.kek_id, s.key_suite, s.key_nonce, s.wrapped, resealed.updated_at
      from resealed join sealed s using (jobseeker_id)
      on conflict (jobseeker_id) do update set kek_id = excluded.kek_id, suite = excluded.suite, nonce = excluded.nonce,
        wrapped = excluded.wrapped, created_at = excluded.created_at, rewrapped_at = null)`,
    sql`unindexed as (
      delete from vault.lookups l using resealed
      where l.jobseeker_id = resealed.jobseeker_id
        and not exists (select from hashed h where h.kind = l.kind and h.hash_key_id = l.hash_key_id and h.hash = l.hash))`,
    sql`indexed as (
      insert into vault.lookups (tenant_id, jobseeker_id, kind, hash_key_id, hash)
      select h.tenant_id, h.jobseeker_id, h.kind, h.hash_key_id, h.hash from resealed join hashed h using (jobseeker_id)
      on conflict (jobseeker_id, kind, hash_key_id, hash) do nothing)`,
  ]
}
