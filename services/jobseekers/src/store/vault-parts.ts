import { type SQL, sql } from 'drizzle-orm'
import { certificateExpiryOf } from '../domain/cards.ts'
import type { PlainIdentity } from '../domain/plain-identity.ts'
import { type IdentityOwner, sealIdentity, type WrappedKey } from './identity-cipher.ts'
import type { IdentityKeys } from './identity-keys.ts'
import { allLookupsOf } from './lookup-hash.ts'

/** Whose identity it is, and the data key that she has; null when she is new, or was sealed before there were any. */
export interface OwnerWithKey extends IdentityOwner {
  known: WrappedKey | null
}

/** What the vault keeps of one person, as JSON: bytes in hex. */
export interface VaultRow {
  jobseekerId: string
  tenantId: string
  suite: string
  nonce: string
  ciphertext: string
  kekId: string
  keySuite: string
  keyNonce: string
  wrapped: string
  hashKeyId: string
  certificateExpiresOn: string | null
}

/** A row of vault.lookups, as JSON. */
export interface LookupRow {
  jobseekerId: string
  tenantId: string
  kind: string
  hashKeyId: string
  hash: string
}

export function vaultRowOf(identity: PlainIdentity, { jobseekerId, tenantId, known }: OwnerWithKey, keys: IdentityKeys): VaultRow {
  const { identity: sealed, dataKey } = sealIdentity(identity, { jobseekerId, tenantId }, keys, known)
  return {
    jobseekerId,
    tenantId,
    suite: sealed.suite,
    nonce: sealed.nonce.toString('hex'),
    ciphertext: sealed.ciphertext.toString('hex'),
    kekId: dataKey.kekId,
    keySuite: dataKey.suite,
    keyNonce: dataKey.nonce.toString('hex'),
    wrapped: dataKey.ciphertext.toString('hex'),
    hashKeyId: keys.lookup.current.id,
    certificateExpiresOn: certificateExpiryOf(identity),
  }
}

export function lookupRowsOf(identity: PlainIdentity, { jobseekerId, tenantId }: IdentityOwner, keys: IdentityKeys): LookupRow[] {
  return allLookupsOf(identity, keys).map((lookup) => ({ jobseekerId, tenantId, ...lookup }))
}

/** A part `sealed` of a statement: what is to be written to the vault, a row a person. */
export function sealedPart(rows: readonly VaultRow[]): SQL {
  return sql`sealed as materialized (
    select x."jobseekerId" as jobseeker_id, x."tenantId" as tenant_id, x.suite, decode(x.nonce, 'hex') as nonce,
      decode(x.ciphertext, 'hex') as ciphertext, x."kekId" as kek_id, x."keySuite" as key_suite, decode(x."keyNonce", 'hex') as key_nonce,
      decode(x.wrapped, 'hex') as wrapped, x."hashKeyId" as hash_key_id, x."certificateExpiresOn" as certificate_expires_on
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x ("jobseekerId" uuid, "tenantId" uuid, suite text, nonce text, ciphertext text,
      "kekId" text, "keySuite" text, "keyNonce" text, wrapped text, "hashKeyId" text, "certificateExpiresOn" date))`
}

/** A part `hashed` of a statement: by what people are to be found, in one order for every writer. */
export function hashedPart(rows: readonly LookupRow[]): SQL {
  return sql`hashed as materialized (
    select x."jobseekerId" as jobseeker_id, x."tenantId" as tenant_id, x.kind, x."hashKeyId" as hash_key_id, decode(x.hash, 'hex') as hash
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x ("jobseekerId" uuid, "tenantId" uuid, kind text, "hashKeyId" text, hash text)
    order by 1, 3, 4, 5)`
}
