import { randomBytes } from 'node:crypto'
import { startWebhookCatcher } from '@zhihe/testing/webhook-catcher'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { retryDelaysMs } from '../src/domain/next-step.ts'
import { postingClosed, shortlistChanged } from './sample-events.ts'
import { sendAll, startWebhooks, type Webhooks } from './webhooks-service.ts'

describe('delivery', () => {
  let webhooks: Webhooks
  beforeEach(async () => {
    webhooks = await startWebhooks()
  })
  afterEach(async () => await webhooks[Symbol.asyncDispose]())

  const about = () => ({ tenantId: webhooks.tenantId, employerId: webhooks.employerId })
  const summary = async () => (await webhooks.messages()).map(({ status, attempts }) => [status, attempts])
  const attemptsOfOnly = async () => await webhooks.attempts((await webhooks.messages())[0]?.['id'])

  it('sends exactly the stored bytes with a signature that the reference verifier accepts', async () => {
    await using catcher = await startWebhookCatcher({ reply: { status: 200, body: 'thanks\0!' } })
    const { body: endpoint } = await webhooks.createEndpoint(`${catcher.url}zhihe?from=fair`)
    await webhooks.hear(shortlistChanged(about()))

    await sendAll(webhooks.startSender())

    const [request] = await catcher.next()
    const [message] = await webhooks.messages()
    if (!request || !message) throw new Error('nothing came')
    const verified = new Webhook(endpoint.secret).verify(request.rawBody, request.headers as Record<string, string>)
    expect(verified).toEqual(message['payload'])
    expect(request.rawBody.toString()).toBe(JSON.stringify(message['payload']))
    expect([request.method, request.path]).toEqual(['POST', '/zhihe?from=fair'])
    expect(Object.keys(request.headers).toSorted()).toEqual([
      'connection',
      'content-length',
      'content-type',
      'host',
      'user-agent',
      'webhook-id',
      'webhook-signature',
      'webhook-timestamp',
    ])
    expect(request.headers).toMatchObject({
      'webhook-id': message['id'],
      'webhook-timestamp': String(Math.floor(webhooks.clock.now.getTime() / 1_000)),
      'content-type': 'application/json',
      'user-agent': 'Zhihe-Webhooks/1',
    })
    expect(message).toMatchObject({ status: 'delivered', attempts: 1, nextAttemptAt: null, lastResponseStatus: 200 })
    expect(await webhooks.attempts(message['id'])).toEqual([
      {
        number: 1,
        kind: 'scheduled',
        startedAt: webhooks.clock.now.toISOString(),
        durationMs: expect.any(Number) as number,
        outcome: 'success',
        responseStatus: 200,
        errorCode: null,
        responseSnippet: 'thanks!',
        nextAttemptAt: null,
      },
    ])
  })

  it('tries again when the schedule says so, with the same id, a new time and a new signature', async () => {
    await using catcher = await startWebhookCatcher({ reply: (_request, index) => ({ status: index === 0 ? 500 : 200, body: 'no' }) })
    const { body: endpoint } = await webhooks.createEndpoint(catcher.url)
    await webhooks.hear(postingClosed(about()))
    const sender = webhooks.startSender()

    await sendAll(sender)
    const dueAt = new Date(webhooks.clock.now.getTime() + 5_000).toISOString()
    expect(await webhooks.messages()).toMatchObject([{ status: 'pending', attempts: 1, lastResponseStatus: 500, nextAttemptAt: dueAt }])
    webhooks.advance(4_999)
    expect(await sender.takeUp()).toBe(0)
    webhooks.advance(1)
    await sendAll(sender)

    const [first, second] = await catcher.next(2)
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
    expect(Number(second?.headers['webhook-timestamp']) - Number(first?.headers['webhook-timestamp'])).toBe(5)
    expect(second?.rawBody).toEqual(first?.rawBody)
    expect(() => new Webhook(endpoint.secret).verify(second?.rawBody ?? '', second?.headers as Record<string, string>)).not.toThrow()
    expect(await summary()).toEqual([['delivered', 2]])
    expect(await attemptsOfOnly()).toMatchObject([
      { number: 1, outcome: 'failure', responseStatus: 500, errorCode: 'http_status', responseSnippet: 'no', nextAttemptAt: dueAt },
      { number: 2, outcome: 'success', responseStatus: 200, errorCode: null },
    ])
  })

  it('gives up after the tenth attempt, 75 h 35 min 5 s of virtual time later, a message that its receiver takes no liking to', async () => {
    let disliked: unknown
    await using catcher = await startWebhookCatcher({
      reply: ({ headers }) => ({ status: headers['webhook-id'] === disliked ? 503 : 204 }),
    })
    await webhooks.createEndpoint(catcher.url)
    await webhooks.hear(postingClosed(about()))
    disliked = (await webhooks.messages())[0]?.['id']
    const sender = webhooks.startSender()

    for (const waitMs of [...retryDelaysMs, 48 * 3_600_000]) {
      webhooks.advance(waitMs)
      await sendAll(sender)
      await webhooks.hear(postingClosed(about())) // which succeeds, so that the breaker stays closed
      await sendAll(sender)
    }

    const requests = catcher.requests.filter(({ headers }) => headers['webhook-id'] === disliked)
    const message = (await webhooks.messages()).find(({ id }) => id === disliked)
    expect(requests).toHaveLength(10)
    expect(message).toMatchObject({ status: 'failed', attempts: 10 })
    expect((await webhooks.attempts(disliked)).at(-1)).toMatchObject({ number: 10, outcome: 'failure', nextAttemptAt: null })
  })

  it('disables an endpoint that answers 410, sends it nothing more and keeps what it misses', async () => {
    await using catcher = await startWebhookCatcher({ reply: { status: 410 } })
    const { body: endpoint } = await webhooks.createEndpoint(catcher.url)
    await webhooks.hear(postingClosed(about()))
    const sender = webhooks.startSender()
    await sendAll(sender)

    await webhooks.hear(postingClosed(about()))
    webhooks.advance(48 * 3_600_000)
    await sendAll(sender)

    expect(catcher.requests).toHaveLength(1)
    expect((await webhooks.messages()).map(({ type, status, attempts }) => [type, status, attempts])).toEqual([
      ['posting.closed', 'missed', 0],
      ['endpoint.disabled', 'missed', 0],
      ['posting.closed', 'failed', 1],
    ])
    expect((await webhooks.call({ url: `/v1/webhook-endpoints/${endpoint.id}` })).body['status']).toBe('disabled')
  })

  it('keeps as missed what else was to be sent to an endpoint that answers 410', async () => {
    await using catcher = await startWebhookCatcher({ reply: { status: 410 } })
    await webhooks.createEndpoint(catcher.url)
    await webhooks.hear(shortlistChanged(about(), { proposed: 8 }))

    await sendAll(webhooks.startSender())

    const statuses = (await summary()).map(([status]) => status)
    expect(catcher.requests.length).toBeLessThanOrEqual(4)
    expect(statuses.filter((status) => status === 'pending')).toEqual([])
    expect(statuses).toContain('failed')
    expect(statuses).toContain('missed')
  })

  it('does not follow a redirect', async () => {
    await using elsewhere = await startWebhookCatcher()
    await using catcher = await startWebhookCatcher({ reply: { status: 302, headers: { location: elsewhere.url } } })
    await webhooks.createEndpoint(catcher.url)
    await webhooks.hear(postingClosed(about()))

    await sendAll(webhooks.startSender())

    expect([catcher.requests.length, elsewhere.requests.length]).toEqual([1, 0])
    expect(await attemptsOfOnly()).toMatchObject([{ outcome: 'failure', responseStatus: 302, errorCode: 'redirect' }])
  })

  it('rests the whole endpoint as long as a 429 asks', async () => {
    await using catcher = await startWebhookCatcher({
      reply: (_request, index) => (index === 0 ? { status: 429, headers: { 'retry-after': '120' } } : { status: 204 }),
    })
    await webhooks.createEndpoint(catcher.url)
    await webhooks.hear(postingClosed(about()))
    const sender = webhooks.startSender()
    await sendAll(sender)
    await webhooks.hear(postingClosed(about()))

    webhooks.advance(119_000)
    await sendAll(sender)
    expect(catcher.requests).toHaveLength(1)
    webhooks.advance(1_000)
    await sendAll(sender)

    expect(catcher.requests).toHaveLength(3)
    expect(await summary()).toEqual([
      ['delivered', 1],
      ['delivered', 2],
    ])
  })

  it('signs with secrets of an older key after a rotation, and lets those wait whose key is missing', async () => {
    await using catcher = await startWebhookCatcher()
    const { body: endpoint } = await webhooks.createEndpoint(catcher.url)
    await webhooks.hear(postingClosed(about()))
    const fresh = { id: 'k2', key: randomBytes(32) }

    expect(await webhooks.startSender({ secretKeys: [fresh] }).takeUp()).toBe(0)
    expect(await summary()).toEqual([['pending', 0]])
    await sendAll(webhooks.startSender({ secretKeys: [fresh, webhooks.secretKey] }))

    const [request] = await catcher.next()
    expect(() => new Webhook(endpoint.secret).verify(request?.rawBody ?? '', request?.headers as Record<string, string>)).not.toThrow()
  })
})
