import { type Consumer, consumersOf } from '@zhihe/contracts/event'
import type { Scenario, ScenarioContext, Seen } from '../scenario.ts'
import { type Ground, layGround } from '../world/ground.ts'
import { holdTable, killHolding, untilSomebodyWaits } from '../world/held-table.ts'
import { percentile, waitUntil } from '../world/waiting.ts'
import type { World } from '../world/world.ts'
import { inTime } from './parts/figures.ts'
import { allArrived, inconsistenciesOf, lastingWrongs, putMany } from './parts/held-events.ts'

const recoveredWithinMs = 8_000
const longestMs = 15_000
/** Of fewer kills a percentile says nothing; then the middle one is judged, and the longest. */
const manyRounds = 20
const doneWithinMs = 120_000
const jobs = 40

const workers = [
  { service: 'matching', component: 'matching worker' },
  { service: 'webhooks', component: 'webhook worker' },
  { service: 'jobseekers', component: 'jobseekers worker' },
] as const

export const recovery: readonly Scenario[] = workers.map(({ service, component }) => ({
  id: `process-kill-${service}-worker`,
  rows: ['R2', 'c4'],
  fault: `SIGKILL while it holds the jobs of ${jobs} events, again and again`,
  component,
  expected: 'what it held is done within 8 s (p99), 15 s at most; nothing twice in effect',
  backends: ['postgres', 'redis'],
  inQuick: service === 'matching',
  run: async (context) => {
    await using world = await context.startWorld()
    await using ground = await layGround(world)
    const rounds = context.quick ? 3 : 20
    const tookMs: number[] = []
    let killed = 0
    for (let round = 0; round < rounds; round++) {
      const one = await killOnce(world, ground, service)
      if (one.killed) killed += 1
      tookMs.push(one.tookMs)
      context.tell(`${service}: ${one.killed ? 'killed' : 'not killed'}, done after ${Math.round(one.tookMs)} ms`)
    }
    return await judgeRecovery(world, { tookMs, killed, rounds })
  },
}))

async function killOnce(world: World, ground: Ground, service: Consumer): Promise<{ killed: boolean; tookMs: number }> {
  const pushing = putMany(world, ground, jobs)
  const { killed, at } = await killHolding(world, service)
  const ids = await pushing
  const isDone = await waitUntil(async () => (await unseenBy(world, service)) === 0, { withinMs: doneWithinMs, pollMs: 20 })
  const tookMs = isDone === null ? doneWithinMs : performance.now() - at
  await allArrived(world, ground, ids, doneWithinMs)
  return { killed, tookMs }
}

/** Events that were announced for this consumer and that it has not kept. */
async function unseenBy({ database }: World, consumer: Consumer): Promise<number> {
  const types = Object.entries(consumersOf).flatMap(([type, consumers]) => (consumers.includes(consumer) ? [type] : []))
  const { rows } = await database.pool.query<{ unseen: number }>(
    `select count(*)::int as unseen
     from (select id, type from postings.outbox union all select id, type from jobseekers.outbox union all select id, type from matching.outbox) e
     where type = any($1) and not exists (select from ${consumer}.inbox i where i.event_id = e.id)`,
    [types],
  )
  return rows[0]?.unseen ?? -1
}

async function judgeRecovery(
  world: World,
  { tookMs, killed, rounds }: { tookMs: number[]; killed: number; rounds: number },
): Promise<Seen> {
  const [p50Ms, p99Ms, maxMs] = [percentile(tookMs, 0.5), percentile(tookMs, 0.99), percentile(tookMs, 1)]
  const inconsistent = await inconsistenciesOf(world)
  const { repeated, exposures } = await lastingWrongs(world)
  return {
    ok:
      killed === rounds &&
      inTime(rounds < manyRounds ? p50Ms : p99Ms, recoveredWithinMs) &&
      maxMs <= longestMs &&
      repeated + exposures === 0 &&
      inconsistent === '',
    seen: `${killed} of ${rounds} kills hit it holding jobs; all that was announced was kept ${p50Ms} ms after in the middle, p99 ${p99Ms} ms, longest ${maxMs} ms; ${repeated} told twice, ${exposures} people counted wrongly; ${inconsistent === '' ? 'all tables agree' : inconsistent}.`,
    figures: { killed, p50Ms, p99Ms, maxMs },
  }
}

export const sameJobs: Scenario = {
  id: 'process-kill-same-jobs',
  rows: ['R3', 'c5'],
  fault: `the worker that holds the same ${jobs} jobs is killed 10 times in a row`,
  component: 'matching worker',
  expected: 'all of them finish; none is a dead letter',
  backends: ['postgres', 'redis'],
  inQuick: false,
  run: async ({ startWorld, quick, tell }: ScenarioContext) => {
    await using world = await startWorld()
    await using ground = await layGround(world)
    const kills = quick ? 3 : 10
    const held = await holdTable(world, 'matching.inbox')
    const ids = await putMany(world, ground, jobs)
    let killed = 0
    for (; killed < kills; killed++) {
      if (!(await untilSomebodyWaits(held, 'zhihe_matching', 60_000))) break
      world.processes.signal('matching-worker', 'SIGKILL')
      // Its statements are still in the server for a moment.
      await waitUntil(async () => (await held.waiting('zhihe_matching')) === 0, { withinMs: 10_000 })
      tell(`killed ${killed + 1} times`)
    }
    await held.release()
    const doneMs = await allArrived(world, ground, ids, doneWithinMs)
    const dead = world.processes.log('matching-worker').filter(({ msg }) => /dead letter|quarantine/i.test(msg)).length
    return {
      ok: killed === kills && doneMs !== null && dead === 0,
      seen: `Killed ${killed} times with the same jobs in hand; ${doneMs === null ? 'not all' : 'all'} ${ids.length} of them finished${doneMs === null ? '' : ` ${doneMs} ms after the last`}; ${dead} dead letters.`,
      figures: { killed, doneMs: doneMs ?? -1, dead },
    }
  },
}
