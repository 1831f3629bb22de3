import type { Scenario, ScenarioContext, Seen } from '../scenario.ts'
import { waitUntil } from '../world/waiting.ts'
import type { World } from '../world/world.ts'
import { startWitness } from './parts/arrival.ts'
import { openFair } from './parts/fair.ts'
import { inTime, said } from './parts/figures.ts'
import { mustHold } from './parts/must-hold.ts'
import { countRefused, refusedWords, writeSteadily } from './parts/writes.ts'

const completeWithinMs = 60_000

export const queueWiped: Scenario = {
  id: 'queue-wiped',
  rows: ['R5', 'c25'],
  fault:
    'the queue loses everything under steady writes, again and again: Redis by FLUSHALL and with its folder deleted by turns, PostgreSQL by deleted jobs',
  component: 'queue; relays',
  expected:
    'Writes are unaffected; whatever was published and not done is sent again by itself; nothing is lost, nothing told twice, complete within 60 s.',
  backends: ['postgres', 'redis'],
  inQuick: true,
  run,
}

async function run(context: ScenarioContext): Promise<Seen> {
  const rounds = context.quick ? 2 : 10
  await using world = await context.startWorld()
  await using fair = await openFair(world)
  await using witness = await startWitness(fair)
  const writing = writeSteadily(fair, { prefix: 'wipe' })
  let lostAtOnce = 0
  for (let round = 0; round < rounds; round += 1) {
    const { acked } = writing.written
    const from = acked.length
    // Those who take jobs are still for a moment, or there would be next to nothing in the queue.
    pauseWorkers(world, 'SIGSTOP')
    await mustHold('jobs wait in the queue', async () => acked.length > from + 20 && (await countWaiting(world)) > 0, 20_000)
    lostAtOnce += await countWaiting(world)
    await wipeQueue(world, round)
    pauseWorkers(world, 'SIGCONT')
    context.tell(`wiped ${round + 1} of ${rounds}`)
  }
  const written = await writing.stop()
  const completeMs = await waitUntil(() => witness.haveArrived(written.acked), { withinMs: 2 * completeWithinMs, pollMs: 100 })
  const { copies, told } = await witness.missing(written.acked)
  const refused = countRefused(written)
  const repeated = witness.repeatedEffects()
  return {
    ok: copies + told + repeated + refused === 0 && inTime(completeMs, completeWithinMs),
    seen: `Wiped ${rounds} times with ${lostAtOnce} jobs (parcels of up to 25) in it, over ${written.acked.length} writes (${refusedWords(written)}): ${copies} copies and ${told} messages lost, ${repeated} told twice; complete ${said(completeMs)} after the last write.`,
    figures: {
      rounds,
      wiped: lostAtOnce,
      writes: written.acked.length,
      refused,
      lost: copies + told,
      repeated,
      completeMs: completeMs ?? -1,
    },
  }
}

const takers = ['matching-worker', 'webhooks-worker']

function pauseWorkers({ processes }: World, signal: 'SIGSTOP' | 'SIGCONT'): void {
  for (const name of takers) processes.signal(name, signal)
}

/** FLUSHALL by even rounds, the folder deleted by odd ones; on PostgreSQL the jobs are deleted. */
export async function wipeQueue(world: World, round: number): Promise<void> {
  if (world.redis === null) {
    await world.database.pool.query('delete from bullmq.job')
    return
  }
  if (round % 2 === 0) await world.redis.wipe()
  else await world.redis.replace()
}

/** Jobs that wait for the queues of `matching` and `webhooks`. */
export async function countWaiting({ redis, database }: World): Promise<number> {
  if (redis === null) {
    const { rows } = await database.pool.query<{ waiting: number }>(
      "select count(*)::int as waiting from bullmq.job where state = 'waiting'",
    )
    return rows[0]?.waiting ?? 0
  }
  const counts = await Promise.all(['matching', 'webhooks'].map((queue) => redis.command('LLEN', `bull:${queue}:wait`)))
  return counts.reduce<number>((sum, count) => sum + Number(count), 0)
}
