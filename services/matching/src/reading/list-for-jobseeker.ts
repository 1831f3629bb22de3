import type { Principal } from '@zhihe/contracts/access'
import { problem } from '@zhihe/http/problem'
import { maySeeJobseeker } from '../domain/access.ts'
import { matchingOff } from '../domain/matching-off.ts'
import { relaxationsAt } from '../domain/relaxations-in-force.ts'
import type { KnownJobseeker } from '../index/memory.ts'
import { awaitArrival } from './await-arrival.ts'
import { describePage, type Listed } from './describe-page.ts'
import type { ListDeps } from './list-deps.ts'
import type { MatchQuery } from './list-for-posting.ts'
import { livePage } from './live-list.ts'
import { composePage } from './match-page.ts'
import { readPlace, writePlace } from './place.ts'

const defaultLimit = 20

/** Postings for a person, out of the engine, as the JSON of a page. */
export async function listForJobseeker(deps: ListDeps, caller: Principal, query: MatchQuery & { jobseekerId: string }): Promise<Buffer> {
  const { index, now } = deps
  const jobseeker = await findJobseekerForCaller(deps, caller, query.jobseekerId)
  const at = now()
  const asOf = index.asOf() ?? at
  const off = matchingOff(jobseeker.facts)
  if (off) return composePage([], { nextCursor: null, asOf: asOf.toISOString(), off })
  const place = readPlace(query.cursor)
  const before = place?.in === 'live' ? place.shown : 0
  const page = livePage({
    rank: (ranking) => index.memory.engine.rankForJobseeker(jobseeker.facts, { ...ranking, relaxations: relaxationsAt(at) }),
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
    exclude: index.memory.listsWithout(jobseeker.facts.id),
  })
  const listed = page.matches.flatMap(({ postingId }, position): Listed[] => {
    const posting = index.memory.posting(postingId)?.facts
    const { id: jobseekerId, version: jobseekerVersion } = jobseeker.facts
    return posting ? [{ live: { posting, jobseekerId, jobseekerVersion, rank: before + position + 1, at, asOf } }] : []
  })
  return await describePage(deps, {
    listed,
    reader: { audience: 'register', employerId: '', candidateRefKey: deps.candidateRefKey },
    nextCursor: page.next && writePlace({ in: 'live', shown: before + listed.length, after: page.next }),
    asOf: asOf.toISOString(),
  })
}

async function findJobseekerForCaller({ index, now }: ListDeps, caller: Principal, id: string): Promise<KnownJobseeker> {
  const find = async () => {
    await index.catchUp()
    return index.memory.jobseeker(id)
  }
  const jobseeker = index.memory.jobseeker(id) ?? (await awaitArrival({ id, find, now }))
  if (!jobseeker || !maySeeJobseeker(caller, { tenantId: jobseeker.tenantId, regionCode: jobseeker.facts.regionCode }))
    throw problem('not_found')
  return jobseeker
}
