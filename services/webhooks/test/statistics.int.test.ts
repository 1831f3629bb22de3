import { startWebhookCatcher } from '@zhihe/testing/webhook-catcher'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { capWindow } from '../src/domain/cap.ts'
import { insertMessageRows } from './message-rows.ts'
import { sendAll, startWebhooks, type Webhooks } from './webhooks-service.ts'

const dayMs = 86_400_000

describe('how a webhook endpoint is doing', () => {
  let webhooks: Webhooks
  beforeEach(async () => {
    webhooks = await startWebhooks()
  })
  afterEach(async () => await webhooks[Symbol.asyncDispose]())

  const read = async (id: string, token = webhooks.tokens.enterprise) =>
    await webhooks.call({ url: `/v1/webhook-endpoints/${id}/statistics`, token })
  const patch = async (id: string, body: unknown) => await webhooks.call({ method: 'PATCH', url: `/v1/webhook-endpoints/${id}`, body })

  it('says nothing happened where nothing happened', async () => {
    const { body: endpoint } = await webhooks.createEndpoint('https://hr.example.com/')
    const messages = { pending: 0, held: 0, delivered: 0, failed: 0, cancelled: 0, missed: 0 }
    const window = { messages, attempts: 0, successShare: null, durationMs: { p50: null, p95: null, p99: null } }

    const { status, body } = await read(endpoint.id)

    expect(status).toBe(200)
    expect(body).toEqual({
      endpointId: endpoint.id,
      asOf: webhooks.clock.now.toISOString(),
      last24Hours: { ...window, since: new Date(webhooks.clock.now.getTime() - dayMs).toISOString() },
      last7Days: { ...window, since: new Date(webhooks.clock.now.getTime() - 7 * dayMs).toISOString() },
      lastSuccessAt: null,
      lastFailureAt: null,
      oldestPendingAt: null,
      state: { code: 'sending', zh: expect.any(String) as string, en: expect.any(String) as string },
      cap: null,
    })
  })

  it('counts messages and attempts of a day and a week, with their durations', async () => {
    await using catcher = await startWebhookCatcher({ reply: (_, index) => ({ status: index % 4 === 0 ? 500 : 200 }) })
    const { body: endpoint } = await webhooks.createEndpoint(catcher.url)
    const sender = webhooks.startSender()
    const start = webhooks.clock.now
    const row = { type: 'posting.closed', status: 'pending' } as const
    await insertMessageRows(webhooks, endpoint.id, [row, row])
    await sendAll(sender)
    webhooks.advance(2 * dayMs)
    const later = webhooks.clock.now
    await sendAll(sender)
    await insertMessageRows(webhooks, endpoint.id, [row, { ...row, status: 'failed' }])
    await sendAll(sender)
    await insertMessageRows(webhooks, endpoint.id, [row])

    const { body } = await read(endpoint.id)

    expect(body['last24Hours']).toMatchObject({ messages: { pending: 1, delivered: 1, failed: 1 }, attempts: 1, successShare: 1 })
    expect(body['last7Days']).toMatchObject({ messages: { pending: 1, delivered: 3, failed: 1 }, attempts: 4, successShare: 0.75 })
    const { durationMs } = body['last7Days'] as { durationMs: Record<'p50' | 'p95' | 'p99', number> }
    expect(durationMs.p50).toBeLessThanOrEqual(durationMs.p95)
    expect(durationMs.p95).toBeLessThanOrEqual(durationMs.p99)
    expect(body).toMatchObject({
      lastSuccessAt: later.toISOString(),
      lastFailureAt: start.toISOString(),
      oldestPendingAt: later.toISOString(),
    })
  })

  it('tells what is held under the cap and what room is left this month', async () => {
    const { body: endpoint } = await webhooks.createEndpoint('https://hr.example.com/')
    await patch(endpoint.id, { peoplePerMonth: 8 })
    const jobseekerId = uuidv7()
    const released = { type: 'match.proposed', status: 'delivered', releasedAt: webhooks.clock.now } as const
    await insertMessageRows(webhooks, endpoint.id, [
      { ...released, jobseekerId },
      { ...released, jobseekerId },
      { ...released, jobseekerId: uuidv7(), releasedAt: new Date(webhooks.clock.now.getTime() - 40 * dayMs) },
      { ...released, jobseekerId: uuidv7() },
      { type: 'match.proposed', status: 'held', count: 3 },
    ])

    const { body } = await read(endpoint.id)

    expect(body['cap']).toEqual({
      peoplePerMonth: 8,
      releasedThisMonth: 2,
      roomNow: capWindow(8, webhooks.clock.now).allowed - 2,
      roomThisMonth: 6,
      held: 3,
    })
  })

  it('says in words how the endpoint stands, and is a 404 for a stranger', async () => {
    const { body: endpoint } = await webhooks.createEndpoint('https://hr.example.com/')
    await patch(endpoint.id, { status: 'paused' })

    expect((await read(endpoint.id)).body['state']).toMatchObject({ code: 'paused', zh: expect.stringContaining('暂停') as string })
    expect((await read(endpoint.id, webhooks.tokens.otherEnterprise)).status).toBe(404)
    expect((await read(uuidv7(), webhooks.tokens.otherEnterprise)).status).toBe(404)
  })
})
