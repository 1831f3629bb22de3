import { Backoffs, type Job } from 'bullmq'
import { describe, expect, it } from 'vitest'
import { defaultLeaseMs, isJobId, jobOptions, retryDelayMs, retryPolicy, workerOptions } from './policy.ts'

describe('the retry policy', () => {
  it('waits from 0.2 s to no more than 60 s, and never less than half of a step', async () => {
    const failures = Array.from({ length: retryPolicy.attempts - 1 }, (_, index) => index + 1)

    const delays: number[] = []
    for (const count of failures) delays.push((await Backoffs.calculate(jobOptions.backoff, count, new Error('any'), {} as Job)) ?? 0)

    expect(retryDelayMs(1)).toBe(200)
    for (const [index, delay] of delays.entries()) {
      expect(delay).toBeLessThanOrEqual(retryDelayMs(index + 1))
      expect(delay).toBeGreaterThanOrEqual(retryDelayMs(index + 1) / 2 - 1)
    }
    expect(retryDelayMs(100)).toBe(60_000)
  })
})

describe('a lease', () => {
  it('ends so soon that a dead worker’s jobs run elsewhere within 8 s, and not while a living one is blocked for 3 s', () => {
    const { lockDuration, lockRenewTime, stalledInterval } = workerOptions(defaultLeaseMs)

    // One look may come just before the lock ends, and the next one just before the looks of others allow it.
    expect(lockDuration + 2 * stalledInterval).toBeLessThanOrEqual(8_000)
    expect(lockDuration - lockRenewTime).toBeGreaterThan(3_000)
  })
})

describe('isJobId', () => {
  it.each([
    ['event-019376b2-7c1e-7000-8000-000000000000', true],
    ['event:1', false],
    ['12345', false],
    ['', false],
  ])('answers for %j', (id, expected) => {
    expect(isJobId(id)).toBe(expected)
  })
})
