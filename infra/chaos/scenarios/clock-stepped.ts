import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startWebhookCatcher } from '@zhihe/testing/webhook-catcher'
import type { Scenario, ScenarioContext, Seen } from '../scenario.ts'
import { percentile, waitUntil } from '../world/waiting.ts'
import { startWitness, type Witness } from './parts/arrival.ts'
import { attemptsAt, messagesAt } from './parts/attempts.ts'
import { decide, type Fair, openFair, postingIdOf, remote, statusOf } from './parts/fair.ts'
import { inTime, said } from './parts/figures.ts'
import { mustHold } from './parts/must-hold.ts'
import { preloaded } from './parts/preloaded.ts'

const minuteMs = 60_000
const stepMs = 10 * minuteMs
const pickedUpWithinMs = 5_000
const signedWithinMs = 5_000
const watchedMs = 12_000
const early = 1_000
/** Attempts that the schedule allows by then: at once, 5 s, and 5 min. */
const attemptsBySchedule = 2

export const clockStepped: Scenario = {
  id: 'clock-stepped',
  rows: ['R15', 'c37'],
  fault:
    'the clocks of all processes step by 10 minutes, forward and then back, each process at its own machine; then they differ: APIs ahead, workers behind',
  component: 'the whole house',
  expected:
    'Keys open, a consent of now is taken, news arrive as before; no retry fires early or is lost, nothing bursts, nothing stands still for 10 minutes; signatures tell the real time within 5 s.',
  backends: ['postgres', 'redis'],
  inQuick: false,
  run,
}

async function run(context: ScenarioContext): Promise<Seen> {
  const folder = mkdtempSync(join(tmpdir(), 'zhihe-chaos-clock-'))
  using stack = new DisposableStack()
  stack.defer(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(folder, { recursive: true })
  await using world = await context.startWorld({
    place: (spec) => preloaded(spec, 'shift-clock.ts', { CLOCK_FILE: join(folder, spec.name) }),
  })
  const setClocks = (shiftOf: (name: string) => number): void => {
    for (const name of world.processes.names()) writeFileSync(join(folder, name), String(shiftOf(name)))
  }
  await using fair = await openFair(world)
  await using witness = await startWitness(fair)
  await using deaf = await startWebhookCatcher({ reply: { status: 500 } })

  const phases = [
    { what: '+10 min', shiftOf: () => stepMs },
    { what: '-10 min', shiftOf: () => -stepMs },
    { what: 'APIs +10, the others -10', shiftOf: (name: string) => (name.endsWith('-api') ? stepMs : -stepMs) },
  ]
  const found: Found[] = []
  for (const [at, { what, shiftOf }] of phases.entries()) {
    // Another one each time: five failures in a row would open its breaker.
    const deafId = await fair.endpoint(`${deaf.url}${at}`, ['posting.closed'])
    const closed = await closeOne(fair, at)
    await mustHold('the deaf endpoint is tried', async () => (await attemptsAt(world, deafId)).length > 0, 20_000)
    setClocks(shiftOf)
    found.push({ what, ...(await watchPhase(fair, { witness, phase: at, deafId })) })
    setClocks(() => 0)
    await world.ask({ method: 'DELETE', path: `/v1/webhook-endpoints/${deafId}`, role: 'organiser' })
    if (closed !== 200) throw new Error(`the posting was not closed: ${closed}`)
  }
  return judge(found)
}

interface Found {
  what: string
  refused: number
  pickedUpMs: number | null
  signatureOffMs: number
  /** Attempts at one message of the deaf endpoint, at most. */
  attempts: number
  /** Attempts that began before the one before them had said. */
  early: number
  manualMs: number | null
  requests: number
}

async function closeOne(fair: Fair, at: number): Promise<number | null> {
  const id = postingIdOf(await fair.put(`closed-${at}`, remote))
  const answer = await fair.world.ask({ method: 'POST', path: `/v1/postings/${id}/close`, role: 'organiser', body: { reason: 'filled' } })
  return statusOf(answer)
}

async function watchPhase(
  fair: Fair,
  { witness, phase, deafId }: { witness: Witness; phase: number; deafId: string },
): Promise<Omit<Found, 'what'>> {
  const { world } = fair
  const from = witness.catcher.requests.length
  const startedAt = performance.now()
  const waits: (number | null)[] = []
  const statuses: (number | null)[] = []
  for (let at = 0; performance.now() - startedAt < watchedMs; at += 1) {
    const answer = await fair.put(`stepped-${phase}-${at}`, remote)
    statuses.push(statusOf(answer))
    const id = postingIdOf(answer)
    waits.push(id === null ? null : await waitUntil(() => witness.haveArrived([id]), { withinMs: 4 * pickedUpWithinMs }))
    await pause(200)
  }
  const person = await fair.person(phase)
  statuses.push(statusOf(await decide(world, person, { purpose: 'follow_up', decision: 'granted' })))
  const manualMs = await retryByHand(fair, deafId)
  const requests = witness.catcher.requests.slice(from)
  const offs = requests.map(({ headers, receivedAt }) => Math.abs(Number(headers['webhook-timestamp']) * 1_000 - receivedAt.getTime()))
  const attempts = await attemptsAt(world, deafId)
  const byMessage = [...Map.groupBy(attempts, ({ messageId }) => messageId).values()]
  return {
    refused: statuses.filter((status) => status === null || status >= 400).length,
    pickedUpMs: waits.includes(null)
      ? null
      : percentile(
          waits.flatMap((ms) => ms ?? []),
          0.99,
        ),
    signatureOffMs: Math.max(0, ...offs),
    attempts: Math.max(0, ...byMessage.map(({ length }) => length)),
    early: byMessage.filter((tries) => isEarly(tries)).length,
    manualMs,
    requests: requests.length,
  }
}

/** The second attempt is due 5 s after the first, less a fifth by jitter; the third, five minutes later, not within this watch. */
function isEarly(tries: readonly { startedAt: Date }[]): boolean {
  const [first, second] = tries
  return first !== undefined && second !== undefined && second.startedAt.getTime() - first.startedAt.getTime() < 4_000 - early
}

/** An operator asks for an attempt now: how long until it is made. */
async function retryByHand({ world }: Fair, deafId: string): Promise<number | null> {
  const last = (await messagesAt(world, deafId)).at(-1)
  if (!last) return null
  const before = (await attemptsAt(world, deafId)).length
  await world.ask({ method: 'POST', path: `/v1/webhook-messages/${last.id}/retry`, role: 'organiser' })
  return await waitUntil(async () => (await attemptsAt(world, deafId)).length > before, { withinMs: 4 * pickedUpWithinMs })
}

function judge(found: readonly Found[]): Seen {
  const ok = found.every(
    (one) =>
      one.refused === 0 &&
      inTime(one.pickedUpMs, pickedUpWithinMs) &&
      one.signatureOffMs <= signedWithinMs + 1_000 &&
      one.attempts <= attemptsBySchedule + 1 &&
      one.early === 0 &&
      inTime(one.manualMs, pickedUpWithinMs),
  )
  const sentences = found.map(
    (one) =>
      `${one.what}: ${one.refused} refused, news after p99 ${said(one.pickedUpMs)}, signatures off by at most ${said(one.signatureOffMs)}, at most ${one.attempts} attempts at a message (${one.early} early), a retry by hand after ${said(one.manualMs)}`,
  )
  return {
    ok,
    seen: `${sentences.join('; ')}.`,
    figures: {
      refused: found.reduce((sum, { refused }) => sum + refused, 0),
      signatureOffMs: Math.max(...found.map(({ signatureOffMs }) => signatureOffMs)),
      pickedUpMs: Math.max(...found.map(({ pickedUpMs }) => pickedUpMs ?? -1)),
    },
  }
}
