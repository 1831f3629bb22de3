import { describe, expect, it } from 'vitest'
import { decideReview, isOpen, type Review, requestReview, reviewStateOf, toReviewView } from './review.ts'

const now = new Date('2026-11-22T04:00:00Z')
const asked = {
  id: 'review',
  tenantId: 'federation',
  matchId: 'match',
  postingId: 'posting',
  jobseekerId: 'person',
  question: 'not_proposed',
  statement: null,
} as const
const requested = requestReview(asked, now)
const settledAs = (status: 'upheld' | 'changed'): Review => ({ ...requested, status })

describe('a request for review', () => {
  it('is due in fifteen days', () => {
    expect(requested).toMatchObject({ status: 'requested', requestedAt: now, dueAt: new Date('2026-12-07T04:00:00Z'), outcome: null })
  })

  it('is taken into review, and decided from there or at once', () => {
    const taken = decideReview(requested, { status: 'in_review' }, { now, isExcluded: false })
    const upheld = decideReview(requested, { status: 'upheld', reason: '规则无误' }, { now, isExcluded: false })

    expect(taken).toMatchObject({ ok: true, moves: 'nobody', review: { status: 'in_review', decidedAt: null } })
    expect(upheld).toMatchObject({ ok: true, moves: 'nobody', review: { status: 'upheld', reason: '规则无误', decidedAt: now } })
  })

  it.each(['suppress', 'allow'] as const)('that changes something says what: %s', (outcome) => {
    const decided = decideReview(requested, { status: 'changed', outcome, reason: '已核实' }, { now, isExcluded: false })

    expect(decided).toMatchObject({ ok: true, moves: outcome, review: { status: 'changed', outcome, decidedAt: now } })
  })

  it('cannot let pass what a hard rule excludes, but can take off', () => {
    const decide = (outcome: 'suppress' | 'allow') =>
      decideReview(requested, { status: 'changed', outcome, reason: '已核实' }, { now, isExcluded: true })

    expect(decide('allow')).toEqual({ ok: false, reason: 'excluded' })
    expect(decide('suppress')).toMatchObject({ ok: true })
  })

  it.each(['upheld', 'changed'] as const)('that is %s stays so', (status) => {
    expect(isOpen(settledAs(status))).toBe(false)
    expect(decideReview(settledAs(status), { status: 'in_review' }, { now, isExcluded: false })).toEqual({ ok: false, reason: 'settled' })
    expect(reviewStateOf(status)).toBe(status)
  })

  it('is told without whose register it is', () => {
    expect(Object.keys(toReviewView(requested))).not.toContain('tenantId')
    expect([reviewStateOf('requested'), reviewStateOf('in_review')]).toEqual(['open', 'open'])
  })
})
