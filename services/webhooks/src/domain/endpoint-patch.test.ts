import { describe, expect, it } from 'vitest'
import { changeOf } from './endpoint-patch.ts'

const now = new Date('2026-11-20T04:00:00Z')

describe('changeOf', () => {
  it('writes what was asked for and nothing else', () => {
    expect(changeOf({ description: null, peoplePerMonth: 8 }, now)).toEqual({ description: null, peoplePerMonth: 8, updatedAt: now })
    expect(changeOf({ events: ['posting.closed', 'posting.closed'] }, now)).toEqual({ events: ['posting.closed'], updatedAt: now })
  })

  it('forgets what was counted against an endpoint when somebody says how it shall stand', () => {
    for (const status of ['active', 'paused'] as const)
      expect(changeOf({ status }, now)).toEqual({
        status,
        pausedUntil: null,
        failures: 0,
        failingSince: null,
        openUntil: null,
        disabledAt: null,
        disabledReason: null,
        updatedAt: now,
      })
  })

  it('gives another address a fresh start, but does not enable what is disabled', () => {
    const change = changeOf({ url: 'https://hr.example.com/' }, now)

    expect(change).toMatchObject({ url: 'https://hr.example.com/', failures: 0, openUntil: null })
    expect(change).not.toHaveProperty('disabledAt')
  })
})
