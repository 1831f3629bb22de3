import { setTimeout as pause } from 'node:timers/promises'
import type { Scenario, ScenarioContext, Seen } from '../scenario.ts'
import { waitUntil } from '../world/waiting.ts'
import { startWitness } from './parts/arrival.ts'
import { openFair } from './parts/fair.ts'
import { inTime, said } from './parts/figures.ts'
import { queueUsers } from './parts/queue-outage.ts'
import { countRefused, refusedWords, writeSteadily } from './parts/writes.ts'

const readyWithinMs = 5_000

export const queueDownAtStart: Scenario = {
  id: 'queue-down-at-start',
  rows: ['c24', 'R4'],
  fault: 'Redis is not there when everything starts, and comes later',
  component: 'queue; relays, workers, writers',
  expected:
    'APIs are ready and take writes; workers and relays start, say that they are not ready, and are within 5 s of its coming, without a restart; everything arrives.',
  backends: ['redis'],
  inQuick: false,
  run,
}

async function run(context: ScenarioContext): Promise<Seen> {
  await using world = await context.startWorld({ start: false })
  const { redis, processes } = world
  if (redis === null) throw new Error('this fault is for Redis')
  await redis.kill()
  await processes.startAll()
  const apis = processes.names().filter((name) => name.endsWith('-api'))
  await processes.untilReady(30_000, apis)
  await using fair = await openFair(world)
  await using witness = await startWitness(fair)
  const writing = writeSteadily(fair, { prefix: 'before-the-queue' })
  await pause(context.quick ? 5_000 : 30_000)
  const liars = (await Promise.all(queueUsers.map(async (name) => ((await processes.isReady(name)) ? [name] : [])))).flat()

  await redis.start()
  const readyMs = await processes.untilReady(30_000, queueUsers).catch(() => null)
  const written = await writing.stop()
  const arrivedMs = await waitUntil(() => witness.haveArrived(written.acked), { withinMs: 30_000 })
  const deaths = queueUsers.reduce((sum, name) => sum + processes.deaths(name), 0)
  return {
    ok: liars.length + deaths + countRefused(written) === 0 && inTime(readyMs, readyWithinMs) && arrivedMs !== null,
    seen: `${written.acked.length} writes taken, ${refusedWords(written)}; without the queue ${queueUsers.length - liars.length} of ${queueUsers.length} said that they are not ready; all were ${said(readyMs)} after it came, everything arrived ${said(arrivedMs)} after the last write; ${deaths} deaths.`,
    figures: { writes: written.acked.length, readyMs: readyMs ?? -1, arrivedMs: arrivedMs ?? -1, deaths },
  }
}
