import { array, assert, constantFrom, integer, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Answer } from './answer.ts'
import {
  afterAnswer,
  type Breaker,
  beginProbe,
  closedBreaker,
  disableAfterMs,
  failuresToOpen,
  isBeyondHope,
  openMs,
  phaseOf,
} from './breaker.ts'
import { isTry, nextStep, retryDelaysMs } from './next-step.ts'

const start = Date.parse('2026-11-20T04:00:00Z')
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const at = (ms: number) => new Date(start + ms)
const failing = (count: number, ms = 0): Breaker =>
  Array.from({ length: count }).reduce<Breaker>((breaker) => afterAnswer(breaker, { isSuccess: false, at: at(ms) }), closedBreaker)

describe('the breaker', () => {
  it('opens at the fifth failure in a row for 30 s, then is half open', () => {
    const opened = failing(failuresToOpen)

    expect(phaseOf(failing(failuresToOpen - 1), at(0))).toBe('closed')
    expect([0, openMs - 1, openMs].map((ms) => phaseOf(opened, at(ms)))).toEqual(['open', 'open', 'half_open'])
  })

  it('is closed by any success, which forgets the failures', () => {
    expect(afterAnswer(failing(9), { isSuccess: true, at: at(0) })).toEqual(closedBreaker)
  })

  it('stays open no longer for what was still under way when it opened', () => {
    expect(afterAnswer(failing(failuresToOpen), { isSuccess: false, at: at(10_000) }).openUntil).toEqual(at(openMs))
  })

  it('waits for 30 s from one probe to the next, even when nobody hears what became of it', () => {
    const probed = beginProbe(failing(failuresToOpen), at(openMs))

    expect(phaseOf(probed, at(2 * openMs - 1))).toBe('open')
    expect(phaseOf(afterAnswer(probed, { isSuccess: false, at: at(openMs + 15_000) }), at(2 * openMs))).toBe('half_open')
  })

  it('gives an endpoint up only after five days and ten attempts of nothing but failure', () => {
    expect(isBeyondHope(failing(10), at(disableAfterMs - 1))).toBe(false)
    expect(isBeyondHope(failing(9), at(disableAfterMs))).toBe(false)
    expect(isBeyondHope(failing(10), at(disableAfterMs))).toBe(true)
    expect(isBeyondHope(afterAnswer(failing(1_000), { isSuccess: true, at: at(day) }), at(9 * day))).toBe(false)
  })
})

interface Told {
  tries: number
  attempts: { at: number; kind: 'scheduled' | 'probe'; dueAt: number }[]
  status: 'pending' | 'delivered' | 'failed'
  dueAt: number
}

interface Script {
  /** When the endpoint was down: pairs of hours from the start. */
  outages: { fromHour: number; hours: number }[]
  messages: number[]
  status: number | null
  retryAfterMs: number | null
  jitter: number
}

/** An endpoint on a virtual clock, as the claim treats it: due messages while it is closed, one probe while it is half open, nothing while it is open. */
function play({ outages, messages, status, retryAfterMs, jitter }: Script) {
  const told = messages.map((hours): Told => ({ tries: 0, attempts: [], status: 'pending', dueAt: hours * hour }))
  const isDown = (ms: number) => outages.some(({ fromHour, hours }) => ms >= fromHour * hour && ms < (fromHour + hours) * hour)
  const probes: number[] = []
  let breaker = closedBreaker
  let disabledAt: number | null = null
  let now = 0
  let pausedUntil = 0
  for (let turn = 0; turn < 40_000 && disabledAt === null; turn += 1) {
    const waiting = told.filter((message) => message.status === 'pending')
    const [next] = waiting.toSorted((a, b) => a.dueAt - b.dueAt)
    if (!next) break
    const openUntil = breaker.openUntil ? breaker.openUntil.getTime() - start : 0
    const born = messages[told.indexOf(next)]! * hour
    now = Math.max(now, pausedUntil, openUntil, breaker.openUntil === null ? next.dueAt : born)
    const kind = breaker.openUntil === null ? 'scheduled' : 'probe'
    if (kind === 'probe') {
      probes.push(now)
      breaker = beginProbe(breaker, at(now))
    }
    const answer: Answer = isDown(now)
      ? { ok: false, status, errorCode: status === null ? 'timeout' : 'http_status', snippet: null, retryAfterMs }
      : { ok: true, status: 204, snippet: '' }
    next.attempts.push({ at: now, kind, dueAt: next.dueAt })
    const wasOpen = breaker.openUntil !== null
    breaker = afterAnswer(breaker, { isSuccess: answer.ok, at: at(now) })
    const step = nextStep({ kind, tries: next.tries, answer, now: at(now), jitter })
    if (isTry(kind)) next.tries += 1
    next.status = step.status
    if (step.status === 'pending') {
      if (step.nextAttemptAt) next.dueAt = step.nextAttemptAt.getTime() - start
      if (step.pausesEndpointUntil) pausedUntil = step.pausesEndpointUntil.getTime() - start
    }
    if (wasOpen && breaker.openUntil === null)
      for (const other of told) other.dueAt = Math.min(other.dueAt, Math.max(now + openMs, messages[told.indexOf(other)]! * hour))
    if (isBeyondHope(breaker, at(now))) disabledAt = now
  }
  return { told, probes, disabledAt, breaker, now }
}

const scripts = record<Script>({
  outages: array(record({ fromHour: integer({ min: 0, max: 100 }), hours: integer({ min: 1, max: 60 }) }), { maxLength: 2 }),
  messages: array(integer({ min: 0, max: 120 }), { minLength: 1, maxLength: 6 }),
  status: constantFrom(500, 503, 429, 502, 504, 302, null),
  retryAfterMs: constantFrom(null, 5_000, 60_000),
  jitter: integer({ min: 0, max: 100 }).map((percent) => percent / 100),
})

describe('the schedule and the breaker together, on a virtual clock', () => {
  it('keep their promises in 500 random scripts', () => {
    assert(
      property(scripts, (script) => {
        const { told, probes, disabledAt } = play(script)
        const deviations = told.flatMap(({ attempts, tries, status }) => {
          const scheduled = attempts.filter(({ kind }) => kind === 'scheduled')
          return [
            tries !== scheduled.length && 'a try that was no scheduled attempt',
            tries > retryDelaysMs.length && 'more than ten tries',
            status === 'failed' && tries !== retryDelaysMs.length && 'given up too early',
            scheduled.some(({ at: ms, dueAt }) => ms < dueAt) && 'sent before its time',
            disabledAt === null && status === 'pending' && 'left behind',
          ]
        })
        const tooSoon = probes.some((probe, index) => index > 0 && probe - (probes[index - 1] ?? 0) < openMs)
        const tooEarly = disabledAt !== null && disabledAt < disableAfterMs

        expect([...deviations, tooSoon && 'probed too soon', tooEarly && 'disabled too early'].filter(Boolean)).toEqual([])
      }),
      { numRuns: 500 },
    )
  })

  it('spend on six hours of silence what the schedule gives, and nothing while the breaker is open; all is well again within 60 s', () => {
    const { told, probes } = play({
      outages: [{ fromHour: 0, hours: 6 }],
      messages: [0, 0, 0, 1, 5],
      status: null,
      retryAfterMs: null,
      jitter: 0.5,
    })

    const scheduled = told.flatMap(({ attempts }) => attempts).filter(({ kind, at: ms }) => kind === 'scheduled' && ms < 6 * hour)
    const delivered = told.map(({ attempts }) => attempts.at(-1)?.at ?? Number.NaN)
    expect(scheduled).toHaveLength(failuresToOpen)
    expect(probes.length).toBeLessThanOrEqual((6 * hour) / openMs)
    expect(told.every(({ status }) => status === 'delivered')).toBe(true)
    expect(Math.max(...delivered) - 6 * hour).toBeLessThanOrEqual(minute)
  })

  it('disable an endpoint that has been silent for five days, and no other', () => {
    const silent = { messages: [0], status: 503, retryAfterMs: null, jitter: 0.5 }

    expect(play({ ...silent, outages: [{ fromHour: 0, hours: 24 * 30 }] }).disabledAt).toBeGreaterThanOrEqual(5 * day)
    expect(play({ ...silent, outages: [{ fromHour: 0, hours: 24 * 5 - 1 }] }).disabledAt).toBeNull()
  })
})
