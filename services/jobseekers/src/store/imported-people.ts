import type { Executor } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'

/** Which of these people a row of this import was about already. */
export async function findImported(db: Executor, importId: string, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const { rows } = await db.execute<{ id: string }>(sql`
    select jobseeker_id as id from jobseekers.import_items
    where import_id = ${importId} and jobseeker_id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::uuid)`)
  return new Set(rows.map(({ id }) => id))
}
