import type { DomainEvent } from '@zhihe/contracts/event'
import { v7 as uuidv7 } from 'uuid'
import { vaultRowOf } from '../src/store/vault-parts.ts'
import { type Register, testKeys } from './register.ts'

export type ExposureChanged = Extract<DomainEvent, { type: 'exposure.changed' }>

/** Totals as matching would announce them. */
export function exposureChanged(people: readonly Partial<ExposureChanged['data']['people'][number]>[], id = uuidv7()): ExposureChanged {
  const whole = people.map((one) => ({ jobseekerId: uuidv7(), seq: 1, lists: 0, firstPlaces: 0, proposals: 0, ...one }))
  return { id, type: 'exposure.changed', occurredAt: '2026-11-22T09:00:00.000Z', data: { people: whole } }
}

export interface Resident {
  tenantId: string
  /** Two digits: of GB/T 26341 and 1-4; null: no certificate. */
  typeAndGrade: string | null
  sex: 'male' | 'female'
  regionCode: string
  lists: number
  firstPlaces: number
}

/** People as they lie in the tables, many at once: consenting, sealed, recommended. */
export async function settle({ query }: Register, residents: readonly Resident[]): Promise<void> {
  const keys = testKeys()
  const rows = residents.map(({ tenantId, typeAndGrade, ...rest }) => {
    const owner = { jobseekerId: uuidv7(), tenantId, known: null }
    const certificateNumber = typeAndGrade === null ? null : `990106197809091221${typeAndGrade}`
    const identity = { name: '王小明', idNumber: null, certificateNumber, phone: '19900001234', guardian: null, cards: [] }
    return { ...vaultRowOf(identity, owner, keys), ...rest, consentId: uuidv7() }
  })
  await query(
    `with r as materialized (
      select * from jsonb_to_recordset($1::jsonb) as r ("jobseekerId" uuid, "tenantId" uuid, "consentId" uuid, sex text, "regionCode" text,
        lists integer, "firstPlaces" integer, suite text, nonce text, ciphertext text, "kekId" text, "keySuite" text, "keyNonce" text, wrapped text)
    ), keyed as (
      insert into vault_keys.data_keys (jobseeker_id, tenant_id, kek_id, suite, nonce, wrapped, created_at)
      select "jobseekerId", "tenantId", "kekId", "keySuite", decode("keyNonce", 'hex'), decode(wrapped, 'hex'), now() from r
    ), people as (
      insert into jobseekers.jobseekers (id, tenant_id, status, region_code, profile, version, created_at, updated_at)
      select "jobseekerId", "tenantId", 'active', "regionCode", jsonb_build_object('regionCode', "regionCode", 'sex', sex), 1, now(), now() from r
    ), consents as (
      insert into jobseekers.consents (id, jobseeker_id, purpose, text_version, decision, decided_at, recorded_at, by_key_id)
      select "consentId", "jobseekerId", 'matching', 'v1', 'granted', now(), now(), "consentId" from r
    ), given as (
      insert into consent.given (jobseeker_id, purpose, since) select "jobseekerId", 'matching', now() from r
    ), exposures as (
      insert into jobseekers.exposures (jobseeker_id, seq, lists, first_places, proposals, changed_at)
      select "jobseekerId", 1, lists, "firstPlaces", lists, now() from r where lists > 0
    )
    insert into vault.identities (jobseeker_id, tenant_id, suite, nonce, ciphertext, created_at, updated_at)
    select "jobseekerId", "tenantId", suite, decode(nonce, 'hex'), decode(ciphertext, 'hex'), now(), now() from r`,
    [JSON.stringify(rows)],
  )
}
