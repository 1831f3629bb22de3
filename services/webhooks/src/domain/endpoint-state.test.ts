import { describe, expect, it } from 'vitest'
import { stateOf } from './endpoint-state.ts'

const now = new Date('2026-11-20T04:00:00Z')
const soon = new Date('2026-11-20T04:00:01Z')
const calm = { status: 'active', failures: 0, failingSince: null, openUntil: null, pausedUntil: null } as const

describe('stateOf', () => {
  it('says how an endpoint stands', () => {
    expect(stateOf(calm, now).code).toBe('sending')
    expect(stateOf({ ...calm, pausedUntil: soon }, now).code).toBe('resting')
    expect(stateOf({ ...calm, pausedUntil: now }, now).code).toBe('sending')
    expect(stateOf({ ...calm, openUntil: soon, pausedUntil: soon }, now).code).toBe('open')
    expect(stateOf({ ...calm, openUntil: now }, now).code).toBe('probing')
    expect(stateOf({ ...calm, status: 'paused', openUntil: soon }, now).code).toBe('paused')
    expect(stateOf({ ...calm, status: 'disabled' }, now)).toMatchObject({
      code: 'disabled',
      en: expect.stringContaining('replay') as string,
    })
  })
})
