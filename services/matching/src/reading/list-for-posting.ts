import type { Principal } from '@zhihe/contracts/access'
import type { matchPage, matchQuery } from '@zhihe/contracts/match'
import { problem } from '@zhihe/http/problem'
import type { z } from 'zod'
import { commonRegion, isInSight, nowhere, type Sight, sightOfPosting } from '../domain/access.ts'
import type { KnownPosting } from '../index/memory.ts'
import type { ReadDeps } from '../routes/deps.ts'
import { findPosting } from '../store/copies-store.ts'
import { type Entry, readEntries } from '../store/shortlist-store.ts'
import { awaitArrival } from './await-arrival.ts'
import { describeMatch, type Shown } from './describe-match.ts'
import { withFacts } from './facts-of-entries.ts'
import { livePage } from './live-list.ts'
import { type Place, readPlace, writePlace } from './place.ts'

export type MatchQuery = z.infer<typeof matchQuery>
export type MatchPage = z.infer<typeof matchPage>

const defaultLimit = 20

/** People for a posting: the published list in its order, then everybody else who fits; with a filter, everybody who passes it. */
export async function listForPosting(deps: ReadDeps, caller: Principal, query: MatchQuery & { postingId: string }): Promise<MatchPage> {
  const { index, now } = deps
  const { posting, sight } = await findForCaller(deps, caller, query.postingId)
  const at = now()
  const asOf = index.asOf() ?? at
  const region = commonRegion(query.regionCode ?? null, sight.regionCode)
  if (!posting || isOver(posting, at) || region === nowhere) return { items: [], nextCursor: null, asOf: asOf.toISOString() }

  const filter = filterOf(query, region)
  const published = Object.keys(filter).length === 0 ? await readEntries(deps.db, [query.postingId]) : []
  const { shown, next } = await readPage(deps, {
    posting,
    sight,
    filter,
    published,
    at,
    asOf,
    place: readPlace(query.cursor),
    limit: query.limit ?? defaultLimit,
  })
  await deps.shownPairs.note(shown)
  const reader = { audience: sight.audience, employerId: posting.employerId, candidateRefKey: deps.candidateRefKey }
  return { items: shown.map((one) => describeMatch(one, reader)), nextCursor: next && writePlace(next), asOf: asOf.toISOString() }
}

/** Throws the one 404 for a posting that is not there and for one that the caller may not see. `posting` is undefined when it is closed. */
export async function findForCaller(
  { db, index, now }: Pick<ReadDeps, 'db' | 'index' | 'now'>,
  caller: Principal,
  postingId: string,
): Promise<{ posting: KnownPosting | undefined; sight: Sight }> {
  let posting = index.memory.posting(postingId)
  const copy = posting ?? (await awaitArrival({ id: postingId, find: async () => (await findPosting(db, postingId)) ?? undefined, now }))
  const sight = copy && sightOfPosting(caller, copy)
  if (!sight) throw problem('not_found')
  if (!posting && 'status' in copy && copy.status === 'open') {
    await index.catchUp()
    posting = index.memory.posting(postingId)
  }
  return { posting, sight }
}

interface PageInput {
  posting: KnownPosting
  sight: Sight
  filter: ReturnType<typeof filterOf>
  published: readonly Entry[]
  place: Place | null
  limit: number
  at: Date
  asOf: Date
}

async function readPage(deps: ReadDeps, input: PageInput): Promise<{ shown: Shown[]; next: Place | null }> {
  const { sight, published, place, limit } = input
  const { memory } = deps.index
  const visible = published.filter(({ jobseekerId }) => {
    const jobseeker = memory.jobseeker(jobseekerId)
    return jobseeker !== undefined && isInSight(sight, toPerson(jobseeker))
  })
  const passed = place?.in === 'published' ? place.rank : 0
  const ahead = place?.in === 'live' ? [] : visible.filter(({ rank }) => rank > passed)
  const entries = await withFacts(deps.db, memory, ahead.slice(0, limit))
  if (ahead.length > limit) return { shown: entries, next: { in: 'published', rank: entries.at(-1)?.rank ?? passed } }
  const before = place?.in === 'live' ? place.shown : Math.max(passed, visible.at(-1)?.rank ?? 0)
  return liveRest(deps, input, { entries, before })
}

function liveRest(
  { index: { memory } }: ReadDeps,
  { posting, sight, filter, published, place, limit, at, asOf }: PageInput,
  { entries, before }: { entries: readonly Shown[]; before: number },
): { shown: Shown[]; next: Place | null } {
  const room = limit - entries.length
  const page = livePage({
    rank: (query) => memory.engine.rankForPosting(posting.facts, query),
    idOf: ({ jobseekerId }) => jobseekerId,
    mayShow: ({ jobseekerId }) => {
      const jobseeker = memory.jobseeker(jobseekerId)
      return jobseeker !== undefined && isInSight(sight, toPerson(jobseeker))
    },
    at,
    limit: Math.max(room, 1),
    after: place?.in === 'live' ? place.after : undefined,
    filter,
    exclude: new Set(published.map(({ jobseekerId }) => jobseekerId)),
  })
  if (room === 0) return { shown: [...entries], next: page.matches.length > 0 ? { in: 'published', rank: before } : null }
  const live = page.matches.flatMap(({ jobseekerId }, position): Shown[] => {
    const jobseeker = memory.engine.getJobseeker(jobseekerId)
    return jobseeker ? [{ posting: posting.facts, jobseeker, rank: before + position + 1, at, asOf }] : []
  })
  return { shown: [...entries, ...live], next: page.next && { in: 'live', shown: before + live.length, after: page.next } }
}

function filterOf({ minScore, verdict, workMode }: MatchQuery, regionCode: string | null) {
  return {
    ...(minScore !== undefined && { minScore }),
    ...(verdict !== undefined && { verdict }),
    ...(workMode !== undefined && { workMode }),
    ...(regionCode !== null && { regionCode }),
  }
}

function isOver({ facts: { closesAt } }: KnownPosting, at: Date): boolean {
  return closesAt !== null && Date.parse(closesAt) <= at.getTime()
}

function toPerson({ tenantId, facts }: { tenantId: string; facts: { regionCode: string | null } }) {
  return { tenantId, regionCode: facts.regionCode }
}
