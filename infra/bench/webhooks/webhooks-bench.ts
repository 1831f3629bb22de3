import { loadavg } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { type BenchOptions, print, quantile, round } from '../measure.ts'
import type { Endpoint } from './messages.ts'
import { makeEndpoints, openPlace, type Place, startWorker, type Worker } from './place.ts'
import { keepBusy, makeBacklog, publishSteadily, residentMib, runFloor, type Stream, untilReceived } from './scenes.ts'

const quickScale = { backlog: 12_000, floor: 12_000, busySeconds: 0, steadySeconds: 6, fairSeconds: 8 }
const longScale = { backlog: 200_000, floor: 30_000, busySeconds: 600, steadySeconds: 60, fairSeconds: 40 }
const endpointCount = 100
const steadyPerSecond = 500
const healthyCount = 69
const badCount = 10
const perEndpoint = 4
const floodTimes = 100

/**
 * Messages from PostgreSQL to a receiver on the same machine, each signed, logged and checked for consent, at most four at once to each of a
 * hundred endpoints: how many a second, how soon after being published, and what ten that hang, ten that fail, ten that drip and one that
 * floods do to the others. Beside it the floor (claim, sign, POST; no log) in the same run.
 */
export async function benchWebhooks({ quick }: BenchOptions) {
  const scale = quick ? quickScale : longScale
  await using place = await openPlace()
  const endpoints = await makeEndpoints(place, 'ok', endpointCount)
  await makeBacklog(place, endpoints, scale.floor)
  const floorPerSecond = await runFloor(place)
  print(`the floor:                 ${floorPerSecond.toFixed(0)} a second (load ${loads()})`)

  await makeBacklog(place, endpoints, scale.backlog)
  await using worker = await startWorker(place)
  const drained = await untilReceived(place, scale.backlog)
  print(`a backlog of ${scale.backlog}:       ${(scale.backlog / drained).toFixed(1)} s, ${drained.toFixed(0)} a second (load ${loads()})`)
  const busy = scale.busySeconds === 0 ? null : await busyFor(place, { endpoints, worker, seconds: scale.busySeconds })
  const steady = await steadily(place, [{ endpoints, perSecond: steadyPerSecond }], scale.steadySeconds)
  const times = steady['ok'] ?? []
  print(
    `published to received at ${steadyPerSecond}/s: p50 ${quantile(times, 0.5).toFixed(1)} ms, p99 ${quantile(times, 0.99).toFixed(1)} ms`,
  )
  const fair = await fairness(place, scale.fairSeconds)
  return {
    perSecond: round(busy?.perSecond ?? drained, 0),
    p50Ms: round(quantile(times, 0.5)),
    p99Ms: round(quantile(times, 0.99)),
    floorPerSecond: round(floorPerSecond, 0),
    ...fair,
    backlog: scale.backlog,
    backlogSeconds: round(scale.backlog / drained),
    ...(busy ? { busySeconds: scale.busySeconds, grownMib: busy.grownMib } : {}),
    load: round(loadavg()[0] ?? 0),
    ...(await audit(place)),
  }
}

async function busyFor(place: Place, { endpoints, worker, seconds }: { endpoints: readonly Endpoint[]; worker: Worker; seconds: number }) {
  const samples: number[] = []
  const timer = setInterval(() => samples.push(residentMib(worker.pid)), 1_000)
  const perSecond = await keepBusy(place, endpoints, seconds)
  clearInterval(timer)
  const half = Math.floor(samples.length / 2)
  const grownMib = round(quantile(samples.slice(half), 0.5) - quantile(samples.slice(Math.floor(half / 2), half), 0.5))
  print(
    `for ${seconds} s:                ${perSecond.toFixed(0)} a second, the worker's memory ${grownMib >= 0 ? '+' : ''}${grownMib} MiB (load ${loads()})`,
  )
  return { perSecond, grownMib }
}

async function steadily(place: Place, streams: readonly Stream[], seconds: number): Promise<Record<string, number[]>> {
  await place.receiver.report()
  await publishSteadily(place, streams, { seconds, perEvent: 2 })
  await pause(1_000)
  return await place.receiver.report()
}

async function fairness(place: Place, seconds: number) {
  const healthy = await makeEndpoints(place, 'healthy', healthyCount)
  const flood = await makeEndpoints(place, 'flood', 1)
  const bad = [
    ...(await makeEndpoints(place, 'hang', badCount)),
    ...(await makeEndpoints(place, 'fail', badCount)),
    ...(await makeEndpoints(place, 'drip', badCount)),
  ]
  const calm: Stream[] = [{ endpoints: healthy, perSecond: healthyCount * perEndpoint }]
  const storm = [
    ...calm,
    { endpoints: bad, perSecond: bad.length * perEndpoint },
    { endpoints: flood, perSecond: perEndpoint * floodTimes },
  ]
  const alone = (await steadily(place, calm, seconds))['healthy'] ?? []
  const among = (await steadily(place, storm, seconds))['healthy'] ?? []
  const healthyShare = among.length / alone.length
  const healthyP99Ms = quantile(among, 0.99)
  print(`healthy alone:             p50 ${quantile(alone, 0.5).toFixed(1)} ms, p99 ${quantile(alone, 0.99).toFixed(1)} ms`)
  print(
    `among 30 bad and a flood:  p50 ${quantile(among, 0.5).toFixed(1)} ms, p99 ${healthyP99Ms.toFixed(1)} ms, ${(healthyShare * 100).toFixed(1)} % of the throughput`,
  )
  return { healthyShare: round(healthyShare, 3), healthyP99Ms: round(healthyP99Ms) }
}

/** Every message of a sound endpoint was sent once, and each has its row of log. */
async function audit({ admin }: Place) {
  const { rows } = await admin.pool.query<{ messages: number; once: number }>(
    `select count(*)::int as messages, count(*) filter (where m.status = 'delivered' and m.attempts = 1)::int as once
     from webhooks.messages m where exists (select from webhooks.attempts a where a.message_id = m.id and a.outcome = 'success')`,
  )
  return { logged: rows[0]?.messages ?? 0, once: rows[0]?.once ?? 0 }
}

function loads(): string {
  return loadavg()
    .map((load) => load.toFixed(1))
    .join(' ')
}
