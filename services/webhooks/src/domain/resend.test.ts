import { describe, expect, it } from 'vitest'
import { refuseResend } from './resend.ts'

const failed = { isTest: false, status: 'failed', isAboutMatch: true, isWithdrawn: false, isInFlight: false, endpointIsUp: true } as const

describe('refuseResend', () => {
  it('lets everything go that may be said, also what was delivered', () => {
    for (const status of ['pending', 'failed', 'delivered', 'missed'] as const) expect(refuseResend({ ...failed, status })).toBeNull()
    expect(refuseResend({ ...failed, status: 'cancelled', isAboutMatch: false })).toBeNull()
  })

  it('keeps back what waits for room, was taken back or is under way', () => {
    expect(refuseResend({ ...failed, status: 'held' })).toBe('message_not_sendable')
    expect(refuseResend({ ...failed, status: 'cancelled' })).toBe('message_not_sendable')
    expect(refuseResend({ ...failed, isWithdrawn: true })).toBe('message_not_sendable')
    expect(refuseResend({ ...failed, isInFlight: true })).toBe('attempt_in_flight')
  })

  it('sends nothing but tests to an endpoint that is down', () => {
    expect(refuseResend({ ...failed, endpointIsUp: false })).toBe('endpoint_not_active')
    expect(refuseResend({ ...failed, isTest: true, endpointIsUp: false })).toBeNull()
  })
})
