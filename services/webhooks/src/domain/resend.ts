import type { MessageStatus } from '@zhihe/contracts/webhook-message'

export interface ResendFacts {
  isTest: boolean
  status: MessageStatus
  /** It says something of a match. */
  isAboutMatch: boolean
  /** A later message of the same endpoint takes the match back. */
  isWithdrawn: boolean
  isInFlight: boolean
  endpointIsUp: boolean
}

export type ResendRefusal = 'endpoint_not_active' | 'attempt_in_flight' | 'message_not_sendable'

/** Why a message may not be sent again by hand; null when it may. A test goes to any endpoint that is still there. */
export function refuseResend({ isTest, status, isAboutMatch, isWithdrawn, isInFlight, endpointIsUp }: ResendFacts): ResendRefusal | null {
  if (!endpointIsUp && !isTest) return 'endpoint_not_active'
  if (isInFlight) return 'attempt_in_flight'
  const mustStaySilent = status === 'held' || isWithdrawn || (status === 'cancelled' && isAboutMatch)
  return mustStaySilent ? 'message_not_sendable' : null
}
