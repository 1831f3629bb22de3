import type { Db } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'

const noteEveryMs = 60_000
const mostNoted = 10_000

/**
 * A function that notes that a key is in use, at most once a minute for each. It answers at once and never fails: a use that is not noted is noted a
 * minute later, and nobody waits for it.
 */
export function createUseNotes(db: Db): (keyId: string, now: Date) => void {
  const noted = new Map<string, number>()

  return (keyId, now) => {
    const last = noted.get(keyId)
    if (last !== undefined && now.getTime() - last < noteEveryMs) return
    if (noted.size >= mostNoted) noted.clear()
    noted.set(keyId, now.getTime())
    db.execute(sql`select access.note_use(${keyId}::uuid, ${now.toISOString()}::timestamptz)`).catch(() => noted.delete(keyId))
  }
}
