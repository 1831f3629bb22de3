import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { Db } from '@zhihe/postgres/pool'
import { contextAt } from '../domain/relaxations-in-force.ts'
import { isAffected } from '../domain/shortlist.ts'
import type { Memory } from '../index/memory.ts'
import type { MatchIndex } from '../index/open-index.ts'
import type { Claim } from '../store/copies-store.ts'
import { exchangeMarks, type Mark } from '../store/due-store.ts'

interface Deps {
  db: Db
  index: MatchIndex
  now: () => Date
  claim: Claim
}

/** A mark of a posting, and because of whom. */
export type Affected = Mark & { because: string }

/**
 * Turns marks of jobseekers into marks of the postings whose lists they may change. Marks out and in are one transaction.
 * What a rank in progress hides from this look at the lists is found by that rank's own verification.
 */
export async function markAffected(
  { db, index, now, claim }: Deps,
  jobseekerIds: readonly string[],
  seqs: readonly number[],
): Promise<Affected[]> {
  await index.catchUp()
  const affected = new Map<string, string>()
  for (const id of jobseekerIds) {
    for (const postingId of affectedBy(index.memory, id, now())) {
      if (!affected.has(postingId)) affected.set(postingId, id)
    }
    await yieldToOthers()
  }
  const marks = await exchangeMarks(db, seqs, [...affected.keys()], claim)
  return marks.map((mark) => ({ ...mark, because: affected.get(mark.entityId) ?? '' }))
}

interface Fit {
  tier: 0 | 1
  score: number
}

/** The open postings whose lists may have to change because of a person: of those she fits and those whose lists she stands on, the others are not hers. */
export function affectedBy(memory: Memory, jobseekerId: string, at: Date): string[] {
  const jobseeker = memory.engine.getJobseeker(jobseekerId)
  if (!jobseeker) return []
  const fits = new Map<string, Fit>()
  memory.engine.forEachFit(jobseeker, contextAt(at), (postingId, tier, score) => fits.set(postingId, { tier, score }))
  const found: string[] = []
  for (const id of new Set([...fits.keys(), ...memory.listsWith(jobseekerId)])) {
    const posting = memory.posting(id)
    if (!posting) continue
    const isIt = isAffected({
      list: memory.list(id),
      posting: { version: posting.facts.version, capacity: posting.capacity },
      takesNewcomers: memory.takesNewcomers(id, at),
      jobseeker,
      fit: fits.get(id) ?? null,
    })
    if (isIt) found.push(id)
  }
  return found
}
