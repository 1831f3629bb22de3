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

/** A message whose sender died so often in a row may be what kills them: it is given up. */
export const mostLostInARow = 5

const busyStatuses: ReadonlySet<number> = new Set([429, 502, 504])
const busyPauseMs = 5 * second
const gone = 410

/** manual: somebody asked for it; probe: to see whether a failing endpoint is back; test: of example data, whatever the endpoint's state. */
export const attemptKinds = ['scheduled', 'manual', 'probe', 'test'] as const
export type AttemptKind = (typeof attemptKinds)[number]

export interface FinishedAttempt {
  kind: AttemptKind
  /** Answered attempts of the present schedule before this one. */
  tries: number
  answer: Answer
  now: Date
  /** From 0 to 1: where in its jitter the next wait falls. */
  jitter: number
}

export type NextStep =
  | { status: 'delivered' }
  | { status: 'failed'; disablesEndpoint: boolean }
  /** Without a time of its own, after a probe, the message keeps the one it has. */
  | { status: 'pending'; nextAttemptAt: Date | null; pausesEndpointUntil: Date | null }

/** What becomes of a message after an answered attempt. */
export function nextStep({ kind, tries, answer, now, jitter }: FinishedAttempt): NextStep {
  if (answer.ok) return { status: 'delivered' }
  if (kind === 'test') return { status: 'failed', disablesEndpoint: false }
  if (answer.status === gone) return { status: 'failed', disablesEndpoint: true }
  const number = tries + 1
  if (kind !== 'probe' && number >= retryDelaysMs.length) return { status: 'failed', disablesEndpoint: false }

  const waitMs = Math.max(delayBefore(number + 1, jitter), answer.retryAfterMs ?? 0)
  const isBusy = answer.status !== null && busyStatuses.has(answer.status)
  return {
    status: 'pending',
    nextAttemptAt: kind === 'probe' ? null : later(now, waitMs),
    pausesEndpointUntil: isBusy ? later(now, answer.retryAfterMs ?? busyPauseMs) : null,
  }
}

/** Only an answered attempt of the schedule uses up one of its ten. */
export function isTry(kind: AttemptKind): boolean {
  return kind === 'scheduled' || kind === 'manual'
}

/** Milliseconds before attempt `number`, with up to 20 % more or less. */
export function delayBefore(number: number, jitter: number): number {
  const planned = retryDelaysMs[Math.min(number, retryDelaysMs.length) - 1] ?? 0
  return Math.round(planned * (1 - jitterShare + 2 * jitterShare * jitter))
}

function later(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms)
}
