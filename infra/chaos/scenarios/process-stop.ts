import { setTimeout as pause } from 'node:timers/promises'
import type { ServiceName } from '@zhihe/contracts/routes'
import type { Scenario, ScenarioContext } from '../scenario.ts'
import { startBalancer } from '../world/balancer.ts'
import type { WorldClient } from '../world/client.ts'
import { type Ground, layGround } from '../world/ground.ts'
import { startLoad, tally } from '../world/load.ts'
import { percentile, waitUntil } from '../world/waiting.ts'
import type { World, WorldOptions } from '../world/world.ts'
import { allArrived, lastingWrongs, putMany } from './parts/held-events.ts'
import { examplesOf, mixedLoad } from './parts/mixed-load.ts'
import { sustainable } from './parts/sustainable.ts'

const services = ['postings', 'jobseekers', 'matching', 'webhooks'] as const satisfies readonly ServiceName[]
const exitWithinMs = 10_000
const unreadyBeforeCloseMs = 1_000
const fullWithinMs = 60_000
const doneWithinMs = 60_000

/** Two of each API, and the time that a balancer needs to notice that one is going. */
const rolling: Omit<WorldOptions, 'backend'> = {
  instances: { 'postings-api': 2, 'jobseekers-api': 2, 'matching-api': 2, 'webhooks-api': 2 },
  env: { DRAIN_MS: '1500' },
}

export const stopApis: Scenario = {
  id: 'process-stop-apis',
  rows: ['R9', 'c9'],
  fault: 'SIGTERM to each API in turn, 20 times, under 300 requests/s over two instances of each behind a balancer that obeys /readyz',
  component: 'the four APIs',
  expected: '0 failed requests; not ready at least 1 s before it closes; exit 0 within 10 s',
  backends: ['postgres'],
  inQuick: false,
  run: async (context) => {
    await using world = await context.startWorld(rolling)
    await using ground = await layGround(world)
    await using balancer = startBalancer(world, { instances: { postings: 2, jobseekers: 2, matching: 2, webhooks: 2 } })
    await balancer.untilFull(fullWithinMs)
    const { stops, perSecond, asked } = await underLoad({ context, world, ground, ask: balancer.ask }, async () => {
      const found: Stop[] = []
      for (let round = 0; round < (context.quick ? 2 : 20); round++) {
        for (const service of services) {
          found.push(await stopOnce(world, round % 2 === 0 ? `${service}-api` : `${service}-api-2`))
          await balancer.untilFull(fullWithinMs)
        }
      }
      return found
    })
    const counts = tally(asked)
    const wrong = examplesOf(asked, ({ answer }) => answer.kind === 'none' || answer.status >= 400)
    const failed = counts.asked - counts.done
    const unready = Math.min(...stops.map(({ unreadyMs }) => unreadyMs))
    return {
      ok: failed === 0 && stops.every(({ isClean }) => isClean) && unready >= unreadyBeforeCloseMs,
      seen: `${stops.length} stops under ${counts.asked} requests, ${perSecond} a second: ${failed} failed; exit 0 within ${slowest(stops)} ms; at least ${unready} ms between "not ready" and the end; p99 of an answer ${percentile(counts.tookMs, 0.99)} ms.${wrong === '' ? '' : ` For example ${wrong}.`}`,
      figures: {
        stops: stops.length,
        asked: counts.asked,
        failed,
        exitMs: slowest(stops),
        unreadyMs: unready,
        p99Ms: percentile(counts.tookMs, 0.99),
      },
    }
  },
}

const behind = [
  'matching-worker',
  'webhooks-worker',
  'jobseekers-worker',
  'postings-relay',
  'jobseekers-relay',
  'matching-relay',
  'postings-worker',
]

export const stopWorkers: Scenario = {
  id: 'process-stop-workers',
  rows: ['R9', 'c9'],
  fault: 'SIGTERM to every worker and relay in turn, 20 times each, while postings are pushed',
  component: 'workers, relays, sender',
  expected: 'exit 0 within 10 s; what was in hand is finished or given back: nothing lost, nothing twice, not even on the wire',
  backends: ['postgres', 'redis'],
  inQuick: false,
  run: async (context) => {
    await using world = await context.startWorld()
    await using ground = await layGround(world)
    const ids: string[] = []
    const { stops } = await underLoad({ context, world, ground, ask: world.ask }, async () => {
      const found: Stop[] = []
      for (let round = 0; round < (context.quick ? 1 : 20); round++) {
        for (const name of behind) {
          ids.push(...(await putMany(world, ground, 10)))
          found.push(await stopOnce(world, name))
        }
      }
      return found
    })
    const arrivedMs = await allArrived(world, ground, ids, doneWithinMs)
    const { repeated, exposures } = await lastingWrongs(world)
    const wireIds = ground.catcher.requests.map(({ headers }) => headers['webhook-id'])
    const twice = wireIds.length - new Set(wireIds).size
    const unclean = stops.filter(({ isClean }) => !isClean).map(({ name, how }) => `${name} ${how}`)
    return {
      ok: unclean.length === 0 && arrivedMs !== null && repeated + exposures + twice === 0,
      seen: `${stops.length} stops, ${unclean.length} unclean${unclean.length === 0 ? '' : ` (${unclean.slice(0, 3).join(', ')})`}, exit within ${slowest(stops)} ms; ${ids.length} postings ${arrivedMs === null ? 'did not all arrive' : `all arrived ${arrivedMs} ms after the last stop`}; ${twice} sent twice, ${repeated} told twice, ${exposures} counted wrongly.`,
      figures: { stops: stops.length, exitMs: slowest(stops), arrivedMs: arrivedMs ?? -1, wireDuplicates: twice },
    }
  },
}

interface Stop {
  name: string
  isClean: boolean
  how: string
  tookMs: number
  /** From the first "not ready" to the end of the process. */
  unreadyMs: number
}

interface Stage {
  context: ScenarioContext
  world: World
  ground: Ground
  ask: WorldClient
}

async function underLoad({ context, ground, ask }: Stage, act: () => Promise<Stop[]>) {
  const perSecond = await sustainable(ask, ground, context.quick ? 80 : 300)
  const running = startLoad(ask, perSecond, mixedLoad(ground))
  try {
    const stops = await act()
    await pause(1_000)
    return { stops, perSecond, asked: await running.stop() }
  } finally {
    await running.stop()
  }
}

/** Asks it to end, sees when it stops being ready and how it ends, and starts it again. */
async function stopOnce(world: World, name: string): Promise<Stop> {
  const startedAt = performance.now()
  const ending = world.processes.end(name)
  const [unreadyAfterMs, ended] = await Promise.all([
    waitUntil(async () => !(await world.processes.isReady(name)), { withinMs: exitWithinMs, pollMs: 20 }),
    ending,
  ])
  const tookMs = Math.round(performance.now() - startedAt)
  await world.processes.start(name)
  await world.processes.untilReady(fullWithinMs, [name])
  const isClean = ended !== null && ended.code === 0 && ended.tookMs <= exitWithinMs
  return {
    name,
    isClean,
    how: String(ended?.signal ?? ended?.code),
    tookMs: ended?.tookMs ?? tookMs,
    unreadyMs: (ended?.tookMs ?? 0) - (unreadyAfterMs ?? 0),
  }
}

function slowest(stops: readonly Stop[]): number {
  return Math.max(0, ...stops.map(({ tookMs }) => tookMs))
}
