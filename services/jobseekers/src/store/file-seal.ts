import { randomBytes } from 'node:crypto'
import type { Executor, Transaction } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import { type IdentityOwner, unwrapKey, type WrappedKey, wrapKey } from './identity-cipher.ts'
import type { IdentityKeys } from './identity-keys.ts'
import { openBytes, type Suite, sealBytes, suites } from './suites.ts'

/** Seals and opens what is free text, or names staff, in one person's file. */
export interface FileSeal {
  seal: (value: unknown) => Buffer
  /** Throws when it was changed, or sealed for somebody else. */
  open: (sealed: Buffer) => unknown
}

interface KeyRow {
  kekId: string
  suite: Suite
  nonce: Buffer
  wrapped: Buffer
}

const keyBytes = 32
const nonceBytes: Record<Suite, number> = { 'aes-256-gcm': 12, 'sm4-ctr-hmac-sm3': 16 }

/** The seal of a person's file; null when nothing was ever sealed in it. */
export async function findFileSeal(executor: Executor, owner: IdentityOwner, keys: IdentityKeys): Promise<FileSeal | null> {
  const { rows } = await executor.execute<Record<string, unknown>>(
    sql`select kek_id as "kekId", suite, nonce, wrapped from vault_keys.file_keys
      where jobseeker_id = ${owner.jobseekerId} and tenant_id = ${owner.tenantId}`,
  )
  const [row] = rows as unknown as KeyRow[]
  return row ? sealWith(unwrapKey(toWrapped(row), bindingOf(owner), keys), owner, keys.suite) : null
}

/** The same, made when there is none. Her row must be locked. */
export async function takeFileSeal(
  tx: Transaction,
  owner: IdentityOwner,
  { keys, now }: { keys: IdentityKeys; now: Date },
): Promise<FileSeal> {
  const found = await findFileSeal(tx, owner, keys)
  if (found) return found
  const key = randomBytes(keyBytes)
  const { kekId, suite, nonce, ciphertext } = wrapKey(key, bindingOf(owner), keys)
  await tx.execute(
    sql`insert into vault_keys.file_keys (jobseeker_id, tenant_id, kek_id, suite, nonce, wrapped, created_at)
      values (${owner.jobseekerId}, ${owner.tenantId}, ${kekId}, ${suite}, ${nonce}, ${ciphertext}, ${now.toISOString()})`,
  )
  return sealWith(key, owner, keys.suite)
}

/** The same key under the current key-encryption key; nothing in the file is touched. */
export function rewrapFileKey(wrapped: WrappedKey, owner: IdentityOwner, keys: IdentityKeys): WrappedKey {
  return wrapKey(unwrapKey(wrapped, bindingOf(owner), keys), bindingOf(owner), keys)
}

function toWrapped({ kekId, suite, nonce, wrapped }: KeyRow): WrappedKey {
  return { kekId, suite, nonce, ciphertext: wrapped }
}

// One byte for the suite, then the nonce: what is sealed says by itself how it is opened.
function sealWith(key: Buffer, owner: IdentityOwner, suite: Suite): FileSeal {
  const binding = `${owner.jobseekerId} ${owner.tenantId} file`
  return {
    seal: (value) => {
      const { nonce, ciphertext } = sealBytes(Buffer.from(JSON.stringify(value)), suite, { key, binding })
      return Buffer.concat([Buffer.from([suites.indexOf(suite)]), nonce, ciphertext])
    },
    open: (sealed) => {
      const made = suites[sealed[0] ?? -1]
      if (made === undefined) throw new Error('opening a note: sealed in an unknown way')
      const begin = 1 + nonceBytes[made]
      const parts = { suite: made, nonce: sealed.subarray(1, begin), ciphertext: sealed.subarray(begin) }
      return JSON.parse(openBytes(parts, { key, binding }).toString())
    },
  }
}

function bindingOf({ jobseekerId, tenantId }: IdentityOwner): string {
  return `${jobseekerId} ${tenantId} file key`
}
