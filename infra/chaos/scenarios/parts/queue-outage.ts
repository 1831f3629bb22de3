import { setTimeout as pause } from 'node:timers/promises'
import type { ScenarioContext, Seen } from '../../scenario.ts'
import { percentile, waitUntil } from '../../world/waiting.ts'
import type { World } from '../../world/world.ts'
import { startWitness, type Witness } from './arrival.ts'
import { type Fair, openFair, postingIdOf, remote } from './fair.ts'
import { inTime, said } from './figures.ts'
import { mustHold } from './must-hold.ts'
import { countRefused, refusedWords, tookBetween, type Written, writeSteadily } from './writes.ts'

export interface QueueOutage {
  /** How long the queue is away, in milliseconds. */
  lastsMs: number
  begin(world: World): Promise<void>
  end(world: World): Promise<void>
  /** Whose `/readyz` has to say that the queue is away; nobody's where the queue still answers in part. */
  tellers: readonly string[]
}

export const queueUsers = [
  'matching-worker',
  'webhooks-worker',
  'jobseekers-worker',
  'postings-relay',
  'jobseekers-relay',
  'matching-relay',
]

const truthWithinMs = 2_000
const resumedWithinMs = 5_000
const writeWithinMs = 3_000

interface Observed {
  written: Written
  notReadyMs: Record<string, number | null>
  duringMs: readonly number[]
  beforeMs: readonly number[]
  resumedMs: number | null
  arrivedMs: number | null
  deaths: number
  repeated: number
}

/** The queue goes away under steady writes and comes back: what the writers notice, who tells, how soon work goes on, and whether all arrives. */
export async function watchQueueOutage(context: ScenarioContext, outage: QueueOutage): Promise<Seen> {
  await using world = await context.startWorld()
  await using fair = await openFair(world)
  await using witness = await startWitness(fair)
  const observed = await observe({ fair, witness, outage })
  return judge(observed, outage)
}

async function observe({ fair, witness, outage }: { fair: Fair; witness: Witness; outage: QueueOutage }): Promise<Observed> {
  const { world } = fair
  const writing = writeSteadily(fair, { prefix: 'outage' })
  await mustHold(
    'the house works',
    async () => writing.written.acked.length > 20 && (await witness.haveArrived(writing.written.acked.slice(0, 20))),
    30_000,
  )
  const beginsAt = performance.now()
  await outage.begin(world)
  const telling = Promise.all(
    outage.tellers.map(
      async (name) => [name, await waitUntil(async () => !(await world.processes.isReady(name)), { withinMs: 8_000 })] as const,
    ),
  )
  await pause(outage.lastsMs)
  const notReadyMs = Object.fromEntries(await telling)
  await outage.end(world)
  const endsAt = performance.now()
  const resumedMs = await untilNewsArrive(fair, witness)
  const written = await writing.stop()
  const arrivedMs = await waitUntil(() => witness.haveArrived(written.acked), { withinMs: 60_000, pollMs: 50 })
  return {
    written,
    notReadyMs,
    beforeMs: tookBetween(written, 0, beginsAt),
    duringMs: tookBetween(written, beginsAt, endsAt),
    resumedMs,
    arrivedMs,
    deaths: queueUsers.reduce((sum, name) => sum + world.processes.deaths(name), 0),
    repeated: witness.repeatedEffects(),
  }
}

/** From now until a posting that is written now is known to matching and told. */
async function untilNewsArrive(fair: Fair, witness: Witness): Promise<number | null> {
  const id = postingIdOf(await fair.put('news', remote))
  return id === null ? null : await waitUntil(() => witness.haveArrived([id]), { withinMs: 40_000 })
}

function judge(observed: Observed, { tellers }: QueueOutage): Seen {
  const { written, notReadyMs, beforeMs, duringMs, resumedMs, arrivedMs, deaths, repeated } = observed
  const refused = countRefused(written)
  const slowestMs = Math.max(0, ...duringMs)
  const told = Object.values(notReadyMs)
  const lastToldMs = told.includes(null) ? null : Math.max(0, ...told.map((ms) => ms ?? 0))
  const silent = Object.entries(notReadyMs).flatMap(([name, ms]) => (ms === null ? [name] : []))
  const isTrue = tellers.length === 0 || inTime(lastToldMs, truthWithinMs)
  const sentences = [
    `${written.acked.length} writes taken, ${refusedWords(written)}; ${duringMs.length} while it was away: p50 ${percentile(duringMs, 0.5)} ms, p99 ${percentile(duringMs, 0.99)} ms (before: ${percentile(beforeMs, 0.5)} and ${percentile(beforeMs, 0.99)} ms)`,
    ...(tellers.length === 0
      ? []
      : [`the last /readyz said no after ${said(lastToldMs)}${silent.length > 0 ? ` (${silent.join(', ')})` : ''}`]),
    `news arrived ${said(resumedMs)} after its return, everything ${said(arrivedMs)} after the last write`,
    `${repeated} told twice, ${deaths} deaths`,
  ]
  return {
    ok:
      refused === 0 &&
      slowestMs < writeWithinMs &&
      isTrue &&
      inTime(resumedMs, resumedWithinMs) &&
      arrivedMs !== null &&
      repeated + deaths === 0,
    seen: `${sentences.join('; ')}.`,
    figures: {
      writes: written.acked.length,
      refused,
      p99BeforeMs: percentile(beforeMs, 0.99),
      p99DuringMs: percentile(duringMs, 0.99),
      resumedMs: resumedMs ?? -1,
      arrivedMs: arrivedMs ?? -1,
      ...(tellers.length === 0 ? {} : { notReadyMs: lastToldMs ?? -1 }),
    },
  }
}
