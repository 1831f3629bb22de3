import { setTimeout as pause } from 'node:timers/promises'
import type { Scenario, ScenarioContext, Seen } from '../scenario.ts'
import { waitUntil } from '../world/waiting.ts'
import { startWitness } from './parts/arrival.ts'
import { openFair } from './parts/fair.ts'
import { said } from './parts/figures.ts'
import { mustHold } from './parts/must-hold.ts'
import { countRefused, refusedWords, writeSteadily } from './parts/writes.ts'

/** Longer than a relay's claim holds: the other one takes its rows, and then it wakes up. */
const frozenMs = 10_000

export const queueTwoOfEach: Scenario = {
  id: 'queue-two-of-each',
  rows: ['c38'],
  fault:
    'two relays of each kind, two matching and two webhooks workers at the same time; one relay and one worker are frozen for 10 s and wake up again',
  component: 'relays, matching worker, webhooks worker',
  expected:
    'Each event is claimed once and has effect once; each message is sent under one id, and by one sender unless one of them died or slept.',
  backends: ['postgres', 'redis'],
  inQuick: false,
  run,
}

async function run(context: ScenarioContext): Promise<Seen> {
  const instances = { 'postings-relay': 2, 'jobseekers-relay': 2, 'matching-relay': 2, 'matching-worker': 2, 'webhooks-worker': 2 }
  await using world = await context.startWorld({ instances })
  await using fair = await openFair(world)
  await using witness = await startWitness(fair)
  const writing = writeSteadily(fair, { prefix: 'twice', everyMs: 30 })
  await pause(context.quick ? 5_000 : 20_000)
  await mustHold('both relays work', () => witness.catcher.requests.length > 50, 20_000)
  const repeatedAwake = repeatedIds(witness.catcher.requests)
  for (const name of ['postings-relay', 'webhooks-worker', 'matching-worker']) world.processes.signal(name, 'SIGSTOP')
  await pause(frozenMs)
  for (const name of ['postings-relay', 'webhooks-worker', 'matching-worker']) world.processes.signal(name, 'SIGCONT')
  const written = await writing.stop()
  const arrivedMs = await waitUntil(() => witness.haveArrived(written.acked), { withinMs: 60_000, pollMs: 100 })
  const { rows } = await world.database.pool.query<{ repeated: number }>(
    'select count(*)::int as repeated from (select from webhooks.messages group by endpoint_id, type, posting_id, seq having count(*) > 1) m',
  )
  const repeatedMessages = rows[0]?.repeated ?? 0
  const repeatedOnWire = repeatedIds(witness.catcher.requests)
  const effects = witness.repeatedEffects()
  return {
    ok: arrivedMs !== null && effects + repeatedMessages + repeatedAwake === 0 && countRefused(written) === 0,
    seen: `${written.acked.length} events over two of each, ${refusedWords(written)}: all arrived ${said(arrivedMs)} after the last write, ${effects + repeatedMessages} effects twice; ${repeatedAwake} messages were sent twice while all were awake, ${repeatedOnWire - repeatedAwake} (same id) around the freeze.`,
    figures: {
      events: written.acked.length,
      effectsTwice: effects + repeatedMessages,
      wireTwiceAwake: repeatedAwake,
      wireTwice: repeatedOnWire,
    },
  }
}

function repeatedIds(requests: readonly { headers: Record<string, unknown> }[]): number {
  return requests.length - new Set(requests.map(({ headers }) => headers['webhook-id'])).size
}
