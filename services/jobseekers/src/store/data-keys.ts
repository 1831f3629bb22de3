import type { Executor } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import type { WrappedKey } from './identity-cipher.ts'
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
