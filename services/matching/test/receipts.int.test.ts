import type { JobseekerFacts, PostingFacts } from '@zhihe/contracts/facts'
import { jobseekerArbitrary, postingArbitrary } from '@zhihe/scoring/arbitraries'
import { judge } from '@zhihe/scoring/judge'
import { scoringVersion } from '@zhihe/scoring/weights'
import { eventually } from '@zhihe/testing/eventually'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contextAt } from '../src/domain/relaxations-in-force.ts'
import { change, publish, sendable } from './facts.ts'
import { startMatchingApi } from './matching-api.ts'

interface Stored {
  match_id: string
  verdict: string
  score: number
  confidence: number
  component_scores: number[]
  scoring_version: string
  evaluated_at: Date
  posting: PostingFacts
  jobseeker: JobseekerFacts
}

const openNow = { status: 'open', opensAt: null, closesAt: null, headcount: null, age: null } as const

/** A house in which people and postings changed after they were first ranked. */
async function startHouse() {
  const api = await startMatchingApi()
  const postings = fc.sample(postingArbitrary, { seed: 7, numRuns: 80 }).map((facts) => ({ ...facts, ...openNow }) as PostingFacts)
  const people = fc.sample(jobseekerArbitrary, { seed: 7, numRuns: 150 }).map((facts) => sendable(facts as JobseekerFacts))
  const takeAll = async (events: Parameters<typeof api.worker.take>[0][]) =>
    void (await Promise.all(events.map((event) => api.worker.take(event))))
  await takeAll([
    ...postings.map((facts) => publish(facts, api.tenants.organiser, api.employerId)),
    ...people.map((facts) => change(facts, api.tenants.federation)),
  ])
  await takeAll(people.slice(0, 20).map((facts) => change({ ...facts, version: facts.version + 1, skills: [] }, api.tenants.federation)))
  await takeAll(
    postings
      .slice(0, 4)
      .map((facts) => publish({ ...facts, version: facts.version + 1, demands: [] }, api.tenants.organiser, api.employerId)),
  )
  await eventually(async () => expect(await api.due()).toBe(0))
  await api.worker.index.catchUp()
  const stored = await api.rows<Stored>(
    `select e.*, p.facts as posting, j.facts as jobseeker from matching.shortlist_entries e
     join matching.posting_facts p on (p.id, p.version) = (e.posting_id, e.posting_version)
     join matching.jobseeker_facts j on (j.id, j.version) = (e.jobseeker_id, e.jobseeker_version)`,
  )
  const [count] = await api.rows<{ n: number }>('select count(*)::integer as n from matching.shortlist_entries')
  return { api, stored, published: count?.n, [Symbol.asyncDispose]: () => api[Symbol.asyncDispose]() }
}

describe('the receipt of every published match', () => {
  it('replays to the same numbers, to the unit, from the facts it names', async () => {
    await using house = await startHouse()

    expect(house.stored).toHaveLength(house.published ?? 0)
    expect(house.stored.length).toBeGreaterThan(1_000)
    for (const { posting, jobseeker, verdict, score, confidence, component_scores, evaluated_at, ...entry } of house.stored) {
      const replayed = judge(posting, jobseeker, contextAt(evaluated_at))
      expect(entry.scoring_version).toBe(scoringVersion)
      expect({ ...replayed, components: replayed.components.map((one) => one.score) }).toMatchObject({
        verdict,
        score,
        confidence,
        components: component_scores,
      })
    }
  })

  it('is what GET /v1/matches/{id} answers', async () => {
    await using house = await startHouse()

    const answers = await Promise.all(
      house.stored.slice(0, 200).map(async (entry) => ({ entry, match: await house.api.match(entry.match_id, 'admin') })),
    )

    for (const { entry, match } of answers) {
      expect(match).toMatchObject({
        verdict: entry.verdict,
        score: entry.score,
        confidence: entry.confidence,
        scoringVersion: entry.scoring_version,
        postingVersion: entry.posting.version,
        jobseekerVersion: entry.jobseeker.version,
        receipt: {
          scoringVersion: entry.scoring_version,
          postingVersion: entry.posting.version,
          jobseekerVersion: entry.jobseeker.version,
          evaluatedAt: entry.evaluated_at.toISOString(),
          published: true,
        },
      })
      expect(match.components.map((one) => one.score)).toEqual(entry.component_scores)
      expect(match.components.reduce((sum, { points }) => sum + points, 0)).toBe(entry.score)
    }
  })
})
