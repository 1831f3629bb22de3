import type { Transaction } from '@zhihe/postgres/pool'
import { type SQL, sql } from 'drizzle-orm'
import type { ConsentDecision } from '../domain/consent.ts'
import type { Dossier, MatchingConsent } from '../domain/jobseeker.ts'
import type { PlainIdentity } from '../domain/plain-identity.ts'
import { isSame } from '../domain/same.ts'
import { hideSkillTexts, withSkillTexts } from '../domain/skill-texts.ts'
import { decisionsInserted } from './consent-ledger.ts'
import { findDataKeys } from './data-keys.ts'
import type { IdentityKeys } from './identity-keys.ts'
import { hashedPart, lookupRowsOf, sealedPart, vaultRowOf } from './vault-parts.ts'

export interface ChangedPerson {
  before: Dossier
  after: Dossier
  identityBefore: PlainIdentity
  identity: PlainIdentity
  consent: MatchingConsent | null
  decisions: readonly ConsentDecision[]
}

/**
 * `savePerson` for many at once; announces nobody, that is the caller's. Rejects with code 40001 when one of them has changed meanwhile: nothing of
 * it may be committed, read them again.
 */
export async function savePeople(
  tx: Transaction,
  changes: readonly ChangedPerson[],
  { keys, byKeyId }: { keys: IdentityKeys; byKeyId: string },
): Promise<void> {
  if (changes.length === 0) return
  const resealed = changes.flatMap(({ identityBefore, identity: stated, after: { jobseeker } }) => {
    const identity = withSkillTexts(stated, jobseeker.profile)
    return isSame(identity, identityBefore) ? [] : [{ identity, jobseeker }]
  })
  const dataKeys = await findDataKeys(
    tx,
    resealed.map(({ jobseeker }) => jobseeker.id),
  )
  const identities = resealed.map(({ identity, jobseeker: { id, tenantId } }) => ({
    identity,
    owner: { jobseekerId: id, tenantId, known: dataKeys.get(id) ?? null },
  }))
  const parts = [
    sealedPart(identities.map(({ identity, owner }) => vaultRowOf(identity, owner, keys))),
    hashedPart(identities.flatMap(({ identity, owner }) => lookupRowsOf(identity, owner, keys))),
    changedPart(changes),
    ...resealedParts,
  ]
  const { rows } = await tx.execute<{ saved: number }>(sql`with ${sql.join(parts, sql`, `)} select count(*)::integer as saved from changed`)
  if (rows[0]?.saved !== changes.length) throw changedMeanwhile()
  await saveDecisions(tx, changes, byKeyId)
}

/** Nobody erases these people until the transaction ends. Rejects with code 40001 when somebody has. */
export async function keepPeople(tx: Transaction, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const { rows } = await tx.execute<{ id: string }>(sql`
    select id from jobseekers.jobseekers
    where id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::uuid) order by id for key share`)
  if (rows.length !== ids.length) throw changedMeanwhile()
}

function changedMeanwhile(): Error {
  return Object.assign(new Error('somebody was changed by somebody else meanwhile'), { code: '40001' })
}

// A decision that is not in force leaves the version as it was.
function changedPart(changes: readonly ChangedPerson[]): SQL {
  const rows = changes.map(({ before, after: { jobseeker } }) => ({
    id: jobseeker.id,
    tenantId: jobseeker.tenantId,
    was: before.jobseeker.version,
    version: jobseeker.version,
    status: jobseeker.status,
    profile: hideSkillTexts(jobseeker.profile),
    updatedAt: jobseeker.updatedAt,
  }))
  return sql`changed as (
    update jobseekers.jobseekers j
    set status = x.status, profile = x.profile, region_code = x.profile ->> 'regionCode', version = x.version, updated_at = x."updatedAt"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x (id uuid, "tenantId" uuid, was integer, version integer, status text,
      profile jsonb, "updatedAt" timestamptz)
    where j.id = x.id and j.tenant_id = x."tenantId" and j.version = x.was
    returning j.id, j.tenant_id, j.updated_at)`
}

/**
 * Under their own data keys, found again by what is true now. The row of an identity is locked before that of its key, as a rotation does it. Lookups
 * that stay are left alone: a part does not see what another one deletes.
 */
const resealedParts = [
  sql`resealed as (
    update vault.identities i
    set key_id = null, suite = s.suite, nonce = s.nonce, ciphertext = s.ciphertext, hash_key_id = s.hash_key_id,
      certificate_expires_on = s.certificate_expires_on, updated_at = c.updated_at
    from changed c join sealed s on s.jobseeker_id = c.id and s.tenant_id = c.tenant_id
    where i.jobseeker_id = c.id and i.tenant_id = c.tenant_id
    returning i.jobseeker_id, i.updated_at)`,
  sql`rekeyed as (
    insert into vault_keys.data_keys as k (jobseeker_id, tenant_id, kek_id, suite, nonce, wrapped, created_at)
    select s.jobseeker_id, s.tenant_id, s.kek_id, s.key_suite, s.key_nonce, s.wrapped, r.updated_at
    from resealed r join sealed s using (jobseeker_id) order by s.jobseeker_id
    on conflict (jobseeker_id) do update set kek_id = excluded.kek_id, suite = excluded.suite, nonce = excluded.nonce,
      wrapped = excluded.wrapped, created_at = excluded.created_at, rewrapped_at = null)`,
  sql`unindexed as (
    delete from vault.lookups l using changed c, sealed s
    where l.jobseeker_id = c.id and s.jobseeker_id = c.id
      and not exists (
        select from hashed h
        where h.jobseeker_id = l.jobseeker_id and h.kind = l.kind and h.hash_key_id = l.hash_key_id and h.hash = l.hash))`,
  sql`indexed as (
    insert into vault.lookups (tenant_id, jobseeker_id, kind, hash_key_id, hash)
    select h.tenant_id, h.jobseeker_id, h.kind, h.hash_key_id, h.hash from changed c join hashed h on h.jobseeker_id = c.id
    on conflict (jobseeker_id, kind, hash_key_id, hash) do nothing)`,
]

async function saveDecisions(tx: Transaction, changes: readonly ChangedPerson[], byKeyId: string): Promise<void> {
  const decisions = changes.flatMap((change) =>
    change.decisions.map((decision) => ({ ...decision, jobseekerId: change.after.jobseeker.id })),
  )
  if (decisions.length > 0) await tx.execute(decisionsInserted(decisions, byKeyId))
  const consents = changes.flatMap(({ consent }) => consent ?? [])
  if (consents.length === 0) return
  const given = sql`jsonb_to_recordset(${JSON.stringify(consents)}::jsonb) as x ("jobseekerId" uuid, purpose text, given boolean, at timestamptz)`
  await tx.execute(sql`
    with x as materialized (select * from ${given}),
    withdrawn as (delete from consent.given g using x where not x.given and g.jobseeker_id = x."jobseekerId" and g.purpose = x.purpose)
    insert into consent.given (jobseeker_id, purpose, since) select "jobseekerId", purpose, at from x where given on conflict do nothing`)
}
