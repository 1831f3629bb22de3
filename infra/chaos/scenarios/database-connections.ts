import { setTimeout as pause } from 'node:timers/promises'
import type { Scenario } from '../scenario.ts'
import { layGround } from '../world/ground.ts'
import { holdTable } from '../world/held-table.ts'
import { judge } from './parts/aftermath.ts'
import { disturb } from './parts/disturb.ts'
import { allArrived, putMany } from './parts/held-events.ts'

const readyAfterMs = 2_000
const doneWithinMs = 60_000
const onBoth = { backends: ['postgres', 'redis'], component: 'every process of the house' } as const

export const terminated: Scenario = {
  ...onBoth,
  id: 'database-terminate-all',
  rows: ['c11', 'R1'],
  fault: 'pg_terminate_backend on every connection every 1.5 s for 12 s, under load',
  expected: 'tried once more inside the request where that is safe, else 503; nothing lost, nothing twice in effect; no process dies',
  inQuick: false,
  run: async ({ startWorld, quick }) => {
    await using world = await startWorld()
    await using ground = await layGround(world)
    let ended = 0
    const ids: string[] = []
    const seen = await disturb({
      world,
      ground,
      perSecond: 60,
      lastsMs: 0,
      begin: async () => {
        for (let storm = 0; storm < (quick ? 4 : 8); storm++) {
          ended += await world.database.terminateBackends()
          ids.push(...(await putMany(world, ground, 5)))
          await pause(1_500)
        }
      },
      end: () => {},
    })
    const arrivedMs = await allArrived(world, ground, ids, doneWithinMs)
    return await judge(world, seen, { arrivedMs, pushed: ids.length, before: `${ended} connections ended; ` })
  },
}

export const crashed: Scenario = {
  ...onBoth,
  id: 'database-crash',
  rows: ['c12', 'R1'],
  fault: 'PostgreSQL stopped with -m immediate under load and started again',
  expected: '503 within 3 s while it is away; ready within 2 s after it answers; what was acknowledged is there and is told',
  inQuick: true,
  run: async ({ startWorld, quick }) => {
    await using world = await startWorld()
    await using ground = await layGround(world)
    const ids = await putMany(world, ground, 30)
    let readyMs = 0
    const seen = await disturb({
      world,
      ground,
      perSecond: 60,
      lastsMs: quick ? 1_500 : 5_000,
      begin: () => world.database.crash(),
      end: () => world.database.start(),
      afterMs: 5_000,
    })
    readyMs = await world.processes.untilReady(30_000)
    const arrivedMs = await allArrived(world, ground, ids, doneWithinMs)
    const { seen: text, ...judged } = await judge(world, seen, { arrivedMs, pushed: ids.length, before: '' })
    return {
      ...judged,
      ok: judged.ok && seen.healedMs <= 2 * readyAfterMs,
      seen: `${text} Every process was ready ${readyMs} ms after the load ended.`,
    }
  },
}

export const slow: Scenario = {
  ...onBoth,
  id: 'database-slow-line',
  rows: ['c14'],
  fault: 'every line to PostgreSQL 200 ms slower, one way, and one in four stalls for a second',
  expected: 'slower answers and no cascade: no answer later than 3 s, the wait for a connection bounded, all told in the end',
  inQuick: false,
  run: async ({ startWorld, quick }) => {
    await using world = await startWorld()
    await using ground = await layGround(world)
    const lines = Object.values(world.lines).map(({ database }) => database)
    const ids: string[] = []
    const seen = await disturb({
      world,
      ground,
      perSecond: 20,
      lastsMs: quick ? 6_000 : 20_000,
      begin: async () => {
        for (const line of lines) line.conduct({ down: { kind: 'delay', ms: 200 } })
        await pause(1_000)
        for (const line of lines) {
          const [one] = line.connections()
          one?.conduct({ down: { kind: 'delay', ms: 1_000 } })
        }
        ids.push(...(await putMany(world, ground, 5)))
      },
      end: () => {
        for (const line of lines) line.heal()
        for (const line of lines) for (const one of line.connections()) one.conduct({ down: { kind: 'pass' } })
      },
      afterMs: 6_000,
    })
    const arrivedMs = await allArrived(world, ground, ids, doneWithinMs)
    return await judge(world, seen, { arrivedMs, pushed: ids.length, before: '' })
  },
}

export const exhausted: Scenario = {
  id: 'database-pool-exhausted',
  rows: ['c16', 'c18'],
  fault: 'LOCK TABLE on postings for 30 s under load: its statements wait, and with them every connection of the pool',
  component: 'postings API',
  expected:
    'whoever needs the table or a connection is put off with 503 and Retry-After within 3 s; the other services do not notice; relays and workers go on',
  backends: ['postgres'],
  inQuick: false,
  run: async ({ startWorld, quick }) => {
    await using world = await startWorld()
    await using ground = await layGround(world)
    let held: AsyncDisposable | undefined
    const seen = await disturb({
      world,
      ground,
      perSecond: 60,
      lastsMs: quick ? 6_000 : 30_000,
      begin: async () => void (held = await holdTable(world, 'postings.postings')),
      end: async () => await held?.[Symbol.asyncDispose](),
    })
    const elsewhere = seen.during.filter(
      ({ request, answer }) => !request.path.startsWith('/v1/postings') && !(answer.kind === 'answer' && answer.status < 300),
    )
    const judged = await judge(world, seen, { arrivedMs: 0, pushed: 0, before: '' })
    return {
      ...judged,
      ok: judged.ok && elsewhere.length === 0,
      seen: `${judged.seen} ${elsewhere.length} requests of other services suffered.`,
    }
  },
}
