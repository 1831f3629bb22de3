import { setTimeout as pause } from 'node:timers/promises'
import { startWebhookCatcher } from '@zhihe/testing/webhook-catcher'
import type { Scenario, ScenarioContext, Seen } from '../scenario.ts'
import { percentile, waitUntil } from '../world/waiting.ts'
import { messagesAt } from './parts/attempts.ts'
import { openFair } from './parts/fair.ts'
import { inTime } from './parts/figures.ts'
import { countRefused, writeSteadily } from './parts/writes.ts'

const endpoints = { healthy: 18, hanging: 2 }
const healthyP99Ms = 250
/** Messages to all healthy endpoints together: 18 for each write. */
const everyMs = 100
const settlesMs = 5_000

export const receiverTenthHangs: Scenario = {
  id: 'receiver-tenth-hangs',
  rows: ['c36', 'W6'],
  fault: 'two of twenty endpoints take every request and never answer',
  component: 'webhooks worker',
  expected: 'The healthy ones do not notice: p99 from message to receipt at most 250 ms, none missing.',
  backends: ['postgres'],
  inQuick: false,
  run,
}

async function run(context: ScenarioContext): Promise<Seen> {
  await using world = await context.startWorld()
  await using fair = await openFair(world)
  await using healthy = await startWebhookCatcher()
  await using hanging = await startWebhookCatcher({ reply: { hang: true } })
  const healthyIds: string[] = []
  for (let at = 0; at < endpoints.healthy; at += 1) healthyIds.push(await fair.endpoint(`${healthy.url}${at}`, ['posting.published']))
  for (let at = 0; at < endpoints.hanging; at += 1) await fair.endpoint(`${hanging.url}${at}`, ['posting.published'])

  const writing = writeSteadily(fair, { prefix: 'fair-share', everyMs })
  // The start of processes that are cold is not what is asked about.
  await pause(settlesMs)
  const countsFrom = new Date()
  await pause(context.quick ? 10_000 : 60_000)
  const written = await writing.stop()
  const expected = written.acked.length * endpoints.healthy
  await waitUntil(() => healthy.requests.length >= expected, { withinMs: 30_000, pollMs: 100 })

  const createdAt = new Map((await Promise.all(healthyIds.map((id) => messagesAt(world, id)))).flat().map((one) => [one.id, one.createdAt]))
  const waits = healthy.requests.flatMap(({ headers, receivedAt }) => {
    const created = createdAt.get(String(headers['webhook-id']))
    return created === undefined || created < countsFrom ? [] : [receivedAt.getTime() - created.getTime()]
  })
  const received = new Set(healthy.requests.map(({ headers }) => headers['webhook-id'])).size
  const p99 = percentile(waits, 0.99)
  return {
    ok: received === expected && countRefused(written) === 0 && inTime(p99, healthyP99Ms),
    seen: `${waits.length} messages to ${endpoints.healthy} healthy endpoints: p50 ${percentile(waits, 0.5)} ms, p99 ${p99} ms from message to receipt; ${expected - received} missing; the ${endpoints.hanging} that hang held ${hanging.requests.length} requests.`,
    figures: { messages: waits.length, p50Ms: percentile(waits, 0.5), p99Ms: p99, missing: expected - received },
  }
}
