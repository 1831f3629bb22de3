import type { Principal } from '@zhihe/contracts/access'
import { problem } from '@zhihe/http/problem'
import { maySeeJobseeker } from '../domain/access.ts'
import type { KnownJobseeker } from '../index/memory.ts'
import type { ReadDeps } from '../routes/deps.ts'
import { awaitArrival } from './await-arrival.ts'
import { describeMatch, type Shown } from './describe-match.ts'
import type { MatchPage, MatchQuery } from './list-for-posting.ts'
import { livePage } from './live-list.ts'
import { readPlace, writePlace } from './place.ts'

const defaultLimit = 20
const nobody: ReadonlySet<string> = new Set()

/** Postings for a person, out of the engine. */
export async function listForJobseeker(deps: ReadDeps, caller: Principal, query: MatchQuery & { jobseekerId: string }): Promise<MatchPage> {
  const { index, now } = deps
  const jobseeker = await findJobseekerForCaller(deps, caller, query.jobseekerId)
  const at = now()
  const asOf = index.asOf() ?? at
  const place = readPlace(query.cursor)
  const before = place?.in === 'live' ? place.shown : 0
  const page = livePage({
    rank: (ranking) => index.memory.engine.rankForJobseeker(jobseeker.facts, ranking),
    idOf: ({ postingId }) => postingId,
    mayShow: () => true,
    at,
    limit: query.limit ?? defaultLimit,
    after: place?.in === 'live' ? place.after : undefined,
    filter: {
      ...(query.minScore !== undefined && { minScore: query.minScore }),
      ...(query.verdict !== undefined && { verdict: query.verdict }),
      ...(query.workMode !== undefined && { workMode: query.workMode }),
      ...(query.regionCode !== undefined && { regionCode: query.regionCode }),
    },
    exclude: nobody,
  })
  const shown = page.matches.flatMap(({ postingId }, position): Shown[] => {
    const posting = index.memory.posting(postingId)?.facts
    return posting ? [{ posting, jobseeker: jobseeker.facts, rank: before + position + 1, at, asOf }] : []
  })
  await deps.shownPairs.note(shown)
  const reader = { audience: 'register', employerId: '', candidateRefKey: deps.candidateRefKey } as const
  return {
    items: shown.map((one) => describeMatch(one, reader)),
    nextCursor: page.next && writePlace({ in: 'live', shown: before + shown.length, after: page.next }),
    asOf: asOf.toISOString(),
  }
}

async function findJobseekerForCaller({ index, now }: ReadDeps, caller: Principal, id: string): Promise<KnownJobseeker> {
  const find = async () => {
    await index.catchUp()
    return index.memory.jobseeker(id)
  }
  const jobseeker = index.memory.jobseeker(id) ?? (await awaitArrival({ id, find, now }))
  if (!jobseeker || !maySeeJobseeker(caller, { tenantId: jobseeker.tenantId, regionCode: jobseeker.facts.regionCode }))
    throw problem('not_found')
  return jobseeker
}
