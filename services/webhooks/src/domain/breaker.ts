const second = 1_000
const day = 86_400 * second

/** What an endpoint's row says of its last answers. */
export interface Breaker {
  /** Failed attempts in a row; any success makes it 0. */
  failures: number
  /** The first of them. */
  failingSince: Date | null
  /** null: closed. Until then nothing is sent; from then on one probe at a time. */
  openUntil: Date | null
}

export type Phase = 'closed' | 'open' | 'half_open'

export const closedBreaker: Breaker = { failures: 0, failingSince: null, openUntil: null }
export const failuresToOpen = 5
/** How long a breaker stays open, and the least time from one probe to the next: longer than a probe may last. */
export const openMs = 30 * second
export const disableAfterMs = 5 * day
export const disableAfterFailures = 10

export function phaseOf({ openUntil }: Breaker, now: Date): Phase {
  if (openUntil === null) return 'closed'
  return openUntil > now ? 'open' : 'half_open'
}

/** A probe begins: whatever becomes of it, also when its sender dies, the next one waits its time. */
export function beginProbe(breaker: Breaker, now: Date): Breaker {
  return { ...breaker, openUntil: new Date(now.getTime() + openMs) }
}

/** Any answer moves it but those to tests. A failure of what was under way when it opened, or of a probe, does not keep it open for longer. */
export function afterAnswer(breaker: Breaker, { isSuccess, at }: { isSuccess: boolean; at: Date }): Breaker {
  if (isSuccess) return closedBreaker
  const failures = breaker.failures + 1
  const opens = breaker.openUntil === null && failures >= failuresToOpen
  return {
    failures,
    failingSince: breaker.failingSince ?? at,
    openUntil: opens ? new Date(at.getTime() + openMs) : breaker.openUntil,
  }
}

/** Nothing but failure, for so long and so often that a person must look. */
export function isBeyondHope({ failures, failingSince }: Breaker, now: Date): boolean {
  return failures >= disableAfterFailures && failingSince !== null && now.getTime() - failingSince.getTime() >= disableAfterMs
}
