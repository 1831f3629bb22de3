import type { Transaction } from '@zhihe/postgres/pool'
import { type SQL, sql } from 'drizzle-orm'
import { cardOf, holderOf } from '../domain/identity.ts'
import { consentOf, type Dossier, type Jobseeker } from '../domain/jobseeker.ts'
import type { PlainIdentity } from '../domain/plain-identity.ts'
import { hideSkillTexts, withSkillTexts } from '../domain/skill-texts.ts'
import { decisionsInserted } from './consent-ledger.ts'
import { requireKeysOfThisHouse } from './data-keys.ts'
import type { IdentityKeys } from './identity-keys.ts'
import { type AuditContext, entriesOf } from './opening.ts'
import { hashedPart, lookupRowsOf, sealedPart, vaultRowOf } from './vault-parts.ts'

export interface NewPerson {
  dossier: Dossier
  identity: PlainIdentity
}

/** `exists`: the tenant has this person; `sameCard`: and knows the card she shows. Outcomes are in the order of the people given. */
export type RegisteredAs = { outcome: 'new' } | { outcome: 'exists' | 'sameCard'; jobseekerId: string }

interface Found {
  asked: string
  existing: string | null
  hasCard: boolean
}

/**
 * Registers many people of any tenants, at most 2,000: `registerPeople(tx, people, { keys, byKeyId, audit })`. Writes those who are new, with what
 * they decided and one entry of the audit for each tenant; announces nobody, that is the caller's. Of two who are one person the first counts.
 * Rejects with `KeyMissingError` without the keys of this house, and with code 40001 when somebody registered one of them meanwhile: nothing of it may be committed, do it again.
 */
export async function registerPeople(
  tx: Transaction,
  people: readonly NewPerson[],
  { keys, byKeyId, audit }: { keys: IdentityKeys; byKeyId: string; audit: AuditContext },
): Promise<RegisteredAs[]> {
  const firsts = firstOfEach(people)
  const distinct = people.filter((person) => firsts.get(person) === person)
  if (distinct.length === 0) return []
  await requireKeysOfThisHouse(tx, keys)
  const found = await insertPeople(tx, distinct, { keys, audit })
  const fresh = distinct.filter(({ dossier }) => found.get(dossier.jobseeker.id)?.existing === null)
  await insertDecisions(tx, fresh, byKeyId)
  return people.map((person) => outcomeOf(person, firsts.get(person) ?? person, found))
}

/** Whoever comes twice is the one who came first. */
function firstOfEach(people: readonly NewPerson[]): Map<NewPerson, NewPerson> {
  const byNumber = new Map<string, NewPerson>()
  const firsts = new Map<NewPerson, NewPerson>()
  for (const person of people) {
    const number = holderOf(person.identity)?.number
    const key = `${person.dossier.jobseeker.tenantId} ${number}`
    const first = number === undefined ? person : (byNumber.get(key) ?? person)
    byNumber.set(key, first)
    firsts.set(person, first)
  }
  return firsts
}

function outcomeOf(person: NewPerson, first: NewPerson, found: ReadonlyMap<string, Found>): RegisteredAs {
  const { existing, hasCard } = found.get(first.dossier.jobseeker.id) as Found
  if (person === first) return existing === null ? { outcome: 'new' } : { outcome: hasCard ? 'sameCard' : 'exists', jobseekerId: existing }
  const [card, firstCard] = [person, first].map(({ identity: { certificateNumber } }) => certificateNumber && cardOf(certificateNumber))
  return { outcome: card && card === firstCard ? 'sameCard' : 'exists', jobseekerId: existing ?? first.dossier.jobseeker.id }
}

async function insertPeople(
  tx: Transaction,
  people: readonly NewPerson[],
  { keys, audit }: { keys: IdentityKeys; audit: AuditContext },
): Promise<Map<string, Found>> {
  const owned = people.map(({ dossier: { jobseeker }, identity }) => ({
    identity: withSkillTexts(identity, jobseeker.profile),
    owner: { jobseekerId: jobseeker.id, tenantId: jobseeker.tenantId, known: null },
  }))
  const parts = [
    sealedPart(owned.map(({ identity, owner }) => vaultRowOf(identity, owner, keys))),
    hashedPart(owned.flatMap(({ identity, owner }) => lookupRowsOf(identity, owner, keys))),
    peoplePart(people.map(({ dossier: { jobseeker } }) => ({ ...jobseeker, profile: hideSkillTexts(jobseeker.profile) }))),
    ...claimedParts,
    ...writtenParts,
    sql`audited as materialized (${entriesOf(audit, sql`0`, sql`from (select jobseeker_id as id, tenant_id as "tenantId" from won) f`)})`,
  ]
  const { rows } = await tx.execute<Record<string, unknown>>(
    sql`with ${sql.join(parts, sql`, `)}
      select asked, existing, "hasCard" from known
      union all
      select w.jobseeker_id, null, false from won w join audited a on a."tenantId" = w.tenant_id and a.place is not null`,
  )
  if (rows.length !== people.length) {
    throw Object.assign(new Error('somebody was registered by somebody else meanwhile'), { code: '40001' })
  }
  return new Map((rows as unknown as Found[]).map((row) => [row.asked, row]))
}

function peoplePart(jobseekers: readonly Jobseeker[]): SQL {
  return sql`people as materialized (
    select x.* from jsonb_to_recordset(${JSON.stringify(jobseekers)}::jsonb) as x (id uuid, "tenantId" uuid, status text, profile jsonb,
      version integer, "createdAt" timestamptz, "updatedAt" timestamptz))`
}

// The number is claimed first: who waits for another one to register the same person has written nothing else yet.
const claimedParts = [
  sql`known as materialized (
    select distinct on (h.jobseeker_id) h.jobseeker_id as asked, l.jobseeker_id as existing, exists (
      select from hashed c join vault.lookups lc on lc.jobseeker_id = l.jobseeker_id and lc.kind = c.kind and lc.hash_key_id = c.hash_key_id
        and lc.hash = c.hash
      where c.jobseeker_id = h.jobseeker_id and c.kind = 'certificate') as "hasCard"
    from hashed h join vault.lookups l on l.tenant_id = h.tenant_id and l.hash_key_id = h.hash_key_id and l.hash = h.hash and l.kind = 'id_number'
    where h.kind = 'id_number' order by h.jobseeker_id)`,
  sql`claimed as (
    insert into vault.lookups (tenant_id, jobseeker_id, kind, hash_key_id, hash)
    select h.tenant_id, h.jobseeker_id, h.kind, h.hash_key_id, h.hash from hashed h
    where h.kind = 'id_number' and not exists (select from known k where k.asked = h.jobseeker_id)
    order by h.hash_key_id, h.hash
    on conflict do nothing returning jobseeker_id)`,
  sql`won as materialized (
    select s.* from sealed s
    left join (select jobseeker_id, count(*) as keys from hashed where kind = 'id_number' group by 1) h using (jobseeker_id)
    left join (select jobseeker_id, count(*) as keys from claimed group by 1) c using (jobseeker_id)
    where not exists (select from known k where k.asked = s.jobseeker_id) and h.keys is not distinct from c.keys)`,
]

const writtenParts = [
  sql`opened as (
    insert into jobseekers.jobseekers (id, tenant_id, status, region_code, profile, version, created_at, updated_at)
    select p.id, p."tenantId", p.status, p.profile ->> 'regionCode', p.profile, p.version, p."createdAt", p."updatedAt"
    from people p join won w on w.jobseeker_id = p.id)`,
  sql`keyed as (
    insert into vault_keys.data_keys (jobseeker_id, tenant_id, kek_id, suite, nonce, wrapped, created_at)
    select w.jobseeker_id, w.tenant_id, w.kek_id, w.key_suite, w.key_nonce, w.wrapped, p."createdAt" from people p join won w on w.jobseeker_id = p.id)`,
  sql`identified as (
    insert into vault.identities (jobseeker_id, tenant_id, suite, nonce, ciphertext, hash_key_id, certificate_expires_on, created_at, updated_at)
    select w.jobseeker_id, w.tenant_id, w.suite, w.nonce, w.ciphertext, w.hash_key_id, w.certificate_expires_on, p."createdAt", p."updatedAt"
    from people p join won w on w.jobseeker_id = p.id)`,
  sql`indexed as (
    insert into vault.lookups (tenant_id, jobseeker_id, kind, hash_key_id, hash)
    select h.tenant_id, h.jobseeker_id, h.kind, h.hash_key_id, h.hash from hashed h join won w using (jobseeker_id) where h.kind <> 'id_number')`,
]

/** What new people decided, and that they may be matched, for all of them at once. */
async function insertDecisions(tx: Transaction, people: readonly NewPerson[], byKeyId: string): Promise<void> {
  const decisions = people.flatMap(({ dossier: { jobseeker, ledger } }) =>
    ledger.map((decision) => ({ ...decision, jobseekerId: jobseeker.id })),
  )
  if (decisions.length > 0) await tx.execute(decisionsInserted(decisions, byKeyId))
  const given = people.map(({ dossier }) => consentOf(dossier)).filter((consent) => consent.given)
  if (given.length === 0) return
  await tx.execute(
    sql`insert into consent.given (jobseeker_id, purpose, since)
      select x."jobseekerId", x.purpose, x.at from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as x ("jobseekerId" uuid, purpose text,
        at timestamptz)
      on conflict do nothing`,
  )
}
