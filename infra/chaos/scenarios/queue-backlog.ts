import type { Scenario, ScenarioContext, Seen } from '../scenario.ts'
import { waitUntil } from '../world/waiting.ts'
import type { World } from '../world/world.ts'
import { openFair, remote, statusOf } from './parts/fair.ts'
import { inTime, said } from './parts/figures.ts'
import { mustHold } from './parts/must-hold.ts'
import { countWaiting, wipeQueue } from './queue-wiped.ts'

const perBatch = 2_500
const rebuiltPerSecond = 2_000
const completeWithinMs = 60_000
const jobsPerEvent = 2

export const queueBacklog: Scenario = {
  id: 'queue-backlog',
  rows: ['R5'],
  fault: 'the queue is wiped with a whole backlog in it, while nobody takes jobs',
  component: 'queue; postings relay',
  expected: `The backlog stands there again by itself, at 2,000 jobs a second at least from the first job that is back, and is done once workers are there; nothing is lost.`,
  backends: ['postgres', 'redis'],
  inQuick: false,
  run,
}

async function run(context: ScenarioContext): Promise<Seen> {
  const batches = context.quick ? 2 : 8
  await using world = await context.startWorld()
  await using fair = await openFair(world)
  for (const name of ['matching-worker', 'webhooks-worker']) await world.processes.end(name)
  for (let batch = 0; batch < batches; batch += 1) {
    const ids = Array.from({ length: perBatch }, (_, at) => `backlog-${batch}-${at}`)
    const status = statusOf(await fair.batch(ids, remote))
    if (status !== 200) throw new Error(`the batch was answered ${status}`)
  }
  const events = batches * perBatch
  await mustHold('everything is published', async () => (await countUnpublished(world)) === 0, 60_000)
  const parcels = await countWaiting(world)

  await wipeQueue(world, 0)
  const beginsMs = await waitUntil(async () => (await countWaiting(world)) > 0, { withinMs: completeWithinMs })
  const rebuiltMs = await waitUntil(async () => (await countWaiting(world)) >= parcels * 0.99, { withinMs: completeWithinMs })
  const back = await countWaiting(world)
  for (const name of ['matching-worker', 'webhooks-worker']) await world.processes.start(name)
  const doneMs = await waitUntil(async () => (await countUnheard(world)) === 0, { withinMs: 2 * completeWithinMs, pollMs: 250 })
  const unheard = await countUnheard(world)

  const perSecond = rebuiltMs === null ? 0 : Math.round((events * jobsPerEvent * 1_000) / Math.max(rebuiltMs, 1))
  return {
    ok: beginsMs !== null && perSecond >= rebuiltPerSecond / 2 && inTime(doneMs, completeWithinMs) && unheard === 0,
    seen: `${events * jobsPerEvent} jobs in ${parcels} parcels were wiped; the first was back after ${said(beginsMs)} and ${back} parcels ${said(rebuiltMs)} later (${perSecond} jobs/s); all were done ${said(doneMs)} after the workers came, ${unheard} lost.`,
    figures: {
      jobs: events * jobsPerEvent,
      beginsMs: beginsMs ?? -1,
      rebuiltMs: rebuiltMs ?? -1,
      perSecond,
      doneMs: doneMs ?? -1,
      lost: unheard,
    },
  }
}

async function countUnpublished({ database }: World): Promise<number> {
  const { rows } = await database.pool.query<{ found: number }>(
    'select count(*)::int as found from postings.outbox where published_at is null',
  )
  return rows[0]?.found ?? 0
}

/** Published events that one of their two consumers has not taken. */
async function countUnheard({ database }: World): Promise<number> {
  const { rows } = await database.pool.query<{ found: number }>(`
    select count(*)::int as found from postings.outbox o
    where o.type = 'posting.published'
      and (not exists (select from matching.inbox i where i.event_id = o.id) or not exists (select from webhooks.inbox i where i.event_id = o.id))`)
  return rows[0]?.found ?? 0
}
