import { startWebhookCatcher } from '@zhihe/testing/webhook-catcher'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storeMessages } from './stored-messages.ts'
import { sendAll, startWebhooks, type Webhooks } from './webhooks-service.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const openMs = 30 * second

describe('the breaker of an endpoint', () => {
  let webhooks: Webhooks
  beforeEach(async () => {
    webhooks = await startWebhooks()
  })
  afterEach(async () => await webhooks[Symbol.asyncDispose]())

  const stateOf = async (endpointId: string) => {
    const { rows } = await webhooks.admin.query<Record<string, unknown>>(
      'select status, failures, failing_since, open_until, disabled_reason from webhooks.endpoints where id = $1',
      [endpointId],
    )
    return rows[0]
  }
  const kinds = async () => {
    const { rows } = await webhooks.admin.query<{ kind: string; count: number }>(
      'select kind, count(*)::int as count from webhooks.attempts group by kind order by kind',
    )
    return Object.fromEntries(rows.map(({ kind, count }) => [kind, count]))
  }
  const statuses = async () => {
    const { rows } = await webhooks.admin.query<{ status: string; count: number }>(
      `select status, count(*)::int as count from webhooks.messages where type <> 'endpoint.disabled' group by status`,
    )
    return Object.fromEntries(rows.map(({ status, count }) => [status, count]))
  }

  it('opens after five failures in a row, lets one probe through every 30 s and closes at the first success, for all that waits', async () => {
    await using catcher = await startWebhookCatcher({ reply: { status: 500 } })
    const { body: endpoint } = await webhooks.createEndpoint(catcher.url)
    await storeMessages(webhooks, { endpointId: endpoint.id, count: 8 })
    const sender = webhooks.startSender()
    await sendAll(sender)
    const openedWith = catcher.requests.length

    webhooks.advance(openMs - 1)
    await sendAll(sender)
    const whileOpen = catcher.requests.length
    webhooks.advance(1)
    await sendAll(sender)
    const afterProbe = catcher.requests.length
    catcher.answerWith({ status: 204 })
    webhooks.advance(openMs)
    await sendAll(sender)
    webhooks.advance(openMs)
    await sendAll(sender)

    expect(openedWith).toBeGreaterThanOrEqual(5)
    expect([whileOpen, afterProbe]).toEqual([openedWith, openedWith + 1])
    expect(await statuses()).toEqual({ delivered: 8 })
    expect((await kinds())['probe']).toBe(2)
    expect(await stateOf(endpoint.id)).toMatchObject({ failures: 0, failing_since: null, open_until: null })
  })

  it('costs no try while an endpoint is down for six hours, and all is delivered within a minute of its return', async () => {
    await using catcher = await startWebhookCatcher({ reply: { status: 503 } })
    const { body: endpoint } = await webhooks.createEndpoint(catcher.url)
    await storeMessages(webhooks, { endpointId: endpoint.id, count: 20 })
    const sender = webhooks.startSender()

    for (let ms = 0; ms < 6 * hour; ms += minute) {
      await sendAll(sender)
      webhooks.advance(minute)
    }
    const { rows: spent } = await webhooks.admin.query<{ tries: number; status: string }>('select tries, status from webhooks.messages')
    const probes = (await kinds())['probe'] ?? 0
    catcher.answerWith({ status: 204 })
    for (let ms = 0; ms <= minute; ms += second) {
      await sendAll(sender)
      webhooks.advance(second)
    }

    expect(spent.every(({ tries, status }) => tries <= 2 && status === 'pending')).toBe(true)
    expect(probes).toBeGreaterThan(300)
    expect(probes).toBeLessThanOrEqual((6 * hour) / openMs)
    expect(await statuses()).toEqual({ delivered: 20 })
  })

  it('has one probe in flight over all senders, and waits 30 s after one whose sender died', async () => {
    await using catcher = await startWebhookCatcher({ reply: { status: 500 } })
    const { body: endpoint } = await webhooks.createEndpoint(catcher.url)
    await storeMessages(webhooks, { endpointId: endpoint.id, count: 8 })
    await sendAll(webhooks.startSender())
    const before = catcher.requests.length
    catcher.answerWith({ hang: true })
    webhooks.advance(openMs)
    const senders = [webhooks.startSender({ deadlineMs: 60_000 }), webhooks.startSender({ deadlineMs: 60_000 })]

    await Promise.all(senders.map(async (sender) => await sender.takeUp()))
    await Promise.all(senders.map(async (sender) => await sender.takeUp()))
    await catcher.next(before + 1)
    webhooks.advance(openMs - 1)
    const tooEarly = await webhooks.startSender().takeUp()
    webhooks.advance(1)
    const inTime = await webhooks.startSender({ deadlineMs: 60_000 }).takeUp()

    expect([catcher.requests.length - before <= 2, tooEarly, inTime]).toEqual([true, 0, 1])
  })

  it('disables an endpoint after five days of nothing but failure, keeps what waits as missed, and sends no more', async () => {
    await using catcher = await startWebhookCatcher({ reply: { status: 500 } })
    const { body: endpoint } = await webhooks.createEndpoint(catcher.url, { events: ['match.proposed'] })
    await storeMessages(webhooks, { endpointId: endpoint.id, count: 30 })
    const sender = webhooks.startSender()
    for (let ms = 0; ms < 120 * hour; ms += hour) {
      await sendAll(sender)
      webhooks.advance(hour)
    }
    const before = await stateOf(endpoint.id)

    await sendAll(sender)
    webhooks.advance(hour)
    await sendAll(sender)
    const requests = catcher.requests.length
    webhooks.advance(hour)
    await sendAll(sender)

    expect(before).toMatchObject({ status: 'active', disabled_reason: null })
    expect(await stateOf(endpoint.id)).toMatchObject({ status: 'disabled', disabled_reason: 'failing' })
    expect(await statuses()).toEqual({ missed: 30 })
    expect(catcher.requests.length).toBe(requests)
  })

  it('makes one test attempt whatever the state of the endpoint, and learns nothing from it', async () => {
    await using catcher = await startWebhookCatcher({ reply: { status: 500 } })
    const { body: endpoint } = await webhooks.createEndpoint(catcher.url)
    await storeMessages(webhooks, { endpointId: endpoint.id, count: 8 })
    const sender = webhooks.startSender()
    await sendAll(sender)
    const before = await stateOf(endpoint.id)
    catcher.answerWith({ status: 200 })
    const [testId] = await storeMessages(webhooks, { endpointId: endpoint.id, count: 1 })
    await webhooks.admin.query(`update webhooks.messages set next_kind = 'test' where id = $1`, [testId])

    await sendAll(sender)

    const { rows } = await webhooks.admin.query('select status, tries from webhooks.messages where id = $1', [testId])
    expect(rows).toEqual([{ status: 'delivered', tries: 0 }])
    expect(await kinds()).toMatchObject({ test: 1 })
    expect(await stateOf(endpoint.id)).toEqual(before)
  })
})
