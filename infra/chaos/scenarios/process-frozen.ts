import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Scenario, ScenarioContext, Seen } from '../scenario.ts'
import { armed } from '../world/armed.ts'
import { type Ground, idOf, layGround } from '../world/ground.ts'
import { holdTable, untilSomebodyWaits } from '../world/held-table.ts'
import { waitUntil } from '../world/waiting.ts'
import type { World } from '../world/world.ts'
import { deathsIn, disturb, told } from './parts/disturb.ts'
import { allArrived, lastingWrongs, putMany } from './parts/held-events.ts'

const doneWithinMs = 90_000
/** Two of each that takes work, so that one can go on while the other stands still. */
const pairs = { 'matching-worker': 2, 'webhooks-worker': 2, 'postings-relay': 2 }
const block = { BLOCK_MS: '10000' }

const frozen = [
  { name: 'matching-worker', service: 'matching', table: 'matching.inbox', component: 'matching worker', twice: 0 },
  { name: 'webhooks-worker', service: 'webhooks', table: 'webhooks.attempts', component: 'webhook sender', twice: 1 },
  { name: 'postings-relay', service: 'postings', table: 'postings.outbox', component: 'outbox relay', twice: 0 },
] as const

/** SIGSTOP as a long pause of the machine: who wakes up believes that it still owns what it held. */
export const paused: readonly Scenario[] = frozen.map(({ name, service, table, component }) => ({
  id: `process-paused-${name}`,
  rows: ['c7'],
  fault: 'SIGSTOP for 40 s while it has work in hand, then SIGCONT; another of its kind goes on',
  component,
  expected: 'the other takes the work over; what the one that wakes writes late has no effect; each thing once in effect',
  backends: ['postgres', 'redis'],
  inQuick: false,
  run: async (context) => {
    await using world = await context.startWorld({ instances: pairs })
    await using ground = await layGround(world)
    return await freeze(context, { world, ground, name, service, table })
  },
}))

interface Freeze {
  world: World
  ground: Ground
  name: string
  service: string
  table: string
}

async function freeze({ quick }: ScenarioContext, { world, ground, name, service, table }: Freeze): Promise<Seen> {
  const deathsBefore = deathsIn(world)
  const hands = await (service === 'postings' ? claimAndHang(world, ground, name) : standBefore(world, ground, { service, table }))
  world.processes.signal(name, 'SIGSTOP')
  const startedAt = performance.now()
  await hands.release()
  const { hadWork } = hands
  const ids = [...(await hands.pushed), ...(await putMany(world, ground, 10))]
  const pauseMs = quick ? 14_000 : 40_000
  const meanwhileMs = await allArrived(world, ground, ids, pauseMs)
  await pause(Math.max(0, pauseMs - (performance.now() - startedAt)))
  world.processes.signal(name, 'SIGCONT')
  const doneMs = await allArrived(world, ground, ids, doneWithinMs)
  await world.processes.untilReady(30_000, [name])
  await pause(2_000)
  const { repeated, exposures } = await lastingWrongs(world)
  const wireIds = ground.catcher.requests.map(({ headers }) => headers['webhook-id'])
  const twice = wireIds.length - new Set(wireIds).size
  const deaths = deathsIn(world) - deathsBefore
  return {
    ok: hadWork && doneMs !== null && repeated + exposures === 0 && deaths === 0,
    seen: `${hadWork ? 'It had work in hand' : 'It had no work in hand'} and stood still for ${pauseMs / 1_000} s; the other ${meanwhileMs === null ? `had not done all within ${pauseMs} ms` : `had done all ${meanwhileMs} ms after`}; ${doneMs === null ? 'not all arrived' : 'all arrived'}; ${repeated} told twice, ${exposures} counted wrongly, ${twice} sent twice under the same id; ${deaths} deaths.`,
    figures: { meanwhileMs: meanwhileMs ?? -1, repeated, wireDuplicates: twice },
  }
}

interface FullHands {
  hadWork: boolean
  pushed: Promise<string[]>
  release: () => Promise<void> | void
}

/** Its jobs stand before a locked table. */
async function standBefore(world: World, ground: Ground, { service, table }: { service: string; table: string }): Promise<FullHands> {
  const held = await holdTable(world, table)
  const pushed = putMany(world, ground, 30)
  return { hadWork: await untilSomebodyWaits(held, `zhihe_${service}`), pushed, release: () => held.release() }
}

/** It has claimed events and its line to the queue swallows them; the other relay cannot have those. */
async function claimAndHang(world: World, ground: Ground, name: string): Promise<FullHands> {
  const line = world.lines[name]?.queue
  line?.conduct({ up: { kind: 'drop' }, down: { kind: 'drop' } })
  const pushed: string[] = []
  const isHolding = await waitUntil(
    async () => {
      pushed.push(...(await putMany(world, ground, 5)))
      await pause(300)
      const held = 'select 1 from postings.outbox where published_at is null and claimed_until > clock_timestamp()'
      return ((await world.database.pool.query(held)).rowCount ?? 0) > 0
    },
    { withinMs: 20_000 },
  )
  const release = (): void => {
    line?.heal()
    // A connection that lost bytes does not come to life again on any network.
    line?.resetAll()
  }
  return { hadWork: isHolding !== null, pushed: Promise.resolve(pushed), release }
}

export const pausedApi: Scenario = {
  id: 'process-paused-api',
  rows: ['c7'],
  fault: 'SIGSTOP for 4 s under load, then SIGCONT; its callers give up after 2 s and try again with the same key',
  component: 'postings API',
  expected: 'what was given up is there whole or not at all; the second try tells which',
  backends: ['postgres'],
  inQuick: false,
  run: async ({ startWorld }) => {
    await using world = await startWorld()
    await using ground = await layGround(world)
    world.processes.signal('postings-api', 'SIGSTOP')
    const requests = Array.from({ length: 20 }, () => ({ ...ground.putPosting(randomUUID()), withinMs: 2_000 }))
    const first = await Promise.all(requests.map((request) => world.ask(request)))
    await pause(2_000)
    world.processes.signal('postings-api', 'SIGCONT')
    const second = await Promise.all(requests.map((request) => world.ask({ ...request, withinMs: 10_000 })))
    const ids = second.flatMap((answer) => idOf(answer) ?? [])
    const doneMs = await allArrived(world, ground, ids, doneWithinMs)
    const { repeated } = await lastingWrongs(world)
    return {
      ok: ids.length === requests.length && new Set(ids).size === ids.length && doneMs !== null && repeated === 0,
      seen: `${first.filter(({ kind }) => kind === 'none').length} callers gave up; the second try of all ${ids.length} was answered; ${doneMs === null ? 'not all' : 'all'} were told, ${repeated} twice.`,
    }
  },
}

/** The event loop stands still for 10 s: a calculation that nobody foresaw. */
export const blocked: readonly Scenario[] = frozen.map(({ name, component }) => ({
  id: `process-blocked-${name}`,
  rows: ['c8'],
  fault: 'its event loop is blocked for 10 s in the middle of its work',
  component,
  expected: 'not thought dead by anybody, or fenced cleanly: each thing once in effect, all done soon after',
  backends: ['postgres', 'redis'],
  inQuick: false,
  run: async (context) => {
    await using world = await context.startWorld({ place: armed, env: block })
    await using ground = await layGround(world)
    const deathsBefore = deathsIn(world)
    const pushing = putMany(world, ground, 40)
    await pause(60)
    world.processes.signal(name, 'SIGWINCH')
    const ids = await pushing
    const doneMs = await allArrived(world, ground, ids, doneWithinMs)
    const { repeated, exposures } = await lastingWrongs(world)
    const deaths = deathsIn(world) - deathsBefore
    return {
      ok: doneMs !== null && doneMs <= 25_000 && repeated + exposures === 0 && deaths === 0,
      seen: `${ids.length} postings ${doneMs === null ? 'were not all done' : `were done ${doneMs} ms after the push`}; ${repeated} told twice, ${exposures} counted wrongly; ${deaths} deaths.`,
      figures: { doneMs: doneMs ?? -1, repeated },
    }
  },
}))

export const blockedApi: Scenario = {
  id: 'process-blocked-api',
  rows: ['c8'],
  fault: 'its event loop is blocked for 10 s under load',
  component: 'postings API',
  expected: 'whoever comes after is done or put off with 503; nobody gets a 5xx of another kind; well again within 5 s',
  backends: ['postgres'],
  inQuick: false,
  run: async ({ startWorld }) => {
    await using world = await startWorld({ place: armed, env: block })
    await using ground = await layGround(world)
    const seen = await disturb({
      world,
      ground,
      perSecond: 40,
      lastsMs: 10_000,
      begin: () => void world.processes.signal('postings-api', 'SIGWINCH'),
      end: () => {},
      afterMs: 6_000,
    })
    const { counts, stillWrong, deaths } = seen
    return {
      ok: counts.broken + counts.none + stillWrong + deaths === 0,
      seen: `${told(seen)}; ${stillWrong} not done in the last two seconds; ${deaths} deaths.`,
      figures: { slowestMs: seen.slowestMs, putOff: counts.putOff },
    }
  },
}
