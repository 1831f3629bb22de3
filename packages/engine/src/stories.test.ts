import { jobseeker, posting } from '@zhihe/scoring/sample-facts'
import { describe, expect, it } from 'vitest'
import { createEngine } from './engine.ts'
import { uuid } from './sample-ids.ts'

const at = new Date('2026-11-22T09:00:00+08:00')

function crowd(size: number) {
  const engine = createEngine()
  for (let place = 0; place < size; place += 1) engine.putJobseeker(jobseeker({ id: uuid(place) }))
  return engine
}

describe('rankForPosting', () => {
  it('breaks a tie of more people than fit by fewest recommendations, then by id', () => {
    const engine = crowd(50)
    engine.setRecommendations(uuid(0), 2)

    const ids = engine.rankForPosting(posting(), { limit: 3, at }).map(({ jobseekerId }) => jobseekerId)

    expect(ids).toEqual([uuid(1), uuid(2), uuid(3)])
    expect(engine.rankForPosting(posting(), { limit: 50, at }).at(-1)).toMatchObject({ jobseekerId: uuid(0), recommendations: 2 })
  })

  it('goes on exactly behind the last match, however equal the scores are', () => {
    const engine = crowd(5)
    const [, second] = engine.rankForPosting(posting(), { limit: 2, at })

    const after = { tier: 0, score: second?.score ?? 0, recommendations: 0, id: second?.jobseekerId ?? '' } as const
    const ids = engine.rankForPosting(posting(), { limit: 9, at, after }).map(({ jobseekerId }) => jobseekerId)

    expect(ids).toEqual([uuid(2), uuid(3), uuid(4)])
  })

  it('lists nobody for a limit of 0, in an empty world, for an unknown posting, or who is excluded', () => {
    const engine = crowd(1)

    expect(engine.rankForPosting(posting(), { limit: 0, at })).toEqual([])
    expect(createEngine().rankForPosting(posting(), { limit: 5, at })).toEqual([])
    expect(engine.rankForPosting('unknown', { limit: 5, at })).toEqual([])
    expect(engine.rankForPosting(posting(), { limit: 5, at, exclude: new Set([uuid(0)]) })).toEqual([])
  })

  it('puts the eligible first, the conditional after them, and leaves the ineligible out', () => {
    const engine = createEngine()
    engine.putJobseeker(jobseeker({ id: uuid(10), regionCode: '650102' }))
    engine.putJobseeker(jobseeker({ id: uuid(11), workModes: null, skills: [{ code: 'packing', level: 5, evidence: 'verified' }] }))
    engine.putJobseeker(jobseeker({ id: uuid(12) }))

    const list = engine.rankForPosting(posting({ skills: [{ code: 'packing', level: 1, must: false }] }), { limit: 5, at })

    expect(list.map(({ jobseekerId, verdict }) => [jobseekerId, verdict])).toEqual([
      [uuid(12), 'eligible'],
      [uuid(11), 'conditional'],
    ])
  })
})

describe('rankForJobseeker', () => {
  it('lists the postings of a district, each with the versions it was judged with', () => {
    const engine = createEngine()
    engine.putPosting(posting({ id: uuid(1), version: 4 }))
    engine.putPosting(posting({ id: uuid(2), regionCode: '330108' }))

    const list = engine.rankForJobseeker(jobseeker({ version: 7 }), { limit: 5, at, filter: { regionCode: '330106' } })

    expect(list).toMatchObject([{ postingId: uuid(1), postingVersion: 4, jobseekerVersion: 7 }])
  })
})

describe('the facts it holds', () => {
  it('keep the newest version, whatever order events come in', () => {
    const engine = createEngine()

    expect(engine.putPosting(posting({ id: uuid(0), version: 2, headcount: 5 }))).toBe(true)
    expect(engine.putPosting(posting({ id: uuid(0), version: 1 }))).toBe(false)
    expect(engine.getPosting(uuid(0))?.headcount).toBe(5)
  })

  it('forget who is removed', () => {
    const engine = crowd(1)
    engine.removeJobseeker(uuid(0))

    expect(engine.getJobseeker(uuid(0))).toBeUndefined()
    expect(engine.sizes()).toEqual({ postings: 0, jobseekers: 0 })
  })
})
