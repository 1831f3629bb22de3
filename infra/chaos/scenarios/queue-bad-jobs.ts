import { type DeadLetter, listDead } from '@zhihe/queue/dead-letters'
import { openProducer } from '@zhihe/queue/producer'
import { createLogger } from '@zhihe/runtime/log'
import { Redis } from 'ioredis'
import type { Scenario, ScenarioContext, Seen } from '../scenario.ts'
import { percentile, waitUntil } from '../world/waiting.ts'
import type { World } from '../world/world.ts'
import { startWitness } from './parts/arrival.ts'
import { openFair } from './parts/fair.ts'
import { inTime, said } from './parts/figures.ts'
import { queueUsers } from './parts/queue-outage.ts'
import { countRefused, writeSteadily } from './parts/writes.ts'

const queues = ['matching', 'webhooks', 'jobseekers'] as const
const deadWithinMs = 10_000

/** What no consumer can make anything of. */
const badData: Record<string, unknown> = {
  'no-event': { nonsense: true },
  nothing: null,
  'a-text': 'posting.published',
  'from-the-future': {
    id: '01a204dd-0e30-71ca-982b-d1269c94521c',
    type: 'posting.published',
    schemaVersion: 99,
    occurredAt: '2026-11-22T20:05:25Z',
    data: {},
  },
  'unknown-type': { id: '01a204dd-0e30-71ca-982b-d1269c94521d', type: 'posting.exploded', occurredAt: '2026-11-22T20:05:25Z', data: {} },
}

export const queueBadJobs: Scenario = {
  id: 'queue-bad-jobs',
  rows: ['c29'],
  fault:
    'jobs of unknown types, unknown versions and no sense at all are put into every queue; on Redis also one whose stored JSON is broken',
  component: 'matching, webhooks and jobseekers workers',
  expected: 'Each becomes a dead letter with a reason, no worker dies or stops taking the others.',
  backends: ['postgres', 'redis'],
  inQuick: false,
  run,
}

async function run(context: ScenarioContext): Promise<Seen> {
  await using world = await context.startWorld()
  await using fair = await openFair(world)
  await using witness = await startWitness(fair)
  const url = queueUrlOf(world)
  const writing = writeSteadily(fair, { prefix: 'among-bad-ones' })
  for (const queue of queues) await putBadJobs(url, queue)
  const broken = world.redis === null ? null : await putBrokenJob(url)

  const wanted = Object.keys(badData).length
  const dead = async (): Promise<DeadLetter[][]> => await Promise.all(queues.map((queue) => listDead({ url, queue })))
  const deadMs = await waitUntil(async () => (await dead()).every((letters) => letters.length >= wanted), {
    withinMs: 3 * deadWithinMs,
    pollMs: 250,
  })
  const brokenMs = broken === null ? null : await waitUntil(async () => await isDead(url, broken), { withinMs: 60_000, pollMs: 500 })
  const written = await writing.stop()
  const arrivedMs = await waitUntil(() => witness.haveArrived(written.acked), { withinMs: 30_000 })

  const letters = await dead()
  const reasons = new Set(letters.flat().map(({ reason }) => reason))
  const deaths = queueUsers.reduce((sum, name) => sum + world.processes.deaths(name), 0)
  const counts = queues.map((queue, at) => `${queue} ${letters[at]?.length ?? 0}`).join(', ')
  const isBrokenOut = broken === null || brokenMs !== null
  return {
    ok: inTime(deadMs, deadWithinMs) && isBrokenOut && !reasons.has('') && deaths + countRefused(written) === 0 && arrivedMs !== null,
    seen: `${wanted} bad jobs in each queue were dead letters after ${said(deadMs)} (${counts}), with ${reasons.size} reasons (${[...reasons].join('; ').slice(0, 300)})${broken === null ? '' : `; the job with broken JSON was set aside after ${said(brokenMs)}`}; ${written.acked.length} good events among them arrived ${said(arrivedMs)} after the last; ${deaths} deaths.`,
    figures: {
      bad: wanted * queues.length,
      deadMs: deadMs ?? -1,
      deaths,
      p99WriteMs: percentile(
        written.took.map(({ ms }) => ms),
        0.99,
      ),
    },
  }
}

function queueUrlOf({ redis, database }: World): string {
  return redis?.url ?? database.url.replace('postgres@', 'zhihe_queue@')
}

async function putBadJobs(url: string, queue: string): Promise<void> {
  await using producer = openProducer({ url, queue, parcelSize: 1, logger: createLogger({ name: 'chaos', level: 'silent' }) })
  await producer.addBulk(Object.entries(badData).map(([name, data]) => ({ name: 'posting.published', data, jobId: `event-${name}` })))
}

/** As a bug, or a hand, would leave it behind: the hash of a job whose `data` is no JSON. */
async function putBrokenJob(url: string): Promise<string> {
  const id = 'event-broken-json'
  const redis = new Redis(url)
  await redis.hset(`bull:matching:${id}`, {
    name: 'posting.published',
    data: '{"id": "01a2',
    opts: '{"attempts":10}',
    timestamp: String(Date.now()),
    delay: '0',
    priority: '0',
  })
  await redis.lpush('bull:matching:wait', id)
  redis.disconnect()
  return id
}

/** Nobody holds it any more, and nobody will take it again. */
async function isDead(url: string, id: string): Promise<boolean> {
  const redis = new Redis(url)
  try {
    const [waiting, active, failed] = await Promise.all([
      redis.lpos('bull:matching:wait', id),
      redis.lpos('bull:matching:active', id),
      redis.zscore('bull:matching:failed', id),
    ])
    return waiting === null && active === null && failed !== null
  } finally {
    redis.disconnect()
  }
}
