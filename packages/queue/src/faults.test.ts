import { describe, expect, it } from 'vitest'
import { isJobLoss } from './faults.ts'

describe('the loss of a job', () => {
  it.each([
    [Object.assign(new Error('Missing key for job event-1. moveToFinished'), { code: -1 }), true],
    [Object.assign(new Error('Missing lock for job event-1. moveToFinished'), { code: -2 }), true],
    [new Error('could not renew lock for job event-1'), true],
    [Object.assign(new Error('canceling statement due to lock timeout'), { code: '55P03' }), false],
    [Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }), false],
    ['lock', false],
  ])('is told from an outage: %s', (error, expected) => {
    expect(isJobLoss(error)).toBe(expected)
  })
})
