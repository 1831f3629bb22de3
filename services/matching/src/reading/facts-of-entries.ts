import type { Db } from '@zhihe/postgres/pool'
import type { JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
import type { Memory } from '../index/memory.ts'
import { readJobseekerFacts, readPostingFacts } from '../store/copies-store.ts'
import type { Entry } from '../store/shortlist-store.ts'
import type { Shown } from './describe-match.ts'

interface Versioned {
  id: string
  version: number
}

const keyOf = ({ id, version }: Versioned): string => `${id} ${version}`

/** Entries with the facts of exactly the versions they were made from: out of memory where those are current, else out of the history. */
export async function withFacts(db: Db, memory: Memory, entries: readonly Entry[]): Promise<Shown[]> {
  const postings = await collect<PostingFacts>(
    entries.map(({ postingId: id, postingVersion: version }) => ({ id, version })),
    { current: (id) => memory.posting(id)?.facts, read: (versions) => readPostingFacts(db, versions) },
  )
  const jobseekers = await collect<JobseekerFacts>(
    entries.map(({ jobseekerId: id, jobseekerVersion: version }) => ({ id, version })),
    { current: (id) => memory.engine.getJobseeker(id), read: (versions) => readJobseekerFacts(db, versions) },
  )
  return entries.map((entry) => {
    const posting = postings.get(keyOf({ id: entry.postingId, version: entry.postingVersion }))
    const jobseeker = jobseekers.get(keyOf({ id: entry.jobseekerId, version: entry.jobseekerVersion }))
    if (!posting || !jobseeker) throw new Error(`match ${entry.matchId} has lost the facts it was made from`)
    const at = new Date(entry.evaluatedAt)
    return { posting, jobseeker, rank: entry.rank, at, asOf: at }
  })
}

interface Sources<Facts> {
  current: (id: string) => Facts | undefined
  read: (versions: readonly Versioned[]) => Promise<Facts[]>
}

async function collect<Facts extends Versioned>(
  wanted: readonly Versioned[],
  { current, read }: Sources<Facts>,
): Promise<Map<string, Facts>> {
  const found = new Map<string, Facts>()
  const missing = new Map<string, Versioned>()
  for (const version of wanted) {
    const facts = current(version.id)
    if (facts?.version === version.version) found.set(keyOf(version), facts)
    else missing.set(keyOf(version), version)
  }
  for (const facts of await read([...missing.values()])) found.set(keyOf(facts), facts)
  return found
}
