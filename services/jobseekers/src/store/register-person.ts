import { consentSet } from '@zhihe/consent/given'
import type { DomainEvent } from '@zhihe/contracts/event'
import type { Transaction } from '@zhihe/postgres/pool'
import { type SQL, sql } from 'drizzle-orm'
import type { ConsentDecision } from '../domain/consent.ts'
import { cardOf, holderOf, type PlainIdentity } from '../domain/identity.ts'
import { consentOf, type Jobseeker } from '../domain/jobseeker.ts'
import { hashKeyId, hashNumber, type IdentityKeys, sealIdentity } from './identity-cipher.ts'
import type { Person } from './person-store.ts'
import { told } from './told.ts'

export interface Registration extends Person {
  event: DomainEvent
  byKeyId: string
}

/**
 * Writes a new person, who she is, what she decided and the announcement, in one statement. Returns false when the tenant has this person
 * already: then the transaction must not be committed. One that is just registering her is waited for.
 */
export async function registerPerson(
  tx: Transaction,
  { dossier, identity, event, byKeyId }: Registration,
  keys: IdentityKeys,
): Promise<boolean> {
  const { jobseeker, ledger } = dossier
  const parts = [opened(jobseeker), identified(jobseeker, identity, keys), decided(jobseeker.id, ledger, byKeyId), told(event)]
  const consent = consentOf(dossier)
  if (consent.given) parts.push(consentSet(consent, sql`identified`))
  const { rows } = await tx.execute<{ isNew: boolean }>(
    sql`with ${sql.join(parts, sql`, `)}
      select exists (select from identified) as "isNew"`,
  )
  return rows[0]?.isNew === true
}

function opened({ id, tenantId, status, profile, version, createdAt, updatedAt }: Jobseeker): SQL {
  return sql`opened as (
    insert into jobseekers.jobseekers (id, tenant_id, status, region_code, profile, version, created_at, updated_at)
    values (${id}, ${tenantId}, ${status}, ${profile.regionCode}, ${JSON.stringify(profile)}, ${version}, ${createdAt.toISOString()},
      ${updatedAt.toISOString()}))`
}

function identified({ id, tenantId, createdAt, updatedAt }: Jobseeker, identity: PlainIdentity, keys: IdentityKeys): SQL {
  const { keyId, suite, nonce, ciphertext } = sealIdentity(identity, { jobseekerId: id, tenantId }, keys)
  const number = holderOf(identity)?.number
  const card = cardOf(identity)
  return sql`identified as (
    insert into vault.identities (jobseeker_id, tenant_id, key_id, suite, nonce, ciphertext, hash_key_id, id_number_hash, certificate_hash,
      created_at, updated_at)
    values (${id}, ${tenantId}, ${keyId}, ${suite}, ${nonce}, ${ciphertext}, ${hashKeyId(keys)},
      ${number === undefined ? null : hashNumber(number, keys)}, ${card === null ? null : hashNumber(card, keys)},
      ${createdAt.toISOString()}, ${updatedAt.toISOString()})
    on conflict (tenant_id, id_number_hash) do nothing
    returning jobseeker_id)`
}

/** In the order given, which is the order in which decisions count when their times are equal. */
function decided(jobseekerId: string, ledger: readonly ConsentDecision[], byKeyId: string): SQL {
  return sql`decided as (
    insert into jobseekers.consents (id, jobseeker_id, purpose, recipient, text_version, decision, decided_at, recorded_at, by_key_id)
    select d.id, ${jobseekerId}::uuid, d.purpose, d.recipient, d."textVersion", d.decision, d.at, d."recordedAt", ${byKeyId}::uuid
    from rows from (jsonb_to_recordset(${JSON.stringify(ledger)}::jsonb) as (id uuid, purpose text, recipient uuid, "textVersion" text,
      decision text, at timestamptz, "recordedAt" timestamptz)) with ordinality as d (id, purpose, recipient, "textVersion", decision, at,
      "recordedAt", place)
    order by place)`
}
