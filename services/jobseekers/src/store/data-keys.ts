import type { Executor } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import type { WrappedKey } from './identity-cipher.ts'
import type { IdentityKeys } from './identity-keys.ts'
import type { Suite } from './suites.ts'

interface KeyRow {
  id: string
  kekId: string
  suite: Suite
  nonce: Buffer
  wrapped: Buffer
}

/** The data keys of these people, wrapped, by person. Who was sealed before decision 019 has none. */
export async function findDataKeys(executor: Executor, ids: readonly string[]): Promise<Map<string, WrappedKey>> {
  if (ids.length === 0) return new Map()
  const { rows } = await executor.execute<Record<string, unknown>>(sql`
    select jobseeker_id as id, kek_id as "kekId", suite, nonce, wrapped from vault_keys.data_keys
    where jobseeker_id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::uuid)`)
  return new Map((rows as unknown as KeyRow[]).map(({ id, wrapped, ...key }) => [id, { ...key, ciphertext: wrapped }]))
}

const proven = new WeakSet<IdentityKeys>()
const enough = 100

/**
 * Rejects with `KeyMissingError` when people are sealed here and of some of them nobody under a key that this process has: whom it sealed no other
 * process could open, and her data would go with a key that somebody mistyped. Asks no more once it has seen a row under a key of its own.
 */
export async function requireKeysOfThisHouse(executor: Executor, keys: IdentityKeys): Promise<void> {
  if (proven.has(keys)) return
  const own = new Set([keys.wrapping.current, ...keys.wrapping.all].map(({ id }) => id))
  const { rows } = await executor.execute<{ id: string }>(
    sql`select distinct k.kek_id as id from (select kek_id from vault_keys.data_keys limit ${enough}::integer) k`,
  )
  if (rows.some(({ id }) => own.has(id))) proven.add(keys)
  else if (rows.length > 0) keys.wrapping.refuse()
}
