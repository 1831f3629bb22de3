import { describe, expect, it } from 'vitest'
import { completenessOf, type FileFacts, missingOf, wanted } from './completeness.ts'
import { plans } from './plans.ts'

const now = new Date('2026-03-01T04:00:00Z')
const complete: FileFacts = {
  stated: wanted.flatMap(({ need }) => ('stated' in need ? [need.stated] : [])),
  assessedUntil: new Date('2026-03-01T04:00:00.001Z'),
  ownerSides: ['federation'],
  measures: 1,
  confirmationDueOn: '2026-03-01',
}
const missing = (changes: Partial<FileFacts>, at = now) => missingOf({ ...complete, ...changes }, at).map(({ code }) => code)

describe('completeness', () => {
  it('weighs 10,000 in all, each with a plan that asks for it', () => {
    expect(wanted.reduce((sum, { weight }) => sum + weight, 0)).toBe(10_000)
    expect(new Set(wanted.map(({ code }) => code)).size).toBe(wanted.length)
    expect(wanted.every(({ askedBy, zh, en }) => Object.values<object>(plans).includes(askedBy) && zh !== '' && en !== '')).toBe(true)
  })

  it('is whole when nothing is missing, and nothing when nothing is there', () => {
    expect([completenessOf(complete, now), missing({})]).toEqual([10_000, []])
    expect(completenessOf({ stated: [], assessedUntil: null, ownerSides: [], measures: 0, confirmationDueOn: '2026-02-28' }, now)).toBe(0)
  })

  it('misses what is not stated, and what is over', () => {
    expect(missing({ stated: complete.stated.filter((name) => name !== 'education') })).toEqual(['education'])
    expect(missing({ assessedUntil: now })).toEqual(['assessment'])
    expect(missing({ ownerSides: [] })).toEqual(['case_owner'])
    expect(missing({ measures: 0 })).toEqual(['measure'])
    expect(missing({}, new Date('2026-03-01T15:59:59Z'))).toEqual(['assessment'])
    expect(missing({}, new Date('2026-03-01T16:00:00Z'))).toEqual(['assessment', 'confirmation'])
  })
})
