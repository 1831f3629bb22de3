import { Client } from 'pg'
import type { Scenario } from '../scenario.ts'
import { layGround } from '../world/ground.ts'
import type { World } from '../world/world.ts'
import { judge } from './parts/aftermath.ts'
import { disturb } from './parts/disturb.ts'

export const full: Scenario = {
  id: 'database-max-connections',
  rows: ['c21'],
  fault: 'max_connections reached by somebody else, after every connection of the house was ended',
  component: 'the four APIs',
  expected: '503 with Retry-After; the reserve of the owner is left; all is well when there is room again',
  backends: ['postgres'],
  inQuick: false,
  run: async ({ startWorld, quick }) => {
    await using world = await startWorld()
    await using ground = await layGround(world)
    const crowd: Client[] = []
    let ownerGotIn = false
    const seen = await disturb({
      world,
      ground,
      perSecond: 40,
      lastsMs: quick ? 4_000 : 15_000,
      begin: async () => {
        await crowdIn(world, crowd)
        ownerGotIn = (await world.database.pool.query('select 1')).rowCount === 1
      },
      end: async () => void (await Promise.allSettled(crowd.map((client) => client.end()))),
    })
    const judged = await judge(world, seen, { arrivedMs: 0, pushed: 0, before: `${crowd.length} strangers; ` })
    return {
      ...judged,
      ok: judged.ok && ownerGotIn && seen.counts.putOff > 0,
      seen: `${judged.seen} The owner ${ownerGotIn ? 'still got in' : 'was locked out'}.`,
    }
  },
}

const [atOnce, tries] = [40, 20]

/** Takes every place that there is, from under the house: it is thrown out, and who comes in first stays. */
async function crowdIn(world: World, crowd: Client[]): Promise<void> {
  const connectionString = Object.assign(new URL(world.database.url), { username: 'zhihe_postings' }).href
  const comeIn = async (): Promise<void> => {
    const client = new Client({ connectionString, connectionTimeoutMillis: 3_000, application_name: stranger })
    client.on('error', () => {})
    await client.connect().then(
      () => crowd.push(client),
      () => {},
    )
  }
  for (let round = 0; round < tries; round++) {
    await Promise.all(Array.from({ length: atOnce }, comeIn))
    if ((await endTheHouse(world)) === 0) return
  }
}

const stranger = 'stranger'

/** Returns how many connections it still had. */
async function endTheHouse({ database }: World): Promise<number> {
  const { rowCount } = await database.pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where usename <> 'postgres' and application_name <> $1 and pid <> pg_backend_pid()",
    [stranger],
  )
  return rowCount ?? 0
}
