import { describe, expect, it } from 'vitest'
import { bandOf, isNews, type Told, toProposal } from './announcement.ts'

const told: Told = { verdict: 'conditional', score: 7_000, needs: ['HS-01', 'HS-03'] }

describe('isNews', () => {
  it.each([
    ['another verdict', { verdict: 'eligible' }],
    ['another band, be it by one point', { score: 6_499 }],
    ['another need', { needs: ['HS-01', 'HS-04'] }],
    ['one need less', { needs: ['HS-01'] }],
    ['no need any more', { needs: [] }],
  ] as const)('is %s', (_, change) => {
    expect(isNews(told, { ...told, ...change })).toBe(true)
    expect(isNews({ ...told, ...change }, told)).toBe(true)
  })

  it.each([
    ['nothing', {}],
    ['a score within the band', { score: 7_999 }],
    ['the same needs in another order', { needs: ['HS-03', 'HS-01'] }],
    ['needs of which it is not known whether they were told', { needs: null }],
  ] as const)('is not %s', (_, change) => {
    expect(isNews(told, { ...told, ...change })).toBe(false)
    expect(isNews({ ...told, ...change }, told)).toBe(false)
  })
})

describe('toProposal', () => {
  it('says what an employer may know, and beside it what only our own house may', () => {
    const proposal = toProposal({ ...told, matchId: 'm', jobseekerId: 'j' }, 'c_1')

    const { jobseekerId, score, ...sent } = proposal
    expect([jobseekerId, score]).toEqual(['j', 7_000])
    expect(sent).toMatchObject({ matchId: 'm', candidateRef: 'c_1', verdict: 'conditional', scoreBand: bandOf(7_000) })
    expect(sent.needs.map(({ code }) => code)).toEqual(['HS-01', 'HS-03'])
    expect(sent.needs.every(({ zh, en }) => zh.length > 0 && en.length > 0)).toBe(true)
  })
})
