import { setTimeout as pause } from 'node:timers/promises'
import type { Scenario, ScenarioContext, Seen } from '../scenario.ts'
import { footprintOf } from '../world/machine.ts'
import { percentile } from '../world/waiting.ts'
import type { World } from '../world/world.ts'
import { deathsIn } from './parts/disturb.ts'

const actors = ['postgres', 'redis', 'apis', 'workers'] as const
type Actor = (typeof actors)[number]

const readyWithinMs = 5_000
const idleShare = 0.05
// The first seconds of a process are its own start, which is work.
const startupMs = 3_000
// A processor's time is told in hundredths of a second: over less than this one of them says nothing.
const leastWatchedMs = 1_000
/** How late at most, in seconds: a minute, as the goal asks; `CHAOS_LATE_SECONDS=20` tries all orders in a third of the time. */
const latestSeconds = Number(process.env['CHAOS_LATE_SECONDS'] ?? 60)
const ordersInQuick = 4

/** All orders in which the four can come up: 24. */
export function ordersOf<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]]
  return items.flatMap((item, at) => ordersOf(items.filter((_, other) => other !== at)).map((rest) => [item, ...rest]))
}

export const orders: Scenario = {
  id: 'start-orders',
  rows: ['R4', 'c10', 'c24'],
  fault: 'PostgreSQL, Redis, the APIs and the workers start in any of the 24 orders, each up to 60 s after the one before',
  component: 'every process of the house',
  expected:
    'all ready within 5 s of the last dependency; no process ends; nothing unhandled; a waiting process takes at most 5 % of a processor',
  backends: ['postgres', 'redis'],
  inQuick: false,
  run: async (context) => {
    await using world = await context.startWorld({ start: false })
    const all = ordersOf(actors.filter((actor) => actor !== 'redis' || world.redis !== null))
    const chosen = context.quick ? all.filter((_, at) => at % Math.ceil(all.length / ordersInQuick) === 0) : all
    const found: Found[] = []
    for (const order of chosen) {
      found.push(await startIn(world, order, context))
      context.tell(`${order.join(' > ')}: ready ${found.at(-1)?.readyMs} ms after, idle share ${found.at(-1)?.share}`)
    }
    const lateSeconds = context.quick ? (startupMs + leastWatchedMs) / 1_000 : latestSeconds
    return judge(world, found, { possible: all.length, lateSeconds })
  },
}

interface Found {
  order: string
  readyMs: number
  /** The largest share of a processor that a process took while it waited. */
  share: number
  deaths: number
}

async function startIn(world: World, order: readonly Actor[], { quick, seed }: ScenarioContext): Promise<Found> {
  await allDown(world)
  const deathsBefore = deathsIn(world)
  const cpuOf = (): Map<string, number> =>
    new Map(world.processes.names().map((name) => [name, footprintOf(world.processes.pid(name))?.cpuMs ?? 0]))
  const started = new Set<string>()
  let share = 0
  for (const [at, actor] of order.entries()) {
    if (at > 0) share = Math.max(share, await watchWaiting(started, cpuOf, lateMs(seed, order, at, quick)))
    for (const name of await bring(world, actor)) started.add(name)
  }
  const readyMs = await world.processes.untilReady(60_000)
  return { order: order.join(' > '), readyMs, share, deaths: deathsIn(world) - deathsBefore }
}

/** Between nothing and the latest, by the seed; in quick just long enough to see whether who waits is calm. */
function lateMs(seed: number, order: readonly Actor[], at: number, quick: boolean): number {
  const mixed = Math.imul(seed + at * 31 + order.join().length * 7 + order.indexOf('postgres') * 101, 2_654_435_761) >>> 0
  return quick ? startupMs + leastWatchedMs : mixed % (latestSeconds * 1_000)
}

/** Waits, and returns the largest share of a processor that one of those already started took once its own start was over. */
async function watchWaiting(started: ReadonlySet<string>, cpuOf: () => Map<string, number>, forMs: number): Promise<number> {
  await pause(Math.min(forMs, startupMs))
  if (forMs < startupMs + leastWatchedMs || started.size === 0) {
    await pause(Math.max(0, forMs - startupMs))
    return 0
  }
  const [before, at] = [cpuOf(), performance.now()]
  await pause(forMs - startupMs)
  const tookMs = performance.now() - at
  const after = cpuOf()
  return Math.max(...[...started].map((name) => ((after.get(name) ?? 0) - (before.get(name) ?? 0)) / tookMs))
}

async function bring({ database, redis, processes }: World, actor: Actor): Promise<string[]> {
  if (actor === 'postgres') await database.start()
  else if (actor === 'redis') await redis?.start()
  else {
    const names = processes.names().filter((name) => name.includes('-api') === (actor === 'apis'))
    // It says that it has started before it is ready; who cannot even do that is found by `untilReady`.
    await Promise.allSettled(names.map((name) => processes.start(name)))
    return names
  }
  return []
}

async function allDown({ database, redis, processes }: World): Promise<void> {
  await Promise.all(processes.names().map((name) => processes.end(name)))
  await Promise.all([database.stop(), redis?.kill()])
}

function judge(world: World, found: readonly Found[], { possible, lateSeconds }: { possible: number; lateSeconds: number }): Seen {
  const unhandled = world.processes
    .names()
    .flatMap((name) => world.processes.log(name).filter((line) => /unhandled/i.test(JSON.stringify(line))))
  const [p50Ms, maxMs] = [
    percentile(
      found.map(({ readyMs }) => readyMs),
      0.5,
    ),
    Math.max(...found.map(({ readyMs }) => readyMs)),
  ]
  const busiest = Math.max(...found.map(({ share }) => share))
  const deaths = found.reduce((sum, one) => sum + one.deaths, 0)
  const worst = found.find(({ readyMs }) => readyMs === maxMs)?.order ?? ''
  return {
    ok: maxMs <= readyWithinMs && deaths === 0 && unhandled.length === 0 && busiest <= idleShare,
    seen: `${found.length} of ${possible} orders, each up to ${lateSeconds} s after the one before: ready ${p50Ms} ms after the last in the middle, ${maxMs} ms at most (${worst}); the busiest process that waited took ${(busiest * 100).toFixed(1)} % of a processor; ${deaths} deaths, ${unhandled.length} unhandled rejections.`,
    figures: { orders: found.length, p50Ms, maxMs, busiestPercent: Math.round(busiest * 1_000) / 10, deaths, unhandled: unhandled.length },
  }
}
