import type { Answer } from './answer.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** The wait before each attempt, counted from the one before (Standard Webhooks): ten attempts in 75 h 35 min 5 s. */
export const retryDelaysMs = [
  0,
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
] as const
export const jitterShare = 0.2

/** Attempts that the sender did not survive are not the receiver's fault, so they come on top; a message that kills senders ends here. */
export const mostAttemptsEver = retryDelaysMs.length + 5

const busyStatuses: ReadonlySet<number> = new Set([429, 502, 504])
const busyPauseMs = 5 * second
const gone = 410

export interface FinishedAttempt {
  /** 1 for the first; attempts whose answer nobody knows are not counted. */
  number: number
  answer: Answer
  now: Date
  /** From 0 to 1: where in its jitter the next wait falls. */
  jitter: number
}

export type NextStep =
  | { status: 'delivered' }
  | { status: 'failed'; disablesEndpoint: boolean }
  | { status: 'pending'; nextAttemptAt: Date; pausesEndpointUntil: Date | null }

/** What becomes of a message after an attempt. */
export function nextStep({ number, answer, now, jitter }: FinishedAttempt): NextStep {
  if (answer.ok) return { status: 'delivered' }
  if (answer.status === gone) return { status: 'failed', disablesEndpoint: true }
  if (number >= retryDelaysMs.length) return { status: 'failed', disablesEndpoint: false }

  const waitMs = Math.max(delayBefore(number + 1, jitter), answer.retryAfterMs ?? 0)
  const isBusy = answer.status !== null && busyStatuses.has(answer.status)
  return {
    status: 'pending',
    nextAttemptAt: later(now, waitMs),
    pausesEndpointUntil: isBusy ? later(now, answer.retryAfterMs ?? busyPauseMs) : null,
  }
}

/** Milliseconds before attempt `number`, with up to 20 % more or less. */
export function delayBefore(number: number, jitter: number): number {
  const planned = retryDelaysMs[Math.min(number, retryDelaysMs.length) - 1] ?? 0
  return Math.round(planned * (1 - jitterShare + 2 * jitterShare * jitter))
}

function later(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms)
}
