import { jobseekerArbitrary, postingArbitrary } from '@zhihe/scoring/arbitraries'
import { explain } from '@zhihe/scoring/explain'
import { parts } from '@zhihe/scoring/parts'
import { jobseeker, posting } from '@zhihe/scoring/sample-facts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contextAt } from '../domain/relaxations-in-force.ts'
import { clockwork, momentOf } from './moment.ts'

const times = fc.date({ min: new Date('2026-01-01T00:00:00Z'), max: new Date('2026-04-01T00:00:00Z'), noInvalidDate: true })

describe('momentOf', () => {
  it('tells apart any two times at which a match is explained differently', () => {
    fc.assert(
      fc.property(postingArbitrary, jobseekerArbitrary, times, fc.integer({ min: -40, max: 40 }), (p, j, at, hours) => {
        const later = new Date(at.getTime() + hours * 3_600_000)
        fc.pre(momentOf(p, at) === momentOf(p, later))

        expect(explain(p, j, contextAt(later))).toEqual(explain(p, j, contextAt(at)))
      }),
      { numRuns: 2_000 },
    )
  })

  it('changes to the millisecond when a window opens, when it closes and when a day begins in China', () => {
    const dated = posting({ opensAt: '2026-03-02T10:00:00+08:00', closesAt: '2026-03-02T18:30:00+08:00' })
    const edges = ['2026-03-02T10:00:00+08:00', '2026-03-02T18:30:00+08:00', '2026-03-03T00:00:00+08:00']

    for (const edge of edges.map((text) => Date.parse(text))) {
      expect(momentOf(dated, new Date(edge))).not.toBe(momentOf(dated, new Date(edge - 1)))
      expect(momentOf(dated, new Date(edge))).toBe(momentOf(dated, new Date(edge + 1)))
    }
  })

  it('knows every part that looks at the clock', () => {
    const looking = parts.filter(({ reads }) => reads.context.includes('at')).map(({ key }) => key)

    expect(looking.toSorted()).toEqual(Object.keys(clockwork).toSorted())
    expect(explain(posting(), jobseeker(), contextAt(new Date('2026-03-02T09:00:00Z'))).verdict).toBe('eligible')
  })
})
