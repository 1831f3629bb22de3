import { setTimeout as pause } from 'node:timers/promises'
import type { Scenario, ScenarioContext, Seen } from '../scenario.ts'
import { type Ground, layGround } from '../world/ground.ts'
import { footprintOf } from '../world/machine.ts'
import { metricOf, percentile, waitUntil } from '../world/waiting.ts'
import type { World } from '../world/world.ts'
import { type Disturbed, deathsIn, disturb, forExample, told } from './parts/disturb.ts'
import { allArrived, putMany } from './parts/held-events.ts'

const answeredWithinMs = 3_000
const healedWithinMs = 2_000
const arrivedWithinMs = 60_000
const memoryMib = 64
const apis = ['postings-api', 'jobseekers-api', 'matching-api', 'webhooks-api'] as const
/** 10 and 2 for batches in postings; 10 each elsewhere, and a connection that listens. */
const poolOfApi = 13

export const blackHole: Scenario = {
  id: 'database-black-hole',
  rows: ['R7', 'c13'],
  fault: 'the line to PostgreSQL swallows everything for 30 s under 200 requests/s',
  component: 'the four APIs',
  expected:
    'every answer within 3 s, 503 with Retry-After and a problem; first success within 2 s after; no retry storm; memory and event loop calm',
  backends: ['postgres'],
  inQuick: true,
  run: async ({ startWorld, quick }) => {
    await using world = await startWorld()
    await using ground = await layGround(world)
    const lines = apis.flatMap((name) => world.lines[name]?.database ?? [])
    const takenBefore = lines.map((line) => line.taken())
    const before = await calmOf(world)
    let connects = 0
    const seen = await disturb({
      world,
      ground,
      perSecond: quick ? 60 : 200,
      lastsMs: quick ? 8_000 : 30_000,
      begin: () => {
        for (const line of lines) line.conduct({ up: { kind: 'drop' }, down: { kind: 'drop' } })
      },
      end: () => {
        connects = Math.max(...lines.map((line, at) => line.taken() - (takenBefore[at] ?? 0)))
        for (const line of lines) line.heal()
      },
    })
    return judge(seen, { connects, before, after: await calmOf(world) })
  },
}

interface Calm {
  rssMib: number
  loopP99Ms: number
}

async function calmOf(world: World): Promise<Calm> {
  const texts = await Promise.all(apis.map((name) => world.processes.metrics(name)))
  return {
    rssMib: Math.max(...apis.map((name) => footprintOf(world.processes.pid(name))?.rssMib ?? 0)),
    loopP99Ms: Math.round(1_000 * Math.max(...texts.map((text) => metricOf(text, 'nodejs_eventloop_lag_p99_seconds') ?? 0))),
  }
}

function judge(seen: Disturbed, { connects, before, after }: { connects: number; before: Calm; after: Calm }): Seen {
  const { counts, slowestMs, healedMs, stillWrong } = seen
  const grownMib = after.rssMib - before.rssMib
  const isAnswered = slowestMs <= answeredWithinMs && counts.none + counts.broken + counts.refused === 0
  return {
    ok: isAnswered && healedMs <= healedWithinMs && stillWrong === 0 && grownMib <= memoryMib && connects <= 2 * poolOfApi,
    seen: `${told(seen)}; first success of the last API ${healedMs} ms after; at most ${connects} connections opened by one API; memory grew ${grownMib} MiB, event loop p99 ${after.loopP99Ms} ms.${forExample(seen)}`,
    figures: { slowestMs, p99Ms: percentile(counts.tookMs, 0.99), healedMs, connects, grownMib, loopP99Ms: after.loopP99Ms },
  }
}

const behind = [
  { name: 'postings-relay', component: 'outbox relay' },
  { name: 'matching-worker', component: 'matching worker' },
  { name: 'webhooks-worker', component: 'webhook sender' },
] as const

/** What each does without its database: nothing that it could not record; and everything once it is back. */
export const blackHoleBehind: readonly Scenario[] = behind.map(({ name, component }) => ({
  id: `database-black-hole-${name}`,
  rows: ['c13'],
  fault: 'its line to PostgreSQL swallows everything for 20 s while postings are pushed',
  component,
  expected: 'waits, says that it is not ready, sends nothing that it could not record; nothing is lost, done within 15 s after',
  backends: ['postgres', 'redis'],
  inQuick: false,
  run: (context) => withoutDatabase(context, name),
}))

async function withoutDatabase(context: ScenarioContext, name: string): Promise<Seen> {
  await using world = await context.startWorld()
  await using ground = await layGround(world)
  const line = world.lines[name]?.database
  const deathsBefore = deathsIn(world)
  const sentBefore = ground.catcher.requests.length
  line?.conduct({ up: { kind: 'drop' }, down: { kind: 'drop' } })
  const toldMs = await waitUntil(async () => !(await world.processes.isReady(name)), { withinMs: 10_000 })
  const ids = await putMany(world, ground, 20)
  await pause(context.quick ? 4_000 : 15_000)
  const sentMeanwhile = ground.catcher.requests.length - sentBefore
  line?.heal()
  const doneMs = await allArrived(world, ground, ids, arrivedWithinMs)
  const deaths = deathsIn(world) - deathsBefore
  const twice = wireDuplicates(ground)
  return {
    ok:
      doneMs !== null &&
      doneMs <= 15_000 &&
      deaths === 0 &&
      toldMs !== null &&
      twice === 0 &&
      (name === 'matching-worker' || sentMeanwhile === 0),
    seen: `${toldMs === null ? 'It went on saying that it was ready' : `Not ready after ${toldMs} ms`}; ${sentMeanwhile} messages sent meanwhile; ${ids.length} postings ${doneMs === null ? 'not all told and copied' : `told and copied ${doneMs} ms after`}; ${twice} sent twice; ${deaths} deaths.`,
    figures: { doneMs: doneMs ?? -1, notReadyMs: toldMs ?? -1, wireDuplicates: twice },
  }
}

function wireDuplicates({ catcher }: Ground): number {
  const ids = catcher.requests.map(({ headers }) => headers['webhook-id'])
  return ids.length - new Set(ids).size
}
