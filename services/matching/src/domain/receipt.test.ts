import { createHash } from 'node:crypto'
import { contextArbitrary, jobseekerArbitrary, postingArbitrary } from '@zhihe/scoring/arbitraries'
import { explain } from '@zhihe/scoring/explain'
import { type JobseekerFacts, type PostingFacts } from '@zhihe/scoring/facts'
import { scoringVersion, weights } from '@zhihe/scoring/weights'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { basis, digestOf, inputsOf } from './receipt.ts'

// Few in the everyday check, `ZHIHE_LAW_RUNS=100000` for the long form.
// oxlint-disable-next-line node/no-process-env -- no process runs this file
const runs = Number(process.env['ZHIHE_LAW_RUNS'] ?? 10_000)
const slow = { timeout: Math.max(60_000, runs * 20) }

// What nobody declared: names of facts, some of which a register knows and a judgement must not.
const undeclared = fc.dictionary(
  fc.constantFrom('name', 'phone', 'idNumber', 'certificateNumber', 'disabilityType', 'grade', 'ethnicity', 'hukou', 'tenantId', 'note'),
  fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.array(fc.string())),
)

/** The facts with everything that is not declared of another world, and with names no contract has. */
function withUndeclared<Facts extends PostingFacts | JobseekerFacts>(facts: Facts, from: object, declared: readonly string[]): Facts {
  const strange = Object.entries(from).filter(([name]) => !declared.includes(name))
  return { ...facts, ...Object.fromEntries(strange) }
}

describe('what a receipt names as read', () => {
  it('is all that can move anything: whatever else changes, every number and word stays', slow, () => {
    const pair = fc.record({ posting: postingArbitrary, jobseeker: jobseekerArbitrary })
    const { posting: ofPosting, jobseeker: ofJobseeker } = basis.inputs

    fc.assert(
      fc.property(pair, pair, undeclared, contextArbitrary, ({ posting, jobseeker }, another, given, context) => {
        const otherPosting = withUndeclared(posting, { ...another.posting, ...given }, ofPosting)
        const otherJobseeker = withUndeclared(jobseeker, { ...another.jobseeker, ...given }, ofJobseeker)

        expect(explain(otherPosting, otherJobseeker, context)).toEqual(explain(posting, jobseeker, context))
      }),
      { numRuns: runs },
    )
  })

  it('is kinds of facts by name, neither what they say nor whose they are', () => {
    const { posting, jobseeker } = basis.inputs

    expect(jobseeker).toContain('capabilities')
    expect(
      [...posting, ...jobseeker].filter((name) => /^(id|version|name|phone|idNumber|certificateNumber|disability|grade)/.test(name)),
    ).toEqual([])
    expect(
      inputsOf([
        { reads: { posting: ['pay', 'age'], jobseeker: [], context: [] } },
        { reads: { posting: ['age'], jobseeker: ['sex'], context: [] } },
      ]),
    ).toEqual({
      posting: ['age', 'pay'],
      jobseeker: ['sex'],
    })
  })
})

describe('the weights of a receipt', () => {
  it('are named by their version and told apart by their digest', () => {
    const sorted = Object.fromEntries(Object.entries(weights).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    const sha256 = createHash('sha256').update(JSON.stringify(sorted)).digest('hex')

    expect(basis.weights).toEqual({ version: scoringVersion, sha256 })
    expect(digestOf({ b: 2, a: 1 })).toBe(digestOf({ a: 1, b: 2 }))
    expect(digestOf({ ...weights, skills: 2_601 })).not.toBe(sha256)
  })
})
