import { describe, expect, it } from 'vitest'
import { type ConsentDecision, checkDecisionTime, consentsToMatching, decisionsInForce } from './consent.ts'

const decided = (at: string, decision: 'granted' | 'revoked', changes: Partial<ConsentDecision> = {}): ConsentDecision => ({
  id: `${at} ${decision}`,
  purpose: 'matching',
  recipient: null,
  textVersion: 'v1',
  decision,
  at: new Date(at),
  recordedAt: new Date('2026-11-22T00:00:00Z'),
  ...changes,
})

describe('decisionsInForce', () => {
  it('takes the newest by its own time, whenever it was recorded', () => {
    const revoked = decided('2026-03-01', 'revoked')

    expect(decisionsInForce([decided('2026-01-01', 'granted'), revoked, decided('2026-02-01', 'granted')])).toEqual([revoked])
  })

  it('takes the later in the ledger of two of one time', () => {
    expect(consentsToMatching([decided('2026-01-01', 'granted'), decided('2026-01-01', 'revoked')])).toBe(false)
    expect(consentsToMatching([decided('2026-01-01', 'revoked'), decided('2026-01-01', 'granted')])).toBe(true)
  })

  it('keeps purposes and recipients apart', () => {
    const ledger = [
      decided('2026-01-01', 'granted'),
      decided('2026-02-01', 'revoked', { purpose: 'disclosure', recipient: 'one' }),
      decided('2026-02-01', 'granted', { purpose: 'disclosure', recipient: 'other' }),
    ]

    expect(decisionsInForce(ledger)).toEqual(ledger)
    expect(consentsToMatching(ledger)).toBe(true)
  })

  it('finds no consent where nothing was decided', () => {
    expect(consentsToMatching([])).toBe(false)
  })
})

describe('checkDecisionTime', () => {
  const now = new Date('2026-11-22T09:00:00Z')

  it('takes now and the past, in any offset, and refuses what is later', () => {
    expect(checkDecisionTime({ at: '2026-11-22T17:00:00+08:00' }, '/at', now)).toEqual([])
    expect(checkDecisionTime({ at: '2026-11-22T09:00:00.001Z' }, '/at', now)).toEqual([{ pointer: '/at', reason: 'in_the_future' }])
    expect(checkDecisionTime({ at: '0001-01-01T00:00:00Z' }, '/at', now)).toEqual([{ pointer: '/at', reason: 'too_long_ago' }])
  })
})
