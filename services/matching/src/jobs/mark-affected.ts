import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { Db } from '@zhihe/postgres/pool'
import { tierOf } from '@zhihe/scoring/order'
import { isAffected } from '../domain/shortlist.ts'
import type { Memory } from '../index/memory.ts'
import type { MatchIndex } from '../index/open-index.ts'
import type { Claim } from '../store/copies-store.ts'
import { deleteMarks, type Mark, markPostings } from '../store/due-store.ts'

interface Deps {
  db: Db
  index: MatchIndex
  now: () => Date
  claim: Claim
}

/**
 * Turns marks of jobseekers into marks of the postings whose lists they may change. Marks out and in are one transaction.
 * What a rank in progress hides from this look at the lists is found by that rank's own verification.
 */
export async function markAffected(
  { db, index, now, claim }: Deps,
  jobseekerIds: readonly string[],
  seqs: readonly number[],
): Promise<Mark[]> {
  await index.catchUp()
  const affected = new Set<string>()
  for (const id of jobseekerIds) {
    for (const postingId of affectedBy(index.memory, id, now())) affected.add(postingId)
    await yieldToOthers()
  }
  return await db.transaction(async (tx) => {
    const marks = await markPostings(tx, [...affected], claim)
    await deleteMarks(tx, seqs, claim)
    return marks
  })
}

/** The open postings whose lists may have to change because of a person. */
export function affectedBy(memory: Memory, jobseekerId: string, at: Date): string[] {
  const jobseeker = memory.engine.getJobseeker(jobseekerId)
  if (!jobseeker) return []
  const everything = memory.engine.sizes().postings
  const fits = new Map(memory.engine.rankForJobseeker(jobseeker, { limit: everything, at }).map((match) => [match.postingId, match]))
  const found: string[] = []
  for (const [id, posting] of memory.postings()) {
    const match = fits.get(id)
    const tier = match ? tierOf(match.verdict) : null
    const isIt = isAffected({
      list: memory.list(id),
      posting: { version: posting.facts.version, capacity: posting.capacity },
      jobseeker,
      fit: match && tier !== null ? { tier, score: match.score } : null,
    })
    if (isIt) found.push(id)
  }
  return found
}
