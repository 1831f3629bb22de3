import type { DomainEvent } from '@zhihe/contracts/event'
import type { JobseekerFacts, PostingFacts } from '@zhihe/contracts/facts'
import { generatedAt, jobseekerArbitrary, postingArbitrary } from '@zhihe/scoring/arbitraries'
import { explain } from '@zhihe/scoring/explain'
import { judge } from '@zhihe/scoring/judge'
import { tierOf } from '@zhihe/scoring/order'
import { eventually } from '@zhihe/testing/eventually'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bandOf } from '../src/domain/announcement.ts'
import { beats, capacityOf } from '../src/domain/shortlist.ts'
import { openIndex } from '../src/index/open-index.ts'
import { planList } from '../src/jobs/plan-list.ts'
import { lockShortlists, readEntries } from '../src/store/shortlist-store.ts'
import { change, close, publish, sendable } from './facts.ts'
import { candidateRefKey, startMatching } from './matching-service.ts'

const now = () => generatedAt
const postingCount = 14
const personCount = 70
const changes = 250
const streams = 12

interface World {
  postings: Map<string, PostingFacts>
  jobseekers: Map<string, JobseekerFacts>
}

/** A history of random changes, and the world it ends in. */
function randomHistory(seed: number): { events: DomainEvent[]; world: World } {
  const postings = fc.sample(postingArbitrary, { seed, numRuns: changes })
  const people = fc.sample(jobseekerArbitrary, { seed, numRuns: changes })
  const picks = fc.sample(fc.tuple(fc.nat(postingCount - 1), fc.nat(personCount - 1), fc.nat(99)), { seed, numRuns: changes })
  const world: World = { postings: new Map(), jobseekers: new Map() }
  const events = picks.map(([posting, person, dice], step) => {
    const nextPosting = {
      ...postings[step]!,
      id: postings[posting]!.id,
      version: step + 1,
      headcount: 2,
      age: null,
      status: 'open',
    } as PostingFacts
    const nextPerson = sendable({ ...people[step]!, id: people[person]!.id, version: step + 1 } as JobseekerFacts)
    if (dice < 70) return changed(world, nextPerson)
    if (dice < 95) return published(world, nextPosting)
    world.postings.set(nextPosting.id, { ...nextPosting, status: 'closed' })
    return close(nextPosting.id, nextPosting.version)
  })
  return { events, world }
}

function changed(world: World, facts: JobseekerFacts): DomainEvent {
  world.jobseekers.set(facts.id, facts)
  return change(facts)
}

function published(world: World, facts: PostingFacts): DomainEvent {
  world.postings.set(facts.id, facts)
  return publish(facts)
}

describe('two workers and changes from all sides', () => {
  it.each([1, 2, 3])('end with the lists that a full refresh would publish, whatever came first (history %i)', async (seed) => {
    await using matching = await startMatching()
    const workers = [matching.startWorker({ now }), matching.startWorker({ now })]
    const { events, world } = randomHistory(seed)

    await Promise.all(
      Array.from({ length: streams }, async (_, stream) => {
        for (let step = stream; step < events.length; step += streams) {
          await workers[step % 2]!.take(events[step])
          if (step % 7 === 0) await workers[(step + 1) % 2]!.take(events[step])
        }
      }),
    )
    await eventually(async () => expect(await matching.due()).toBe(0), { withinMs: 15_000 })

    await using index = openIndex({ database: matching.database, listenUrl: matching.url, now, logger: matching.logger })
    await index.catchUp()
    const postingIds = [...world.postings.keys()]
    const lists = await matching.database.db.transaction((tx) => lockShortlists(tx, postingIds))
    const entries = Map.groupBy(await readEntries(matching.database.db, postingIds), ({ postingId }) => postingId)
    let members = 0
    for (const list of lists) {
      const before = entries.get(list.postingId) ?? []
      members += before.length
      expect(planList({ memory: index.memory, list, before, at: generatedAt, candidateRefKey, changed: null })).toBeNull()
    }
    expect(members).toBeGreaterThan(20)
    for (const posting of world.postings.values()) {
      expectComplete({ posting, isUsedUp: !index.memory.takesNewcomers(posting.id, generatedAt) }, world, entries.get(posting.id) ?? [])
    }
    await expectReceipts(matching)
    await expectAnnounced(matching)
  })
})

/** Said again without the engine and the planner: nobody is on the list who should not be, and nobody is missing. */
function expectComplete(
  { posting, isUsedUp }: { posting: PostingFacts; isUsedUp: boolean },
  { jobseekers }: World,
  entries: { jobseekerId: string; jobseekerVersion: number; rankKey: number; verdict: string }[],
) {
  const onList = new Map(entries.map((entry) => [entry.jobseekerId, entry]))
  const last = entries.at(-1)
  for (const person of jobseekers.values()) {
    const { verdict, score } = judge(posting, person, { at: generatedAt })
    const tier = tierOf(verdict)
    const entry = onList.get(person.id)
    const floor = last && { tier: last.verdict === 'eligible' ? (0 as const) : (1 as const), rankKey: last.rankKey }
    const isFull = entries.length === capacityOf(posting.headcount)
    const isWellOut = tier === null || isUsedUp || (isFull && floor !== undefined && !beats({ tier, score }, floor))
    const isWellIn = entry?.verdict === verdict && entry.jobseekerVersion === person.version
    expect(entry ? isWellIn : isWellOut).toBe(true)
  }
}

async function expectReceipts(matching: Awaited<ReturnType<typeof startMatching>>) {
  const entries = await matching.rows<{
    verdict: string
    score: number
    confidence: number
    component_scores: number[]
    evaluated_at: Date
    p: PostingFacts
    j: JobseekerFacts
  }>(
    `select e.*, p.facts as p, j.facts as j from matching.shortlist_entries e
     left join matching.posting_facts p on (p.id, p.version) = (e.posting_id, e.posting_version)
     left join matching.jobseeker_facts j on (j.id, j.version) = (e.jobseeker_id, e.jobseeker_version)`,
  )
  for (const { p, j, evaluated_at: at, verdict, score, confidence, component_scores: scores } of entries) {
    const replayed = explain(p, j, { at })
    expect({ ...replayed, components: replayed.components.map((one) => one.score) }).toMatchObject({
      verdict,
      score,
      confidence,
      components: scores,
    })
  }
}

/** What the events said, added up, is what the lists say: who is on them, and of each what an employer is told. */
async function expectAnnounced(matching: Awaited<ReturnType<typeof startMatching>>) {
  const told = new Map<string, Map<string, string>>()
  const data = (await matching.emitted()).flatMap((event) => (event.type === 'shortlist.changed' ? [event.data] : []))
  for (const { postingId, proposed, updated, withdrawn } of data.toSorted((a, b) => a.seq - b.seq)) {
    const matches = told.get(postingId) ?? new Map<string, string>()
    for (const { matchId } of withdrawn) expect(matches.delete(matchId)).toBe(true)
    for (const { matchId } of proposed) expect(matches.has(matchId)).toBe(false)
    for (const match of updated) expect([undefined, saying(match)]).not.toContain(matches.get(match.matchId))
    for (const match of [...proposed, ...updated]) matches.set(match.matchId, saying(match))
    told.set(postingId, matches)
  }
  const stored = await matching.rows<{ match_id: string; verdict: string; score: number; needs: string[] }>(
    'select * from matching.shortlist_entries',
  )
  const byId = (rows: Iterable<readonly [string, string]>) => [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const said = stored.map(({ match_id, verdict, score, needs }) => {
    const match = { verdict, scoreBand: bandOf(score), needs: needs.map((code) => ({ code })) }
    return [match_id, saying(match)] as const
  })
  expect(byId([...told.values()].flatMap((matches) => [...matches]))).toEqual(byId(said))
  expect(data.flatMap(({ updated }) => updated).length).toBeGreaterThan(10)
}

function saying({ verdict, scoreBand, needs }: { verdict: string; scoreBand: string; needs: readonly { code: string }[] }): string {
  return JSON.stringify([verdict, scoreBand, needs.map(({ code }) => code).toSorted()])
}
