import { match, matchPage } from '@zhihe/contracts/match'
import { jobseekerArbitrary, postingArbitrary } from '@zhihe/scoring/arbitraries'
import * as fc from 'fast-check'
import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { describeMatch, type Reader, type Shown } from './describe-match.ts'
import { composePage } from './match-page.ts'
import { renderMatch } from './render-match.ts'

const at = new Date('2026-03-02T09:00:00.000Z')
const shownArbitrary = fc.tuple(postingArbitrary, jobseekerArbitrary, fc.nat({ max: 999 })).map(
  ([posting, jobseeker, place]): Shown => ({
    posting: { ...posting, id: v7(), version: place + 1 },
    jobseeker: { ...jobseeker, id: v7(), version: place + 1 },
    rank: place + 1,
    at,
    asOf: at,
  }),
)
const readerArbitrary = fc.constantFrom('register' as const, 'work' as const).map((audience): Reader => {
  return { audience, employerId: v7(), candidateRefKey: Buffer.alloc(32, 7) }
})

function compose(shown: readonly Shown[], reader: Reader): string {
  const asOf = at.toISOString()
  const matches = shown.map((one) => ({ ...renderMatch(one, reader), rank: one.rank ?? 1, asOf: one.asOf.toISOString() }))
  return composePage(matches, { nextCursor: null, asOf }).toString('utf8')
}

describe('a page of rendered matches', () => {
  it('is, byte for byte, what stringifying the described matches gives', () => {
    fc.assert(
      fc.property(fc.array(shownArbitrary, { maxLength: 3 }), readerArbitrary, (shown, reader) => {
        const items = shown.map((one) => describeMatch(one, reader))

        expect(compose(shown, reader)).toBe(JSON.stringify({ items, nextCursor: null, asOf: at.toISOString() }))
      }),
      { numRuns: 500 },
    )
  })

  it('is what the contract says: its schema neither refuses nor changes anything', () => {
    fc.assert(
      fc.property(fc.array(shownArbitrary, { minLength: 1, maxLength: 3 }), readerArbitrary, (shown, reader) => {
        const page: unknown = JSON.parse(compose(shown, reader))

        expect(matchPage.parse(page)).toEqual(page)
      }),
      { numRuns: 300 },
    )
  })

  it('shows an enterprise none of what the same match shows the register only', () => {
    fc.assert(
      fc.property(shownArbitrary, (shown) => {
        const keyed = { employerId: v7(), candidateRefKey: Buffer.alloc(32, 7) }
        const asEmployer = compose([shown], { audience: 'work', ...keyed })

        expect(asEmployer).not.toContain(shown.jobseeker.id)
        expect(match.parse(JSON.parse(asEmployer).items[0]).jobseekerId).toBeUndefined()
      }),
      { numRuns: 200 },
    )
  })

  it('escapes a cursor, and has no items when there are none', () => {
    const page = composePage([], { nextCursor: 'a"b', asOf: at.toISOString() })

    expect(JSON.parse(page.toString())).toEqual({ items: [], nextCursor: 'a"b', asOf: at.toISOString() })
  })
})
