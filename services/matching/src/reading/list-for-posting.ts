import type { Principal } from '@zhihe/contracts/access'
import type { matchQuery } from '@zhihe/contracts/match'
import { problem } from '@zhihe/http/problem'
import type { z } from 'zod'
import { commonRegion, isInSight, nowhere, type Sight, sightOfPosting } from '../domain/access.ts'
import { relaxationsAt } from '../domain/relaxations-in-force.ts'
import type { KnownPosting } from '../index/memory.ts'
import type { ReadDeps } from '../routes/deps.ts'
import { findPosting } from '../store/copies-store.ts'
import type { Entry } from '../store/shortlist-store.ts'
import { awaitArrival } from './await-arrival.ts'
import { describePage, type Listed } from './describe-page.ts'
import type { ListPage } from './kept-pages.ts'
import type { ListDeps } from './list-deps.ts'
import { livePage } from './live-list.ts'
import { composePage } from './match-page.ts'
import { momentOf } from './moment.ts'
import { type Place, readPlace, writePlace } from './place.ts'

export type MatchQuery = z.infer<typeof matchQuery>

const defaultLimit = 20

/** People for a posting, as the JSON of a page: the published list in its order, then everybody else who fits; with a filter, everybody who passes it. */
export async function listForPosting(deps: ListDeps, caller: Principal, query: MatchQuery & { postingId: string }): Promise<Buffer> {
  const { index, now } = deps
  const { posting, sight } = await findForCaller(deps, caller, query.postingId)
  const at = now()
  const asOf = index.asOf() ?? at
  const region = commonRegion(query.regionCode ?? null, sight.regionCode)
  if (!posting || isOver(posting, at) || region === nowhere) return composePage([], { nextCursor: null, asOf: asOf.toISOString() })

  // What the answer depends on, apart from what the index knows: who asks, what, and how late it is.
  const key = `${sight.audience} ${sight.tenantId} ${sight.regionCode} ${JSON.stringify(query)} ${momentOf(posting.facts, at)}`
  const kept = deps.pages.get(asOf, key)
  const page = kept ?? (await makePage(deps, { posting, sight, query, filter: filterOf(query, region), at, asOf }))
  if (kept === undefined && index.asOf() === asOf) deps.pages.put(asOf, key, page)
  await deps.peopleLimit.note(caller, posting, page.jobseekerIds)
  return page.json
}

interface Question {
  posting: KnownPosting
  sight: Sight
  query: MatchQuery & { postingId: string }
  filter: ReturnType<typeof filterOf>
  at: Date
  asOf: Date
}

async function makePage(deps: ListDeps, { query, ...question }: Question): Promise<ListPage> {
  const { posting, sight, filter, asOf } = question
  const published = Object.keys(filter).length === 0 ? await deps.readPublished(query.postingId) : []
  const place = readPlace(query.cursor)
  const { listed, next } = readPage(deps, { ...question, published, place, limit: query.limit ?? defaultLimit })
  const reader = { audience: sight.audience, employerId: posting.employerId, candidateRefKey: deps.candidateRefKey }
  const json = await describePage(deps, { listed, reader, nextCursor: next && writePlace(next), asOf: asOf.toISOString() })
  return { json, jobseekerIds: listed.map((one) => ('published' in one ? one.published : one.live).jobseekerId) }
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

interface PageInput extends Omit<Question, 'query'> {
  published: readonly Entry[]
  place: Place | null
  limit: number
}

interface Page {
  listed: Listed[]
  next: Place | null
}

function readPage(deps: ListDeps, input: PageInput): Page {
  const { posting, sight, published, place, limit } = input
  const suppressed = suppressedOf(deps, posting)
  const visible = published.filter(({ jobseekerId }) => !suppressed.has(jobseekerId) && isVisible(deps, sight, jobseekerId))
  const passed = place?.in === 'published' ? place.rank : 0
  const ahead = place?.in === 'live' ? [] : visible.filter(({ rank }) => rank > passed)
  const listed = ahead.slice(0, limit).map((entry): Listed => ({ published: entry }))
  if (ahead.length > limit) return { listed, next: { in: 'published', rank: ahead[limit - 1]?.rank ?? passed } }
  const before = place?.in === 'live' ? place.shown : Math.max(passed, visible.at(-1)?.rank ?? 0)
  return liveRest(deps, input, { listed, before })
}

function liveRest(
  deps: ListDeps,
  { posting, sight, filter, published, place, limit, at, asOf }: PageInput,
  { listed, before }: { listed: readonly Listed[]; before: number },
): Page {
  const { engine } = deps.index.memory
  const room = limit - listed.length
  const page = livePage({
    rank: (query) => engine.rankForPosting(posting.facts, { ...query, relaxations: relaxationsAt(at) }),
    idOf: ({ jobseekerId }) => jobseekerId,
    mayShow: ({ jobseekerId }) => isVisible(deps, sight, jobseekerId),
    at,
    limit: Math.max(room, 1),
    after: place?.in === 'live' ? place.after : undefined,
    filter,
    exclude: new Set(published.map(({ jobseekerId }) => jobseekerId)).union(suppressedOf(deps, posting)),
  })
  if (room === 0) return { listed: [...listed], next: page.matches.length > 0 ? { in: 'published', rank: before } : null }
  const live = page.matches.map(({ jobseekerId }, position): Listed => {
    const jobseekerVersion = deps.findPerson(jobseekerId)?.version ?? 0
    return { live: { posting: posting.facts, jobseekerId, jobseekerVersion, rank: before + position + 1, at, asOf } }
  })
  return { listed: [...listed, ...live], next: page.next && { in: 'live', shown: before + live.length, after: page.next } }
}

/** Whom a human took off the posting, as far as this process has heard. */
function suppressedOf({ index }: ListDeps, { facts: { id } }: KnownPosting): ReadonlySet<string> {
  return new Set(index.memory.list(id)?.suppressed)
}

function isVisible({ findPerson }: ListDeps, sight: Sight, jobseekerId: string): boolean {
  const person = findPerson(jobseekerId)
  return person !== undefined && person.isMatched && isInSight(sight, person)
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
