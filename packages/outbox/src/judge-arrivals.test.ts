import type { Consumer } from '@zhihe/contracts/event'
import { describe, expect, it } from 'vitest'
import type { UnconfirmedRow } from './arrivals.ts'
import { graceMs, judgeArrival } from './judge-arrivals.ts'

const consumers: Consumer[] = ['matching', 'webhooks']
const row = (given: Partial<UnconfirmedRow> = {}): UnconfirmedRow => ({
  id: 'a',
  type: 'posting.closed',
  resent: 0,
  publishedAt: '2026-11-22 09:00:00+00',
  ageMs: 2_000,
  lostBy: [],
  ...given,
})
const unseenBy = (...missing: Consumer[]) =>
  new Map(consumers.map((consumer) => [consumer, new Set(missing.includes(consumer) ? ['a'] : [])]))
const judge = (given: Partial<UnconfirmedRow>, ...missing: Consumer[]) =>
  judgeArrival(row(given), { consumers, unseen: unseenBy(...missing) })

describe('judgeArrival', () => {
  it('believes the inboxes first', () => {
    expect(judge({ lostBy: ['matching', 'webhooks'], ageMs: 1e9 })).toEqual({ kind: 'arrived' })
  })

  it('takes for lost what was in a queue that was emptied, only if that one misses it', () => {
    expect(judge({ lostBy: ['webhooks'] }, 'webhooks')).toEqual({ kind: 'lost' })
    expect(judge({ lostBy: ['matching'] }, 'webhooks')).toEqual({ kind: 'underway' })
  })

  it('takes for late what has not arrived after a while, which doubles with each time', () => {
    expect(judge({ ageMs: graceMs - 1 }, 'webhooks')).toEqual({ kind: 'underway' })
    expect(judge({ ageMs: graceMs }, 'webhooks')).toEqual({ kind: 'late', missing: ['webhooks'] })
    expect(judge({ ageMs: graceMs * 4 - 1, resent: 2 }, 'matching')).toEqual({ kind: 'underway' })
    expect(judge({ ageMs: graceMs * 4, resent: 2 }, 'matching')).toEqual({ kind: 'late', missing: ['matching'] })
    expect(judge({ ageMs: 4 * 3_600_000, resent: 1_000 }, 'matching')).toEqual({ kind: 'late', missing: ['matching'] })
  })
})
