import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Scenario, Seen } from '../scenario.ts'
import { type Ground, idOf, layGround } from '../world/ground.ts'
import { percentile } from '../world/waiting.ts'
import type { World } from '../world/world.ts'
import { inTime } from './parts/figures.ts'
import { allArrived, inconsistenciesOf, lastingWrongs, putMany } from './parts/held-events.ts'

const readyWithinMs = 2_000
const doneWithinMs = 60_000

export const crashOnly: Scenario = {
  id: 'start-after-kill-of-everything',
  rows: ['R12'],
  fault: 'kill -9 of every process, the database and Redis at once, under writes, and start; 100 times',
  component: 'the whole house',
  expected: 'consistent each time: what was acknowledged is there, told and counted once; ready within 2 s of the start on a quiet machine',
  backends: ['postgres', 'redis'],
  inQuick: false,
  run: async ({ startWorld, quick, tell }) => {
    await using world = await startWorld()
    await using ground = await layGround(world)
    const rounds = quick ? 5 : 100
    const found: Round[] = []
    for (let at = 0; at < rounds; at++) {
      found.push(await killEverything(world, ground))
      const { readyMs, lost, repeated, exposures, inconsistent } = found.at(-1) ?? nothing
      tell(`round ${at + 1}: ready ${readyMs} ms, lost ${lost}, twice ${repeated}, counted wrongly ${exposures}, ${inconsistent}`)
    }
    return judge(found, quick)
  },
}

interface Round {
  readyMs: number
  acknowledged: number
  lost: number
  repeated: number
  exposures: number
  inconsistent: string
}

const nothing: Round = { readyMs: 0, acknowledged: 0, lost: 0, repeated: 0, exposures: 0, inconsistent: '' }

async function killEverything(world: World, ground: Ground): Promise<Round> {
  const writing = Promise.all(
    Array.from({ length: 40 }, async (_, at) => {
      await pause(at * 10)
      return idOf(await world.ask({ ...ground.putPosting(randomUUID()), withinMs: 2_000 }))
    }),
  )
  await pause(50 + Math.random() * 350)
  for (const name of world.processes.names()) world.processes.signal(name, 'SIGKILL')
  await Promise.all([world.database.crash(), world.redis?.kill()])
  const acknowledged = (await writing).flatMap((id) => id ?? [])
  await Promise.all(world.processes.names().map((name) => world.processes.end(name)))
  await Promise.all([world.database.start(), world.redis?.start()])
  const startedAt = performance.now()
  await world.processes.startAll()
  await world.processes.untilReady(60_000)
  const readyMs = Math.round(performance.now() - startedAt)
  const after = await putMany(world, ground, 2)
  const arrivedMs = await allArrived(world, ground, [...acknowledged, ...after], doneWithinMs)
  const told = ground.told()
  const lost = arrivedMs === null ? acknowledged.filter((id) => !told.has(id)).length || 1 : 0
  return { readyMs, acknowledged: acknowledged.length, lost, inconsistent: await inconsistenciesOf(world), ...(await lastingWrongs(world)) }
}

/** How soon is judged in the long form alone, which is run on a machine with nothing else to do. */
function judge(found: readonly Round[], quick: boolean): Seen {
  const readyMs = found.map((round) => round.readyMs)
  const [p50Ms, maxMs] = [percentile(readyMs, 0.5), percentile(readyMs, 1)]
  const sum = (field: 'acknowledged' | 'lost' | 'repeated' | 'exposures') => found.reduce((total, round) => total + round[field], 0)
  const inconsistent = found.filter((round) => round.inconsistent !== '')
  return {
    ok: sum('lost') + sum('repeated') + sum('exposures') + inconsistent.length === 0 && (quick || inTime(p50Ms, readyWithinMs)),
    seen: `${found.length} times: ${sum('acknowledged')} changes acknowledged just before, ${sum('lost')} lost, ${sum('repeated')} told twice, ${sum('exposures')} people counted wrongly; inconsistent ${inconsistent.length} times${inconsistent.length === 0 ? '' : ` (${inconsistent[0]?.inconsistent})`}; ready ${p50Ms} ms after the start in the middle, ${maxMs} ms at most.`,
    figures: { rounds: found.length, acknowledged: sum('acknowledged'), lost: sum('lost'), p50Ms, maxMs },
  }
}
