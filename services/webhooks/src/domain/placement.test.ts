import { describe, expect, it } from 'vitest'
import type { Draft } from './drafts.ts'
import { type MatchHistory, needsHistory, placeMessage } from './placement.ts'

const now = new Date('2026-11-20T04:00:00Z')
const later = new Date('2026-11-20T04:05:00Z')
const open = { status: 'active', peoplePerMonth: null } as const
const capped = { status: 'active', peoplePerMonth: 8 } as const
const nothing: MatchHistory = { isHeld: false, isKnown: false, waitsUntil: null, withdrawnSeq: null }
const draft = (type: Draft['type']): Draft => ({
  type,
  postingId: 'p',
  seq: 7,
  matchId: type.startsWith('match.') ? 'm' : null,
  jobseekerId: null,
  grantId: null,
  priority: 0,
  dedupKey: type,
  body: '{}',
})
const pending = (at = now) => ({ status: 'pending', nextAttemptAt: at })
const held = { status: 'held', nextAttemptAt: null }

describe('placeMessage', () => {
  it.each(['match.proposed', 'match.updated', 'match.withdrawn', 'posting.closed', 'import.finished'] as const)(
    'sends %s at once where there is no cap, or while the endpoint is paused, and keeps it as missed where it is disabled',
    (type) => {
      const place = (status: 'active' | 'paused' | 'disabled') =>
        placeMessage(draft(type), { endpoint: { status, peoplePerMonth: null }, history: undefined, now })

      expect([place('active'), place('paused'), place('disabled')]).toEqual([
        pending(),
        pending(),
        { status: 'missed', nextAttemptAt: null },
      ])
    },
  )

  it.each([
    ['a proposal, whatever was said', 'match.proposed', { isKnown: true }, held],
    ['an update of somebody held', 'match.updated', { isHeld: true, isKnown: true }, held],
    ['an update of somebody unheard of', 'match.updated', {}, held],
    ['an update of somebody known', 'match.updated', { isKnown: true }, pending()],
    ['a withdrawal', 'match.withdrawn', {}, pending()],
    ['a posting', 'posting.closed', {}, pending()],
  ] as const)('under a cap: %s', (_, type, history, placement) => {
    expect(placeMessage(draft(type), { endpoint: capped, history: { ...nothing, ...history }, now })).toEqual(placement)
  })

  it('lets an update wait for its proposal, and nothing else', () => {
    const history = { ...nothing, isKnown: true, waitsUntil: later }

    expect(placeMessage(draft('match.updated'), { endpoint: open, history, now })).toEqual(pending(later))
    expect(placeMessage(draft('match.withdrawn'), { endpoint: open, history, now })).toEqual(pending())
    expect(placeMessage(draft('match.updated'), { endpoint: open, history: { ...history, waitsUntil: new Date(0) }, now })).toEqual(
      pending(),
    )
  })

  it('says nothing that a withdrawal has overtaken, also where it would be missed', () => {
    const place = (withdrawnSeq: number, status: 'active' | 'disabled' = 'active') =>
      placeMessage(draft('match.updated'), { endpoint: { ...open, status }, history: { ...nothing, withdrawnSeq }, now })

    expect([place(8), place(8, 'disabled'), place(6)]).toEqual([null, null, pending()])
  })
})

describe('needsHistory', () => {
  it('is so for updates, for proposals under a cap, and for nothing else', () => {
    const asked = (endpoint: typeof open | typeof capped) =>
      (['match.proposed', 'match.updated', 'match.withdrawn', 'posting.closed'] as const).filter((type) =>
        needsHistory(draft(type), endpoint),
      )

    expect([asked(open), asked(capped)]).toEqual([['match.updated'], ['match.proposed', 'match.updated']])
  })
})
