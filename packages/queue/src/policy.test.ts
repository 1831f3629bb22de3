import { Backoffs, type Job } from 'bullmq'
import { describe, expect, it } from 'vitest'
import { isJobId, jobOptions, retryDelayMs, retryPolicy } from './policy.ts'

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
