import { startWebhookCatcher, type WebhookCatcher } from '@zhihe/testing/webhook-catcher'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { consentingPeople, storeMessages } from './stored-messages.ts'
import { sendAll, startWebhooks, type Webhooks } from './webhooks-service.ts'

const day = 86_400_000

describe('a cap of people a month', () => {
  let webhooks: Webhooks
  let catcher: WebhookCatcher
  beforeEach(async () => {
    webhooks = await startWebhooks()
    catcher = await startWebhookCatcher()
    webhooks.clock.now = new Date('2026-12-01T04:00:00Z')
  })
  afterEach(async () => {
    await catcher[Symbol.asyncDispose]()
    await webhooks[Symbol.asyncDispose]()
  })

  async function cappedEndpoint(peoplePerMonth: number | null): Promise<string> {
    const { body } = await webhooks.createEndpoint(catcher.url)
    await webhooks.admin.query('update webhooks.endpoints set people_per_month = $2 where id = $1', [body.id, peoplePerMonth])
    return body.id
  }
  const sentNumbers = () => catcher.requests.map(({ rawBody }) => (JSON.parse(rawBody.toString()) as { number: number }).number)
  const later = async (ms: number): Promise<number[]> => {
    const before = catcher.requests.length
    webhooks.advance(ms)
    await sendAll(webhooks.startSender())
    return sentNumbers()
      .slice(before)
      .toSorted((a, b) => a - b)
  }

  it('lets out the best first, a quarter of the month’s people in each quarter of the month', async () => {
    const endpointId = await cappedEndpoint(8)
    const people = await consentingPeople(webhooks, 12)
    const priorities = [10, 120, 20, 110, 30, 100, 40, 90, 50, 80, 60, 70]
    await storeMessages(webhooks, { endpointId, status: 'held', people, priorities })

    const quarters = [await later(0), await later(8 * day), await later(8 * day), await later(8 * day)]

    expect(quarters).toEqual([
      [2, 4],
      [6, 8],
      [10, 12],
      [9, 11],
    ])
    expect(await later(7 * day)).toEqual([5, 7]) // next month: the cap is new
  })

  it('counts people and not messages: more about somebody already told needs no room', async () => {
    const endpointId = await cappedEndpoint(4)
    const [told, other] = await consentingPeople(webhooks, 2)
    await storeMessages(webhooks, { endpointId, status: 'held', people: [told ?? '', other ?? ''], priorities: [9, 1] })
    const first = await later(0)
    await storeMessages(webhooks, { endpointId, status: 'held', people: [told ?? ''], priorities: [5] })

    const second = await later(1_000)

    expect([first, second]).toEqual([[1], [1]])
  })

  it('spends no room on people who said no meanwhile', async () => {
    const endpointId = await cappedEndpoint(4)
    const [best, next] = await consentingPeople(webhooks, 2)
    await storeMessages(webhooks, { endpointId, status: 'held', people: [best ?? '', next ?? ''], priorities: [9, 1] })
    await webhooks.admin.query('delete from consent.given where jobseeker_id = $1', [best])

    expect(await later(0)).toEqual([2])
  })

  it('holds nothing back any longer when the cap is taken away', async () => {
    const endpointId = await cappedEndpoint(null)
    await storeMessages(webhooks, { endpointId, status: 'held', people: await consentingPeople(webhooks, 3) })

    expect(await later(0)).toEqual([1, 2, 3])
  })

  it('never lets out more than the cap when several senders work at once', async () => {
    const endpointId = await cappedEndpoint(20)
    await storeMessages(webhooks, { endpointId, status: 'held', people: await consentingPeople(webhooks, 60) })

    await Promise.all(Array.from({ length: 4 }, async () => await sendAll(webhooks.startSender())))

    expect(catcher.requests).toHaveLength(5)
  })
})
