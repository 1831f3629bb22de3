import { v7 as uuidv7 } from 'uuid'
import type { PlainIdentity } from '../src/domain/plain-identity.ts'
import type { IdentityKeys } from '../src/store/identity-keys.ts'
import { type NewPerson, registerPeople } from '../src/store/register-people.ts'
import { sealBytes } from '../src/store/suites.ts'
import type { Register } from './register.ts'

export const at = new Date('2026-11-22T09:00:00Z')

/** Somebody who says nothing of herself. */
export function person(tenantId: string, identity: Partial<PlainIdentity>): NewPerson {
  const jobseeker = {
    id: uuidv7(),
    tenantId,
    status: 'active' as const,
    profile: { regionCode: '330106', skills: [], capabilities: [], statuses: [] },
    assessed: [],
    version: 1,
    createdAt: at,
    updatedAt: at,
  }
  const plain = { name: '王小明', idNumber: null, certificateNumber: null, phone: '19900001234', guardian: null, cards: [], ...identity }
  return { dossier: { jobseeker, ledger: [], texts: [] }, identity: plain }
}

export const idOf = ({ dossier }: NewPerson) => dossier.jobseeker.id

/** Registers people under these keys, as an import would. */
export async function settle({ database }: Register, keys: IdentityKeys, people: readonly NewPerson[]) {
  const audit = { keyId: null, actor: 'test', action: 'identity.imported', reason: 'test', at } as const
  return await database.db.transaction(async (tx) => await registerPeople(tx, people, { keys, byKeyId: uuidv7(), audit }))
}

/** Lays people down as they lay before decision 019: sealed directly, indexed by nothing but the key in `keys`, and not by telephone. */
export async function settleOld(register: Register, keys: IdentityKeys, people: readonly NewPerson[]): Promise<void> {
  await settle(register, keys, people)
  const { id: kekId, key } = keys.wrapping.current
  for (const { dossier, identity } of people) {
    const { id, tenantId } = dossier.jobseeker
    const { guardian: _, cards: _c, ...old } = identity
    const { nonce, ciphertext } = sealBytes(Buffer.from(JSON.stringify(old)), 'aes-256-gcm', { key, binding: `${id} ${tenantId}` })
    await register.query(
      `update vault.identities set key_id = $2, suite = 'aes-256-gcm', nonce = $3, ciphertext = $4, hash_key_id = null where jobseeker_id = $1`,
      [id, kekId, nonce, ciphertext],
    )
  }
  const ids = people.map(idOf)
  await register.query('delete from vault_keys.data_keys where jobseeker_id = any ($1)', [ids])
  await register.query(`delete from vault.lookups where jobseeker_id = any ($1) and kind = 'phone'`, [ids])
}
