import { type Commute, type CommuteMode, commuteModeCodes } from '@zhihe/vocabulary/commute'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commuteOf, hectometresPerKm, isBeyondLimits, minutesOf } from './commute.ts'
import { explain } from './explain.ts'
import type { Context, JobseekerFacts, PostingFacts } from './facts.ts'
import { judge } from './judge.ts'
import { always, alwaysWith, losses, slow } from './law-runs.ts'
import { reachOf } from './reach.ts'
import { checkCommute } from './rules/wishes.ts'
import { jobseeker, posting } from './sample-facts.ts'

const today: Context = { at: new Date('2026-11-22T09:00:00+08:00') }
const xihu = '330106'
const binjiang = '330108'
const chunan = '330127'

describe('the way to work', () => {
  const acrossTown = posting({ regionCode: binjiang })
  const estimate = commuteOf(acrossTown, jobseeker()) as Commute
  const bus = minutesOf(estimate, jobseeker())

  it('asks when the estimate is beyond her minutes, and is silent at exactly the limit', () => {
    const asked = explain(acrossTown, jobseeker({ commuteMaxMinutes: bus - 1 }), today)

    expect(asked).toMatchObject({
      verdict: 'conditional',
      actions: [{ code: 'confirm_commute', params: { minutes: bus, limit: bus - 1 }, audience: 'register' }],
    })
    expect(judge(acrossTown, jobseeker({ commuteMaxMinutes: bus }), today).verdict).toBe('eligible')
  })

  it('asks when the estimate is beyond her kilometres', () => {
    const km = Math.ceil(estimate.hectometres / hectometresPerKm)

    expect(explain(acrossTown, jobseeker({ commuteMaxKm: km - 1 }), today).actions).toMatchObject([
      { code: 'confirm_commute', params: { km, limitKm: km - 1 } },
    ])
    expect(judge(acrossTown, jobseeker({ commuteMaxKm: km }), today).verdict).toBe('eligible')
  })

  it('turns away only when no home and no place of work could be near enough', () => {
    const far = posting({ regionCode: chunan })
    const near = jobseeker({ commuteMaxKm: 5 })

    expect(explain(far, near, today)).toMatchObject({ rule: 'commute_beyond_limit', citation: { audience: 'register' }, actions: [] })
    expect(judge(posting({ regionCode: xihu }), near, today).rule).toBeNull()
  })

  it('asks who has not said how she travels, where one who only walks is turned away', () => {
    const far = posting({ regionCode: chunan })

    expect(judge(far, jobseeker({ commuteMaxMinutes: 60, commuteModes: ['walking'] }), today).rule).toBe('commute_beyond_limit')
    expect(judge(far, jobseeker({ commuteMaxMinutes: 60 }), today)).toMatchObject({ verdict: 'conditional', rule: null })
  })

  it('is no matter where she works from home, and a move is no commute', () => {
    const strict = { commuteMaxKm: 0, commuteMaxMinutes: 0 }

    expect(judge(posting({ regionCode: chunan, workMode: 'remote' }), jobseeker(strict), today).verdict).toBe('eligible')
    expect(judge(posting({ regionCode: '650102' }), jobseeker({ ...strict, willingRegions: ['650000'] }), today).verdict).toBe('eligible')
  })

  it('says that it was not measured where one of the two places is only a city', () => {
    const somewhere = posting({ regionCode: '330100' })
    const { verdict, components } = explain(somewhere, jobseeker({ commuteMaxKm: 1 }), today)

    expect(verdict).toBe('eligible')
    expect(components.find(({ key }) => key === 'location')).toMatchObject({
      score: 7_500,
      evidence: [{ code: 'location_same_prefecture' }, { code: 'commute_not_measured', kind: 'assumed' }],
    })
  })
})

describe('law: more ways and wider limits never cost', slow, () => {
  it('when she has one way more of going', () => {
    const ways = fc.tuple(fc.constantFrom<CommuteMode>(...commuteModeCodes), fc.constantFrom<CommuteMode>(...commuteModeCodes))
    alwaysWith(ways, ([only, mode], posting, drawn, context) => {
      const jobseeker = { ...drawn, commuteModes: drawn.commuteModes?.length ? drawn.commuteModes : [only] }
      const more = { ...jobseeker, commuteModes: [...jobseeker.commuteModes, mode] }

      expect(losses(judge(posting, more, context), judge(posting, jobseeker, context))).toEqual([])
    })
  })

  it('when she would go farther or longer, or sets no limit at all', () => {
    const more = fc.record({ km: fc.integer({ min: 0, max: 60 }), minutes: fc.integer({ min: 0, max: 120 }), isOpen: fc.boolean() })
    alwaysWith(more, ({ km, minutes, isOpen }, posting, jobseeker, context) => {
      const { commuteMaxKm, commuteMaxMinutes } = jobseeker
      const wider = {
        ...jobseeker,
        commuteMaxKm: commuteMaxKm === null || isOpen ? null : commuteMaxKm + km,
        commuteMaxMinutes: commuteMaxMinutes === null || isOpen ? null : commuteMaxMinutes + minutes,
      }

      expect(losses(judge(posting, wider, context), judge(posting, jobseeker, context))).toEqual([])
    })
  })

  it('moves the verdict exactly at the estimate and at the lower bound', () => {
    const county = fc.constantFrom(xihu, binjiang, chunan, '330110', '330122')
    alwaysWith(fc.tuple(county, county), ([home, work], { id }, drawn, context) => {
      const there = posting({ id, regionCode: work })
      const person = { ...drawn, regionCode: home, willingRegions: null }
      const commute = commuteOf(there, person) as Commute
      const found = (limits: Partial<JobseekerFacts>) =>
        checkCommute({ posting: there, jobseeker: { ...person, commuteMaxKm: null, commuteMaxMinutes: null, ...limits }, context })
      const minutes = minutesOf(commute, person)
      const [km = 0, leastKm = 0] = [commute.hectometres, commute.atLeastHectometres].map((far) => Math.ceil(far / hectometresPerKm))

      expect([found({ commuteMaxMinutes: minutes }), found({ commuteMaxKm: km })]).toEqual([null, null])
      expect(found({ commuteMaxMinutes: minutes - 1 })).not.toBeNull()
      expect(found({ commuteMaxKm: leastKm })).not.toBe('commute_beyond_limit')
      expect(leastKm === 0 || found({ commuteMaxKm: leastKm - 1 }) === 'commute_beyond_limit').toBe(true)
    })
  })

  it('turns nobody away by how she is assumed to travel', () => {
    always((posting, drawn, context) => {
      const found = (commuteModes: CommuteMode[] | null) =>
        checkCommute({ posting, jobseeker: { ...drawn, willingRegions: null, commuteModes }, context }) === 'commute_beyond_limit'

      expect(found(null)).toBe(commuteModeCodes.every((mode) => found([mode])))
      expect(found([])).toBe(found(null))
    })
  })

  it('never rates a commute below a move, nor above the work next door', () => {
    always((drawn, jobseeker, context) => {
      const { score } = location(drawn, jobseeker, context)
      const commute = commuteOf(drawn, jobseeker)
      if (commute === null) return

      expect(score).toBeGreaterThanOrEqual(6_000)
      expect(score).toBeLessThanOrEqual(10_000)
      expect(isBeyondLimits(commute, { ...jobseeker, commuteMaxKm: null, commuteMaxMinutes: null })).toBe(false)
    })
  })

  it('leaves an unknown home between the best and the worst home it may be', () => {
    const homes = fc.constantFrom('330106', '330108', '330203', '650102')
    alwaysWith(fc.uniqueArray(homes, { minLength: 4, maxLength: 4 }), (places, posting, jobseeker, context) => {
      const at = (regionCode: string | null, willingRegions = jobseeker.willingRegions) =>
        judge(posting, { ...jobseeker, regionCode, willingRegions }, context)
      const unknown = at(null)
      // Who has said neither where she lives nor where she would go may also be ready to move.
      const ready = jobseeker.willingRegions ?? [posting.regionCode]
      const known = [...places, posting.regionCode].flatMap((place) => [at(place), at(place, ready)])

      expect(known.some((one) => losses(one, unknown).length === 0)).toBe(true)
      expect(known.some((one) => losses(unknown, one).length === 0)).toBe(true)
    })
  })
})

function location(of: PostingFacts, who: JobseekerFacts, context: Context) {
  const found = judge(of, who, context).components.find(({ key }) => key === 'location')
  return { score: found?.score ?? Number.NaN, reach: reachOf(of, who) }
}
