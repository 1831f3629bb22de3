import { setTimeout as pause } from 'node:timers/promises'
import type { Scenario } from '../scenario.ts'
import { isDone, layGround } from '../world/ground.ts'
import { startStandby } from '../world/standby.ts'
import { disturb, forExample, told } from './parts/disturb.ts'
import { allArrived, putMany, wrongEffects } from './parts/held-events.ts'

const healedWithinMs = 5_000
const doneWithinMs = 60_000

export const failover: Scenario = {
  id: 'database-failover',
  rows: ['c23'],
  fault: 'the server dies; its address leads to a replica that is still read-only, and 3 s later is promoted; under load',
  component: 'every process of the house',
  expected:
    'reads go on from the replica, writes are put off with 503 until it is promoted; connections lead to the new server by themselves; nothing acknowledged is lost',
  backends: ['postgres', 'redis'],
  inQuick: false,
  run: async ({ startWorld, quick }) => {
    await using world = await startWorld({ instances: {} })
    await using ground = await layGround(world)
    await using standby = await startStandby(world)
    const ids = await putMany(world, ground, 30)
    const readOnlyMs = quick ? 3_000 : 10_000
    let readsOfReplica = 0
    const seen = await disturb({
      world,
      ground,
      perSecond: 40,
      lastsMs: readOnlyMs,
      begin: async () => {
        await world.database.crash()
        world.database.moveTo(standby.port)
      },
      end: () => standby.promote(),
      afterMs: 6_000,
    })
    readsOfReplica = seen.during.filter(({ request, answer }) => request.method === 'GET' && isDone(answer)).length
    await pause(500)
    const doneMs = await allArrived(world, ground, [...ids, ...(await putMany(world, ground, 5))], doneWithinMs)
    const { repeated } = await wrongEffects(world)
    const { counts, healedMs, stillWrong, deaths } = seen
    return {
      ok: counts.broken + counts.none + stillWrong + deaths + repeated === 0 && healedMs <= healedWithinMs && doneMs !== null,
      seen: `${told(seen)}; ${readsOfReplica} reads from the replica; every API well again ${healedMs} ms after the promotion; ${ids.length} changes acknowledged just before ${doneMs === null ? 'did not all arrive' : 'all arrived'}, ${repeated} told twice; ${deaths} deaths.${forExample(seen)}`,
      figures: { readsOfReplica, healedMs, stillWrong, slowestMs: seen.slowestMs },
    }
  },
}
