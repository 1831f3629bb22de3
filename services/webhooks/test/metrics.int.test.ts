import { createMetrics } from '@zhihe/runtime/metrics'
import { startWebhookCatcher } from '@zhihe/testing/webhook-catcher'
import { expect, it } from 'vitest'
import { measureDeliveries } from '../src/delivery/delivery-metrics.ts'
import { storeMessages } from './stored-messages.ts'
import { sendAll, startWebhooks } from './webhooks-service.ts'

it('tells what waits, since when, and how breakers stand, without a word about any endpoint', async () => {
  await using webhooks = await startWebhooks()
  await using catcher = await startWebhookCatcher({ reply: { status: 500 } })
  const { body: failing } = await webhooks.createEndpoint(catcher.url)
  await storeMessages(webhooks, { endpointId: failing.id, count: 5 })
  await sendAll(webhooks.startSender())
  const { body: sound } = await webhooks.createEndpoint(catcher.url)
  await storeMessages(webhooks, { endpointId: sound.id, count: 3 })
  await storeMessages(webhooks, { endpointId: sound.id, count: 2, status: 'held' })
  webhooks.advance(7_000)
  const metrics = createMetrics({})
  measureDeliveries({ db: webhooks.database.db, metrics, now: () => webhooks.clock.now })

  const text = await metrics.metrics()

  const value = (name: string) => Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1])
  expect([value('zhihe_webhook_messages_pending'), value('zhihe_webhook_messages_retrying'), value('zhihe_webhook_messages_held')]).toEqual(
    [8, 5, 2],
  )
  expect(value('zhihe_webhook_oldest_due_seconds')).toBe(7)
  expect([value('zhihe_webhook_endpoints{breaker="open"}'), value('zhihe_webhook_endpoints{breaker="closed"}')]).toEqual([1, 1])
  expect(text).not.toContain(failing.id)
})
