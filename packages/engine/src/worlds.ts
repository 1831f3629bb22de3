import { jobseekerArbitrary, postingArbitrary } from '@zhihe/scoring/arbitraries'
import type { JobseekerFacts, PostingFacts, Relaxation } from '@zhihe/scoring/facts'
import { postingChannelCodes } from '@zhihe/vocabulary/channel'
import { workModeCodes } from '@zhihe/vocabulary/work-mode'
import * as fc from 'fast-check'
import type { MatchFilter } from './asks.ts'
import { uuid } from './sample-ids.ts'

/** One thing that happens to an engine. */
export type Change =
  | { kind: 'posting'; facts: PostingFacts }
  | { kind: 'jobseeker'; facts: JobseekerFacts }
  | { kind: 'remove_posting' | 'remove_jobseeker'; id: string }
  | { kind: 'recommendations' | 'candidates'; id: string; count: number }

/** Whatever takes changes: an engine, or a part of one. */
export interface Changing {
  putPosting: (facts: PostingFacts) => unknown
  putJobseeker: (facts: JobseekerFacts) => unknown
  removePosting: (id: string) => unknown
  removeJobseeker: (id: string) => unknown
  setRecommendations: (id: string, count: number) => unknown
  setCandidates: (id: string, count: number) => unknown
}

export interface WorldSize {
  ids: number
  /** Distinct shapes of facts: few, so that scores tie. */
  shapes: number
  changes: number
}

export const smallWorld: WorldSize = { ids: 10, shapes: 4, changes: 40 }

/** Changes that meet each other: few ids, so that updates, late versions and removals find something to change. */
export function changesArbitrary({ ids, shapes, changes }: WorldSize = smallWorld): fc.Arbitrary<Change[]> {
  const id = idArbitrary(ids)
  const shape = fc.record({ posting: postingArbitrary, jobseeker: jobseekerArbitrary })
  return fc.array(shape, { minLength: 1, maxLength: shapes }).chain((drawn) => {
    const put = fc.record({ id, shape: fc.constantFrom(...drawn), version: fc.integer({ min: 1, max: 4 }) })
    return fc.array(
      fc.oneof(
        {
          weight: 5,
          arbitrary: put.map(({ id, shape, version }): Change => ({ kind: 'posting', facts: { ...shape.posting, id, version } })),
        },
        {
          weight: 5,
          arbitrary: put.map(({ id, shape, version }): Change => ({ kind: 'jobseeker', facts: { ...shape.jobseeker, id, version } })),
        },
        { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('remove_posting', 'remove_jobseeker'), id }) },
        { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('recommendations', 'candidates'), id, count: fc.nat(2) }) },
      ),
      { maxLength: changes },
    )
  })
}

export function idArbitrary(ids: number = smallWorld.ids): fc.Arbitrary<string> {
  return fc.nat(ids - 1).map(uuid)
}

export function applyChange(engine: Changing, change: Change): void {
  switch (change.kind) {
    case 'posting':
      return void engine.putPosting(change.facts)
    case 'jobseeker':
      return void engine.putJobseeker(change.facts)
    case 'remove_posting':
      return void engine.removePosting(change.id)
    case 'remove_jobseeker':
      return void engine.removeJobseeker(change.id)
    case 'recommendations':
      return void engine.setRecommendations(change.id, change.count)
    case 'candidates':
      return void engine.setCandidates(change.id, change.count)
  }
}

const filterArbitrary: fc.Arbitrary<MatchFilter> = fc.record(
  {
    minScore: fc.integer({ min: 3_000, max: 8_000 }),
    verdict: fc.constantFrom('eligible', 'conditional'),
    regionCode: fc.constantFrom('33', '330000', '330100', '330106', '429004'),
    workMode: fc.constantFrom(...workModeCodes),
  },
  { requiredKeys: [] },
)

const relaxationArbitrary: fc.Arbitrary<Relaxation> = fc.record(
  {
    rule: fc.constantFrom('age', 'education'),
    regionCode: fc.constantFrom('330000', '330100', '330106', '429004'),
    channel: fc.constantFrom(...postingChannelCodes),
    source: fc.constant('示例方案第一条'),
  },
  { requiredKeys: ['rule', 'regionCode', 'source'] },
)

const keyArbitrary = fc.record({
  tier: fc.constantFrom<0 | 1>(0, 1),
  score: fc.integer({ min: 3_000, max: 9_000 }),
  recommendations: fc.nat(2),
  id: idArbitrary(),
})

/** Everything a question about a list may say; the day is added by the caller. */
export const questionArbitrary = fc.record(
  {
    limit: fc.nat(6),
    filter: fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 3, arbitrary: filterArbitrary }),
    exclude: fc.array(idArbitrary(), { maxLength: 2 }).map((list): ReadonlySet<string> => new Set(list)),
    relaxations: fc.array(relaxationArbitrary, { maxLength: 2 }),
    after: keyArbitrary,
  },
  { requiredKeys: ['limit'] },
)
