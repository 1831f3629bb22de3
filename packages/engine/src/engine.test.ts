import { accommodationArbitrary, generatedAt, heldSkillArbitrary, jobseekerArbitrary, postingArbitrary } from '@zhihe/scoring/arbitraries'
import type { JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
import { judge } from '@zhihe/scoring/judge'
import { compareMatches, type RankKey } from '@zhihe/scoring/order'
import { isWithinRegion } from '@zhihe/vocabulary/region'
import { workModeCodes } from '@zhihe/vocabulary/work-mode'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEngine, type Engine, type MatchFilter, type RankedMatch, type RankQuery } from './engine.ts'
import { uuid } from './sample-ids.ts'

const numRuns = Math.ceil(Number(process.env['ZHIHE_LAW_RUNS'] ?? 2_000) / 4)
const slow = { timeout: Math.max(240_000, numRuns * 60) }

interface World {
  postings: Map<string, PostingFacts>
  jobseekers: Map<string, JobseekerFacts>
  recommendations: Map<string, number>
  candidates: Map<string, number>
}

type Change =
  | { kind: 'posting'; facts: PostingFacts }
  | { kind: 'jobseeker'; facts: JobseekerFacts }
  | { kind: 'remove'; id: string }
  | { kind: 'recommendations'; id: string; count: number }

// Few ids, so that updates, late versions and removals meet what is already there; few shapes, so that scores tie.
const ids = Array.from({ length: 8 }, (_, place) => uuid(place))
const id = fc.constantFrom(...ids)
const shapes = fc.record({ posting: postingArbitrary, jobseeker: jobseekerArbitrary })

const changesArbitrary: fc.Arbitrary<Change[]> = fc.array(shapes, { minLength: 1, maxLength: 4 }).chain((drawn) => {
  const posting = fc.record({ id, shape: fc.constantFrom(...drawn), version: fc.nat(3) })
  return fc.array(
    fc.oneof(
      {
        weight: 4,
        arbitrary: posting.map(({ id, shape, version }): Change => ({ kind: 'posting', facts: { ...shape.posting, id, version } })),
      },
      {
        weight: 6,
        arbitrary: posting.map(({ id, shape, version }): Change => ({ kind: 'jobseeker', facts: { ...shape.jobseeker, id, version } })),
      },
      { weight: 1, arbitrary: id.map((id): Change => ({ kind: 'remove', id })) },
      {
        weight: 1,
        arbitrary: fc.record({ id, count: fc.nat(2) }).map(({ id, count }): Change => ({ kind: 'recommendations', id, count })),
      },
    ),
    { maxLength: 40 },
  )
})

const filterArbitrary: fc.Arbitrary<MatchFilter> = fc.record(
  {
    minScore: fc.integer({ min: 3_000, max: 8_000 }),
    verdict: fc.constantFrom('eligible', 'conditional'),
    regionCode: fc.constantFrom('33', '330100', '330106', '429004'),
    workMode: fc.constantFrom(...workModeCodes),
  },
  { requiredKeys: [] },
)

const queryArbitrary = fc.record({
  limit: fc.nat(6),
  filter: fc.oneof(fc.constant({}), filterArbitrary),
  exclude: fc.array(id, { maxLength: 2 }).map((list) => new Set(list)),
})

function build(changes: readonly Change[]): { engine: Engine; world: World } {
  const engine = createEngine()
  const world: World = { postings: new Map(), jobseekers: new Map(), recommendations: new Map(), candidates: new Map() }
  for (const change of changes) {
    applyToEngine(engine, change)
    applyToWorld(world, change)
  }
  return { engine, world }
}

function applyToEngine(engine: Engine, change: Change): void {
  if (change.kind === 'posting') engine.putPosting(change.facts)
  else if (change.kind === 'jobseeker') engine.putJobseeker(change.facts)
  else if (change.kind === 'recommendations') {
    engine.setRecommendations(change.id, change.count)
    engine.setCandidates(change.id, 2 - change.count)
  } else {
    engine.removePosting(change.id)
    engine.removeJobseeker(change.id)
  }
}

function applyToWorld({ postings, jobseekers, recommendations, candidates }: World, change: Change): void {
  if (change.kind === 'recommendations') {
    recommendations.set(change.id, change.count)
    candidates.set(change.id, 2 - change.count)
  } else if (change.kind === 'remove') for (const map of [postings, jobseekers, recommendations, candidates]) map.delete(change.id)
  else if (change.kind === 'posting') putNewer(postings, change.facts)
  else putNewer(jobseekers, change.facts)
}

function putNewer<T extends { id: string; version: number }>(map: Map<string, T>, facts: T): void {
  if ((map.get(facts.id)?.version ?? 0) <= facts.version) map.set(facts.id, facts)
}

// The reference: judge everything, sort everything, cut.
function reference(world: World, pairs: readonly [PostingFacts, JobseekerFacts][], listed: 0 | 1, query: RankQuery): RankedMatch[] {
  const { minScore = 0, verdict: wanted, regionCode, workMode } = query.filter ?? {}
  const rows = pairs.flatMap(([posting, jobseeker]) => {
    const { verdict, score, confidence, components } = judge(posting, jobseeker, { at: query.at })
    const other = listed === 0 ? posting : jobseeker
    const modes = listed === 0 ? [posting.workMode] : (jobseeker.workModes ?? [])
    if (verdict === 'ineligible' || score < minScore || (wanted ?? verdict) !== verdict || query.exclude?.has(other.id)) return []
    if (regionCode !== undefined && !isWithinRegion(other.regionCode ?? '', regionCode)) return []
    if (workMode !== undefined && !modes.includes(workMode)) return []
    const recommendations = (listed === 0 ? world.candidates.get(posting.id) : world.recommendations.get(jobseeker.id)) ?? 0
    const match: RankedMatch = {
      postingId: posting.id,
      jobseekerId: jobseeker.id,
      verdict,
      score,
      confidence,
      components,
      recommendations,
      postingVersion: posting.version,
      jobseekerVersion: jobseeker.version,
    }
    return [{ key: keyOf(match, listed), match }]
  })
  const sorted = rows.sort((a, b) => compareMatches(a.key, b.key))
  const behind = sorted.filter(({ key }) => query.after === undefined || compareMatches(key, query.after) > 0)
  return behind.slice(0, query.limit).map(({ match }) => match)
}

function keyOf({ verdict, score, recommendations, postingId, jobseekerId }: RankedMatch, listed: 0 | 1): RankKey {
  return { tier: verdict === 'eligible' ? 0 : 1, score, recommendations, id: listed === 0 ? postingId : jobseekerId }
}

describe('law 5: engine and reference agree', slow, () => {
  it('list for list, for every posting and every person, after any changes', () => {
    fc.assert(
      fc.property(changesArbitrary, queryArbitrary, (changes, drawn) => {
        const { engine, world } = build(changes)
        const query = { ...drawn, at: generatedAt }
        const [postings, jobseekers] = [[...world.postings.values()], [...world.jobseekers.values()]]

        expect(engine.sizes()).toEqual({ postings: postings.length, jobseekers: jobseekers.length })
        for (const posting of postings) {
          const pairs = jobseekers.map((jobseeker): [PostingFacts, JobseekerFacts] => [posting, jobseeker])
          expect(engine.rankForPosting(posting.id, query)).toEqual(reference(world, pairs, 1, query))
        }
        for (const jobseeker of jobseekers) {
          const pairs = postings.map((posting): [PostingFacts, JobseekerFacts] => [posting, jobseeker])
          expect(engine.rankForJobseeker(jobseeker.id, query)).toEqual(reference(world, pairs, 0, query))
        }
      }),
      { numRuns },
    )
  })

  it('page for page, to the end of the list', () => {
    fc.assert(
      fc.property(changesArbitrary, fc.integer({ min: 1, max: 3 }), (changes, limit) => {
        const { engine, world } = build(changes)
        for (const { id } of world.postings.values()) {
          const whole = engine.rankForPosting(id, { limit: 1_000, at: generatedAt })
          const read: RankedMatch[] = []
          for (let page = whole.slice(0, 0), first = true; first || page.length > 0; first = false) {
            const last = read.at(-1)
            page = engine.rankForPosting(id, { limit, at: generatedAt, ...(last && { after: keyOf(last, 1) }) })
            read.push(...page)
          }

          expect(read).toEqual(whole)
        }
      }),
      { numRuns },
    )
  })
})

describe('laws 1 to 3 through the engine', slow, () => {
  const query = { limit: 1, at: generatedAt }
  const rankAlone = (posting: PostingFacts, jobseeker: JobseekerFacts): RankKey => {
    const engine = createEngine()
    engine.putJobseeker(jobseeker)
    const [match] = engine.rankForPosting(posting, query)
    return match === undefined ? { tier: 1, score: -1, recommendations: 0, id: jobseeker.id } : keyOf(match, 1)
  }

  it('never lists a person lower for a skill gained, nor for an accommodation offered', () => {
    fc.assert(
      fc.property(postingArbitrary, jobseekerArbitrary, heldSkillArbitrary, accommodationArbitrary, (posting, jobseeker, skill, offer) => {
        const before = rankAlone(posting, jobseeker)
        const skilled = rankAlone(posting, { ...jobseeker, skills: [...jobseeker.skills, skill] as JobseekerFacts['skills'] })
        const supported = rankAlone({ ...posting, accommodations: [...posting.accommodations, offer] }, jobseeker)

        expect(compareMatches(skilled, before)).toBeLessThanOrEqual(0)
        expect(compareMatches(supported, before)).toBeLessThanOrEqual(0)
      }),
      { numRuns },
    )
  })

  it('lists the same whatever certificate a person has', () => {
    fc.assert(
      fc.property(postingArbitrary, jobseekerArbitrary, fc.nat(6), fc.nat(3), (posting, jobseeker, type, grade) => {
        expect(rankAlone(posting, Object.assign({ type, grade }, jobseeker))).toEqual(rankAlone(posting, jobseeker))
      }),
      { numRuns },
    )
  })
})
