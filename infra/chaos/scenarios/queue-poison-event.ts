import type { Scenario, ScenarioContext, Seen } from '../scenario.ts'
import { waitUntil } from '../world/waiting.ts'
import type { World } from '../world/world.ts'
import { startWitness } from './parts/arrival.ts'
import { openFair } from './parts/fair.ts'
import { inTime, said } from './parts/figures.ts'
import { countRefused, writeSteadily } from './parts/writes.ts'

const isolatedWithinMs = 15_000
const passWithinMs = 1_000
const poisonCount = 3

export const queuePoisonEvent: Scenario = {
  id: 'queue-poison-event',
  rows: ['c39'],
  fault: 'rows of the outbox are damaged by SQL: no event, the payload of another, an unknown type',
  component: 'postings relay',
  expected:
    'Each is set aside after five tries, with one line in the log; the others pass within a second; the relay lives and says so in its metrics.',
  backends: ['postgres', 'redis'],
  inQuick: false,
  run,
}

async function run(context: ScenarioContext): Promise<Seen> {
  await using world = await context.startWorld()
  await using fair = await openFair(world)
  await using witness = await startWitness(fair)
  const writing = writeSteadily(fair, { prefix: 'beside-poison' })
  await fair.put('before-the-poison')
  await plant(world)
  const asideMs = await waitUntil(async () => (await countSetAside(world)) === poisonCount, { withinMs: 2 * isolatedWithinMs, pollMs: 100 })
  const written = await writing.stop()
  const passedMs = await waitUntil(() => witness.haveArrived(written.acked), { withinMs: 20_000 })
  const lines = world.processes.log('postings-relay').filter(({ msg }) => msg.includes('set aside')).length
  const metrics = await world.processes.metrics('postings-relay')
  const failed = Number(/^zhihe_outbox_failed\S* (\d+)/m.exec(metrics)?.[1] ?? Number.NaN)
  const deaths = world.processes.deaths('postings-relay')
  return {
    ok:
      inTime(asideMs, isolatedWithinMs) &&
      inTime(passedMs, passWithinMs) &&
      lines === poisonCount &&
      failed === poisonCount &&
      deaths + countRefused(written) === 0,
    seen: `${poisonCount} damaged rows were set aside after ${said(asideMs)} with ${lines} lines in the log, /metrics counts ${failed}; ${written.acked.length} events written meanwhile had arrived ${said(passedMs)} after the last; ${deaths} deaths.`,
    figures: { asideMs: asideMs ?? -1, passedMs: passedMs ?? -1, lines },
  }
}

async function plant({ database }: World): Promise<void> {
  await database.pool.query(`insert into postings.outbox (id, type, payload) values
    (gen_random_uuid(), 'posting.published', '{"nonsense": true}'),
    (gen_random_uuid(), 'posting.exploded', '{"id": "01a204dd-0e30-71ca-982b-d1269c94521c", "type": "posting.exploded", "occurredAt": "2026-11-22T20:05:25Z", "data": {}}'),
    (gen_random_uuid(), 'posting.published', (select payload from postings.outbox order by seq limit 1))`)
}

async function countSetAside({ database }: World): Promise<number> {
  const { rows } = await database.pool.query<{ aside: number }>(
    'select count(*)::int as aside from postings.outbox where failed_at is not null',
  )
  return rows[0]?.aside ?? 0
}
