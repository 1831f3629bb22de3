import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { openProducer } from '@zhihe/queue/producer'
import { createLogger } from '@zhihe/runtime/log'
import { eventually } from '@zhihe/testing/eventually'
import { startWebhookCatcher } from '@zhihe/testing/webhook-catcher'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runSender } from '../src/delivery/run-sender.ts'
import { postingClosed, shortlistChanged } from './sample-events.ts'
import { sendAll, startWebhooks, type Webhooks } from './webhooks-service.ts'
import { forkWorker } from './worker-process.ts'

const logger = createLogger({ name: 'test', level: 'silent' })

describe('the worker process', () => {
  let webhooks: Webhooks
  let child: ChildProcess | undefined
  beforeEach(async () => {
    webhooks = await startWebhooks()
  })
  afterEach(async () => {
    child?.kill('SIGKILL')
    await webhooks[Symbol.asyncDispose]()
  })

  async function startWorker(): Promise<ChildProcess> {
    child = (await forkWorker(webhooks, 'error')).child
    return child
  }
  const about = () => ({ tenantId: webhooks.tenantId, employerId: webhooks.employerId })

  it('turns an event on its queue into signed requests, and stops on SIGTERM with code 0', async () => {
    await using catcher = await startWebhookCatcher()
    const { body: endpoint } = await webhooks.createEndpoint(catcher.url)
    const worker = await startWorker()
    await using producer = openProducer({ url: webhooks.testDatabase.url('zhihe_queue'), queue: 'webhooks', logger })
    const event = shortlistChanged(about(), { proposed: 2, withdrawn: 1 })
    await webhooks.consentOf(event)

    await producer.addBulk([{ name: event.type, data: event, jobId: `event-${event.id}` }])

    const requests = await catcher.next(3, 15_000)
    for (const { rawBody, headers } of requests)
      expect(() => new Webhook(endpoint.secret).verify(rawBody, headers as Record<string, string>)).not.toThrow()
    await eventually(async () =>
      expect((await webhooks.messages()).map(({ status }) => status)).toEqual(['delivered', 'delivered', 'delivered']),
    )
    worker.kill('SIGTERM')
    expect(await once(worker, 'exit')).toEqual([0, null])
  })

  it('does not depend on its poll: it is woken by new messages and by those that get done', async () => {
    await using catcher = await startWebhookCatcher()
    await webhooks.createEndpoint(catcher.url)
    const listenUrl = webhooks.testDatabase.url('zhihe_webhooks')
    await using running = runSender({ sender: webhooks.startSender(), listenUrl, logger, pollMs: 600_000 })

    await webhooks.hear(shortlistChanged(about(), { proposed: 150 }))

    await catcher.next(150, 15_000)
    expect(running.isReady()).toBe(true)
  })

  it('killed between sending and noting leaves an attempt that becomes unknown, and the message is sent again under its id', async () => {
    await using catcher = await startWebhookCatcher({ reply: { hang: true } })
    await webhooks.createEndpoint(catcher.url)
    await webhooks.hear(postingClosed(about()))
    const worker = await startWorker()
    const [sent] = await catcher.next(1, 15_000)

    worker.kill('SIGKILL')
    await once(worker, 'exit')
    catcher.answerWith({ status: 204 })
    const [message] = await webhooks.messages()
    expect(message).toMatchObject({ status: 'pending', attempts: 1 })
    expect(await webhooks.attempts(message?.['id'])).toMatchObject([{ number: 1, outcome: 'sending', durationMs: null }])
    webhooks.clock.now = new Date(Date.now() + 31_000)
    await sendAll(webhooks.startSender())

    const [resent] = await catcher.next()
    expect(resent?.headers['webhook-id']).toBe(sent?.headers['webhook-id'])
    expect(resent?.rawBody).toEqual(sent?.rawBody)
    expect(await webhooks.attempts(message?.['id'])).toMatchObject([
      { number: 1, outcome: 'unknown' },
      { number: 2, outcome: 'success' },
    ])
  })
})
