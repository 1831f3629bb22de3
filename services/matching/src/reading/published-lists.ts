import type { Db } from '@zhihe/postgres/pool'
import type { Memory } from '../index/memory.ts'
import { type Entry, readEntries } from '../store/shortlist-store.ts'

/** The published list of a posting in its order, never older than what the memory knows of it. */
export type ReadPublished = (postingId: string) => Promise<readonly Entry[]>

const remembered = 20_000

/** Keeps what was read until the memory hears of a newer list: then, and only then, the database is asked again. */
export function createPublishedLists(db: Db, memory: Pick<Memory, 'list'>): ReadPublished {
  const kept = new Map<string, { seq: number; entries: readonly Entry[] }>()

  return async (postingId) => {
    // Taken before the read: what is read may be newer than that and is read once more then, but it is never older.
    const seq = memory.list(postingId)?.seq
    const known = kept.get(postingId)
    if (known !== undefined && known.seq === seq) return known.entries
    const entries = await readEntries(db, [postingId])
    if (seq === undefined) return entries
    if (kept.size >= remembered) kept.clear()
    kept.set(postingId, { seq, entries })
    return entries
  }
}
