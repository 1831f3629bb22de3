import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import type { Scenario } from '../scenario.ts'
import { isDone, layGround } from '../world/ground.ts'
import { startLoad, tally } from '../world/load.ts'
import { footprintOf } from '../world/machine.ts'
import type { WorldSpec } from '../world/specs.ts'
import { waitUntil } from '../world/waiting.ts'
import { deathsIn } from './parts/disturb.ts'
import { inTime } from './parts/figures.ts'
import { allArrived, putMany } from './parts/held-events.ts'
import { mixedLoad } from './parts/mixed-load.ts'

const doneWithinMs = 30_000
const endedWithinMs = 5_000

/** Its standard output is a pipe whose reader goes after a few lines. */
function withLostReader(spec: WorldSpec): WorldSpec {
  return { ...spec, via: ['/bin/bash', '-c', 'exec "$@" > >(head -n 3 > /dev/null) 2>&1', 'bash'] }
}

/** Nothing can be written where the log goes. */
function withFullDisk(spec: WorldSpec): WorldSpec {
  return { ...spec, via: ['/bin/bash', '-c', 'exec "$@" > /dev/full 2>&1', 'bash'] }
}

const logs = [
  { id: 'process-log-pipe-closed', fault: 'the reader of its log goes away: every further line is EPIPE', place: withLostReader },
  { id: 'process-log-disk-full', fault: 'the disk of its log is full: every line is ENOSPC', place: withFullDisk },
] as const

export const withoutLog: readonly Scenario[] = logs.map(({ id, fault, place }) => ({
  id,
  rows: ['c44'],
  fault,
  component: 'every process of the house',
  expected:
    'the house goes on without its log: no death, requests answered, postings told; audit entries are in the database and not in the log',
  backends: ['postgres'],
  inQuick: false,
  run: async ({ startWorld }) => {
    await using world = await startWorld({ place })
    await using ground = await layGround(world)
    const ids = await putMany(world, ground, 20)
    const doneMs = await allArrived(world, ground, ids, doneWithinMs)
    const read = await world.ask({ method: 'GET', path: `/v1/jobseekers/${ground.personIds[0]}`, role: 'federation' })
    const deaths = deathsIn(world)
    return {
      ok: doneMs !== null && isDone(read) && deaths === 0,
      seen: `${ids.length} postings ${doneMs === null ? 'were not all told' : `told ${doneMs} ms after`}; a person ${isDone(read) ? 'can be read' : 'cannot be read'}; ${deaths} deaths.`,
      figures: { doneMs: doneMs ?? -1, deaths },
    }
  },
}))

const heapMib = 160

export const littleMemory: Scenario = {
  id: 'process-little-memory',
  rows: ['c47'],
  fault: `--max-old-space-size=${heapMib} under 200 requests/s with batches of 500 postings among them`,
  component: 'postings API',
  expected: 'sheds load with 503 before it dies; if it dies it is back by itself and nothing is half done',
  backends: ['postgres'],
  inQuick: false,
  run: async ({ startWorld, quick }) => {
    await using world = await startWorld({
      envOf: { 'postings-api': { NODE_OPTIONS: `--max-old-space-size=${heapMib}` } },
    })
    await using ground = await layGround(world)
    const plain = mixedLoad(ground)
    const batch = () => ({
      method: 'POST' as const,
      path: '/v1/postings/batch',
      body: { items: Array.from({ length: 500 }, (_, at) => ({ ...ground.posting(), source: 'chaos', externalId: `memory-${at}` })) },
      role: 'organiser' as const,
      idempotencyKey: randomUUID(),
      withinMs: 20_000,
    })
    const running = startLoad(world.ask, 100, (n) => (n % 25 === 0 ? batch() : plain(n)))
    await pause(quick ? 8_000 : 30_000)
    const counts = tally(await running.stop())
    await world.processes.untilReady(30_000)
    const deaths = deathsIn(world)
    const { rows } = await world.database.pool.query<{ rows: number }>(
      "select count(*)::int as rows from postings.postings where external_id like 'memory-%'",
    )
    const kept = rows[0]?.rows ?? 0
    return {
      ok: counts.broken === 0 && (deaths > 0 || counts.none === 0) && (kept === 0 || kept === 500),
      seen: `${counts.asked} requests: ${counts.done} done, ${counts.putOff} put off with 503, ${counts.refused} refused, ${counts.broken} broken, ${counts.none} without an answer; ${deaths} deaths; ${kept} of 500 rows of the batches.`,
      figures: { done: counts.done, putOff: counts.putOff, none: counts.none, deaths },
    }
  },
}

const missing = pathToFileURL(`${import.meta.dirname}/../world/without-module.ts`).href

function withoutRedisClient(spec: WorldSpec): WorldSpec {
  if (spec.name !== 'matching-worker') return spec
  return armedWith(spec, { WITHOUT_MODULE: 'ioredis', NODE_OPTIONS: `--import=${missing}` })
}

function armedWith(spec: WorldSpec, env: Record<string, string>): WorldSpec {
  return { ...spec, env: { ...spec.env, ...env } }
}

export const missingModule: Scenario = {
  id: 'process-missing-module',
  rows: ['c48'],
  fault: 'ioredis cannot be loaded',
  component: 'matching worker',
  expected: 'ends at once, not with 0, with a message that names it; started again and again it does not spin',
  backends: ['redis'],
  inQuick: false,
  run: async ({ startWorld }) => {
    await using world = await startWorld({ place: withoutRedisClient, start: false, restartAfterMs: [500] })
    const others = world.processes.names().filter((name) => name !== 'matching-worker')
    await Promise.all(others.map((name) => world.processes.start(name)))
    const startedAt = performance.now()
    const failure = await world.processes.start('matching-worker').then(
      () => null,
      (error: unknown) => String(error),
    )
    const endedMs = Math.round(performance.now() - startedAt)
    const comesBack = await waitUntil(() => world.processes.deaths('matching-worker') >= 3, { withinMs: 15_000 })
    const othersReadyMs = await world.processes.untilReady(30_000, others)
    const said = readFileSync(join(world.folder, 'logs/matching-worker.log'), 'utf8')
    const isNamed = said.includes("'ioredis'")
    const cpuMs = footprintOf(world.processes.pid('matching-worker'))?.cpuMs ?? 0
    return {
      ok: failure !== null && !failure.includes('exit code 0') && isNamed && inTime(endedMs, endedWithinMs) && comesBack !== null,
      seen: `It ended after ${endedMs} ms, ${isNamed ? 'naming what is missing' : 'without a word of what is missing'}, and was started again ${world.processes.deaths('matching-worker')} times, ${cpuMs} ms of processor each; the ${others.length} others were ready after ${othersReadyMs} ms.`,
      figures: { endedMs, deaths: world.processes.deaths('matching-worker') },
    }
  },
}
