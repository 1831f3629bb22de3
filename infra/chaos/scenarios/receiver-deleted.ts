import { setTimeout as pause } from 'node:timers/promises'
import { startWebhookCatcher } from '@zhihe/testing/webhook-catcher'
import type { Scenario, ScenarioContext, Seen } from '../scenario.ts'
import { messagesAt } from './parts/attempts.ts'
import { openFair, statusOf } from './parts/fair.ts'
import { mustHold } from './parts/must-hold.ts'

const postings = 12
const retryWithinMs = 8_000

export const receiverDeleted: Scenario = {
  id: 'receiver-deleted',
  rows: ['c41'],
  fault: 'an endpoint is deleted while messages for it wait, some to be tried again and some for the first time',
  component: 'webhooks API and worker',
  expected: 'What waits is cancelled with the deletion; nothing is sent afterwards; other endpoints hear everything.',
  backends: ['postgres', 'redis'],
  inQuick: false,
  run,
}

async function run(context: ScenarioContext): Promise<Seen> {
  await using world = await context.startWorld()
  await using fair = await openFair(world)
  await using gone = await startWebhookCatcher({ reply: { status: 500 } })
  await using other = await startWebhookCatcher()
  const goneId = await fair.endpoint(gone.url, ['posting.published'])
  await fair.endpoint(other.url, ['posting.published'])
  for (let at = 0; at < postings; at += 1) await fair.put(`deleted-${at}`)
  await mustHold('messages wait', async () => (await messagesAt(world, goneId)).length === postings && gone.requests.length > 0, 20_000)

  const answer = await world.ask({ method: 'DELETE', path: `/v1/webhook-endpoints/${goneId}`, role: 'organiser' })
  const sentBefore = gone.requests.length
  await pause(retryWithinMs)
  const statuses = Object.groupBy(await messagesAt(world, goneId), ({ status }) => status)
  const sentAfter = gone.requests.length - sentBefore
  await mustHold('the other endpoint hears everything', () => other.requests.length >= postings, 20_000)
  const cancelled = statuses['cancelled']?.length ?? 0
  return {
    ok: statusOf(answer) === 204 && cancelled === postings && sentAfter === 0 && other.requests.length === postings,
    seen: `${postings} messages waited, ${sentBefore} attempts had been made; after the deletion ${cancelled} are cancelled (${Object.keys(statuses).join(', ')}) and ${sentAfter} more attempts came within ${retryWithinMs / 1_000} s; the other endpoint heard ${other.requests.length} of ${postings}.`,
    figures: { cancelled, sentAfter },
  }
}
