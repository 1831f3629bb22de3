import { startWebhookCatcher, type WebhookCatcher } from '@zhihe/testing/webhook-catcher'
import type { Scenario, ScenarioContext, Seen } from '../scenario.ts'
import { armed, orderCrash } from '../world/armed.ts'
import { percentile, waitUntil } from '../world/waiting.ts'
import type { World } from '../world/world.ts'
import { attemptsAt, messagesAt } from './parts/attempts.ts'
import { openFair } from './parts/fair.ts'
import { inTime, said } from './parts/figures.ts'

const worker = 'webhooks-worker'
const againWithinMs = 8_000

export const receiverSenderKilled: Scenario = {
  id: 'receiver-sender-killed',
  rows: ['W11', 'c3', 'c4'],
  fault: 'the webhooks worker is killed between sending a message and noting it (sender.sent), again and again',
  component: 'webhooks worker',
  expected:
    'Each message is sent again under its id within 8 s and delivered; every request that a receiver saw has an attempt in the log, `unknown` if its sender died; the numbers have no gap.',
  backends: ['postgres', 'redis'],
  inQuick: false,
  run,
}

async function run(context: ScenarioContext): Promise<Seen> {
  const rounds = context.quick ? 5 : 200
  await using world = await context.startWorld({ place: (spec) => (spec.name === worker ? armed(spec) : spec) })
  await using fair = await openFair(world)
  await using catcher = await startWebhookCatcher()
  const endpointId = await fair.endpoint(catcher.url, ['posting.published'])
  const waits: (number | null)[] = []
  for (let round = 0; round < rounds; round += 1) {
    const { hasDied } = await orderCrash(world, { name: worker, at: 'sender.sent:1' })
    await fair.put(`killed-${round}`)
    if (!(await hasDied(20_000))) throw new Error('the worker did not die where it was told to')
    // To the end of it: one message that is killed with five senders in a row is given up.
    const areDelivered = async () => (await messagesAt(world, endpointId)).filter(({ status }) => status === 'delivered').length > round
    waits.push(await waitUntil(areDelivered, { withinMs: 60_000, pollMs: 50 }))
    if (round % 20 === 19) context.tell(`killed ${round + 1} of ${rounds} times`)
  }
  return judge(await compare(world, endpointId, catcher), waits)
}

/** What the receiver saw against what the log says. */
async function compare(world: World, endpointId: string, { requests }: WebhookCatcher) {
  const messages = await messagesAt(world, endpointId)
  const attempts = Map.groupBy(await attemptsAt(world, endpointId), ({ messageId }) => messageId)
  const seen = Map.groupBy(requests, ({ headers }) => String(headers['webhook-id']))
  const all = [...attempts.values()].flat()
  return {
    messages: messages.length,
    requests: requests.length,
    unlogged: messages.filter(({ id }) => (seen.get(id)?.length ?? 0) > (attempts.get(id)?.length ?? 0)).length,
    gaps: messages.filter(({ id }) => (attempts.get(id) ?? []).some(({ number }, at) => number !== at + 1)).length,
    unknown: all.filter(({ outcome }) => outcome === 'unknown').length,
    open: all.filter(({ outcome }) => outcome === 'sending').length,
  }
}

function judge(found: Awaited<ReturnType<typeof compare>>, waits: readonly (number | null)[]): Seen {
  const { messages, requests, unlogged, gaps, unknown, open } = found
  const kills = waits.length
  const undelivered = waits.filter((ms) => ms === null).length
  const times = waits.flatMap((ms) => ms ?? [])
  const p99 = percentile(times, 0.99)
  return {
    ok: undelivered + unlogged + gaps + open === 0 && unknown >= kills && inTime(p99, againWithinMs),
    seen: `${kills} deaths between send and note, ${requests} requests seen for ${messages} messages: ${unlogged} without an attempt in the log, ${unknown} attempts \`unknown\`, ${gaps} gaps in the numbers, ${undelivered} not delivered; sent again after p50 ${said(percentile(times, 0.5))}, p99 ${said(p99)}.`,
    figures: { kills, requests, unlogged, unknown, gaps, undelivered, p99Ms: p99 },
  }
}
