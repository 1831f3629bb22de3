import { assert, double, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Answer } from './answer.ts'
import { delayBefore, isTry, nextStep, retryDelaysMs } from './next-step.ts'

const noon = new Date('2026-11-20T04:00:00Z')
const failure = (status: number | null, retryAfterMs: number | null = null): Answer => ({
  ok: false,
  errorCode: status === null ? 'timeout' : 'http_status',
  status,
  snippet: null,
  retryAfterMs,
})
const step = (number: number, answer: Answer, jitter = 0.5) => nextStep({ kind: 'scheduled', tries: number - 1, answer, now: noon, jitter })
const waitMs = (number: number, answer: Answer, jitter = 0.5) => {
  const next = step(number, answer, jitter)
  return next.status === 'pending' && next.nextAttemptAt ? next.nextAttemptAt.getTime() - noon.getTime() : null
}

describe('nextStep', () => {
  it('makes ten attempts in 75 h 35 min 5 s of a virtual clock and then fails', () => {
    let now = noon
    const sent: number[] = []
    let next = step(1, failure(500))
    for (let number = 1; next.status === 'pending' || number === 1; number += 1) {
      sent.push(now.getTime() - noon.getTime())
      next = nextStep({ kind: 'scheduled', tries: number - 1, answer: failure(500), now, jitter: 0.5 })
      if (next.status === 'pending' && next.nextAttemptAt) now = next.nextAttemptAt
    }

    expect(next).toEqual({ status: 'failed', disablesEndpoint: false })
    expect(sent).toHaveLength(10)
    expect(sent.at(-1)).toBe((75 * 3600 + 35 * 60 + 5) * 1_000)
  })

  it('is done after a 2xx, at any attempt', () => {
    expect(step(1, { ok: true, status: 204, snippet: '' })).toEqual({ status: 'delivered' })
    expect(step(10, { ok: true, status: 200, snippet: '' })).toEqual({ status: 'delivered' })
  })

  it('disables the endpoint after a 410', () => {
    expect(step(1, failure(410))).toEqual({ status: 'failed', disablesEndpoint: true })
  })

  it('leaves the time of a message as it is after a failed probe, which uses up nothing', () => {
    const probed = nextStep({ kind: 'probe', tries: 9, answer: failure(429, 90_000), now: noon, jitter: 0.5 })

    expect(probed).toEqual({ status: 'pending', nextAttemptAt: null, pausesEndpointUntil: new Date(noon.getTime() + 90_000) })
    expect(isTry('probe')).toBe(false)
  })

  it('makes one attempt of a test, which disables nothing', () => {
    const tested = nextStep({ kind: 'test', tries: 0, answer: failure(410), now: noon, jitter: 0.5 })

    expect(tested).toEqual({ status: 'failed', disablesEndpoint: false })
    expect((['scheduled', 'manual', 'probe', 'test'] as const).filter(isTry)).toEqual(['scheduled', 'manual'])
  })

  it('waits as long as Retry-After asks, and never shorter than the schedule', () => {
    expect(waitMs(1, failure(503, 60_000))).toBe(60_000)
    expect(waitMs(4, failure(503, 60_000))).toBe(retryDelaysMs[4])
  })

  it('rests the whole endpoint after 429, 502 and 504 and after nothing else', () => {
    const pause = (status: number | null, retryAfterMs: number | null = null) => {
      const next = step(1, failure(status, retryAfterMs))
      return next.status === 'pending' && next.pausesEndpointUntil ? next.pausesEndpointUntil.getTime() - noon.getTime() : null
    }

    expect([429, 502, 504].map((status) => pause(status))).toEqual([5_000, 5_000, 5_000])
    expect(pause(429, 90_000)).toBe(90_000)
    expect([500, 503, 404, 302, null].map((status) => pause(status))).toEqual([null, null, null, null, null])
  })

  it('stays within 20 % of the plan', () => {
    assert(
      property(integer({ min: 1, max: 10 }), double({ min: 0, max: 1, noNaN: true }), (number, jitter) => {
        const planned = retryDelaysMs[number - 1] ?? Number.NaN
        const delay = delayBefore(number, jitter)

        expect(delay).toBeGreaterThanOrEqual(Math.floor(planned * 0.8))
        expect(delay).toBeLessThanOrEqual(Math.ceil(planned * 1.2))
      }),
    )
    expect([delayBefore(3, 0), delayBefore(3, 1)]).toEqual([240_000, 360_000])
  })
})
