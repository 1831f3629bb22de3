import { consentSet } from '@zhihe/consent/given'
import type { DomainEvent } from '@zhihe/contracts/event'
import type { Transaction } from '@zhihe/postgres/pool'
import { type SQL, sql } from 'drizzle-orm'
import type { ConsentDecision } from '../domain/consent.ts'
import { consentOf, type Jobseeker } from '../domain/jobseeker.ts'
import { hideSkillTexts, withSkillTexts } from '../domain/skill-texts.ts'
import { decisionsInserted } from './consent-ledger.ts'
import { requireKeysOfThisHouse } from './data-keys.ts'
import type { IdentityKeys } from './identity-keys.ts'
import { type AuditContext, entriesOf } from './opening.ts'
import type { Person } from './person-store.ts'
import { told } from './told.ts'
import { hashedPart, lookupRowsOf, sealedPart, vaultRowOf } from './vault-parts.ts'

export interface Registration extends Person {
  event: DomainEvent
  byKeyId: string
  audit: AuditContext
}

/**
 * Writes a new person, who she is, what she decided and the announcement, in one statement. Returns false when the tenant has this person
 * already: then the transaction must not be committed. One that is just registering her is waited for. Rejects with `KeyMissingError` without the keys of
 * this house.
 */
export async function registerPerson(
  tx: Transaction,
  { dossier, identity, event, byKeyId, audit }: Registration,
  keys: IdentityKeys,
): Promise<boolean> {
  await requireKeysOfThisHouse(tx, keys)
  const { jobseeker, ledger } = dossier
  const owner = { jobseekerId: jobseeker.id, tenantId: jobseeker.tenantId, known: null }
  const lookups = lookupRowsOf(identity, owner, keys)
  const parts = [
    sealedPart([vaultRowOf(withSkillTexts(identity, jobseeker.profile), owner, keys)]),
    hashedPart(lookups),
    opened({ ...jobseeker, profile: hideSkillTexts(jobseeker.profile) }),
    ...identified(jobseeker),
    decided(jobseeker.id, ledger, byKeyId),
    told(event),
    recorded(audit),
  ]
  const consent = consentOf(dossier)
  if (consent.given) parts.push(consentSet(consent, sql`identified`))
  const { rows } = await tx.execute<{ isNew: boolean }>(
    sql`with ${sql.join(parts, sql`, `)}
      select (select count(*) from indexed) = ${lookups.length} and exists (select from audited where place is not null) as "isNew"`,
  )
  return rows[0]?.isNew === true
}

function opened({ id, tenantId, status, profile, version, createdAt, updatedAt }: Jobseeker): SQL {
  return sql`opened as (
    insert into jobseekers.jobseekers (id, tenant_id, status, region_code, profile, version, created_at, updated_at)
    values (${id}, ${tenantId}, ${status}, ${profile.regionCode}, ${JSON.stringify(profile)}, ${version}, ${createdAt.toISOString()},
      ${updatedAt.toISOString()}))`
}

/** A number that the tenant has already is not indexed: that is how it shows. */
function identified({ createdAt, updatedAt }: Jobseeker): SQL[] {
  return [
    sql`keyed as (
      insert into vault_keys.data_keys (jobseeker_id, tenant_id, kek_id, suite, nonce, wrapped, created_at)
      select jobseeker_id, tenant_id, kek_id, key_suite, key_nonce, wrapped, ${createdAt.toISOString()}::timestamptz from sealed)`,
    sql`identified as (
      insert into vault.identities (jobseeker_id, tenant_id, suite, nonce, ciphertext, hash_key_id, certificate_expires_on, created_at, updated_at)
      select jobseeker_id, tenant_id, suite, nonce, ciphertext, hash_key_id, certificate_expires_on, ${createdAt.toISOString()}::timestamptz,
        ${updatedAt.toISOString()}::timestamptz from sealed
      returning jobseeker_id, tenant_id)`,
    sql`indexed as (
      insert into vault.lookups (tenant_id, jobseeker_id, kind, hash_key_id, hash)
      select tenant_id, jobseeker_id, kind, hash_key_id, hash from hashed
      on conflict do nothing
      returning jobseeker_id, tenant_id)`,
  ]
}

/** Written when all is indexed: whoever waits for another one to register the same person does not hold the audit meanwhile. */
function recorded(audit: AuditContext): SQL {
  const people = sql`from (select distinct jobseeker_id as id, tenant_id as "tenantId" from indexed) f`
  return sql`audited as materialized (${entriesOf(audit, sql`0`, people)})`
}

function decided(jobseekerId: string, ledger: readonly ConsentDecision[], byKeyId: string): SQL {
  const owned = ledger.map((decision) => ({ ...decision, jobseekerId }))
  return sql`decided as (${decisionsInserted(owned, byKeyId)})`
}
