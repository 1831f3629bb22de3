import { eventually } from '@zhihe/testing/eventually'
import { startWebhookCatcher } from '@zhihe/testing/webhook-catcher'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storeMessages } from './stored-messages.ts'
import { startWebhooks, type Webhooks } from './webhooks-service.ts'

describe('fairness', () => {
  let webhooks: Webhooks
  beforeEach(async () => {
    webhooks = await startWebhooks()
  })
  afterEach(async () => await webhooks[Symbol.asyncDispose]())

  async function endpointsOf(origin: string, { count, token }: { count: number; token?: string }): Promise<string[]> {
    const ids: string[] = []
    for (let made = 0; made < count; made += 1) {
      const owner = token ?? (await webhooks.key('enterprise', { employerId: uuidv7() }))
      ids.push((await webhooks.createEndpoint(`${origin}${made}`, { token: owner })).body.id)
    }
    return ids
  }

  it('takes tenants in turn: one with many endpoints does not crowd out one with a single endpoint', async () => {
    await using catcher = await startWebhookCatcher({ reply: { hang: true } })
    const many = await endpointsOf(`${catcher.url}many/`, { count: 10 })
    for (const endpointId of many) await storeMessages(webhooks, { endpointId, count: 10 })
    webhooks.advance(1_000)
    const [single = ''] = await endpointsOf(`${catcher.url}single/`, { count: 1, token: webhooks.tokens.otherOrganiser })
    await storeMessages(webhooks, { endpointId: single, count: 10, tenantId: webhooks.otherTenantId })

    await webhooks.startSender({ deadlineMs: 60_000, limits: { quick: 8 } }).takeUp()
    const requests = await catcher.next(8)

    const bySingle = requests.filter(({ path }) => path.startsWith('/single/')).length
    expect([bySingle, requests.length - bySingle]).toEqual([4, 4])
  })

  it('gives one place to an endpoint that fails, until it succeeds', async () => {
    await using catcher = await startWebhookCatcher({ reply: { status: 500 } })
    const [endpointId = ''] = await endpointsOf(catcher.url, { count: 1 })
    await storeMessages(webhooks, { endpointId })
    const sender = webhooks.startSender()
    await sender.takeUp()
    await sender.oneDone()
    await storeMessages(webhooks, { endpointId, count: 10 })
    catcher.answerWith({ status: 204 })

    const whileFailing = await sender.takeUp()
    await sender.oneDone()
    const afterSuccess = await sender.takeUp()

    expect([whileFailing, afterSuccess]).toEqual([1, 4])
  })

  it('keeps places for the quick however many hang', async () => {
    await using hanging = await startWebhookCatcher({ reply: { hang: true } })
    await using healthy = await startWebhookCatcher()
    const bad = await endpointsOf(hanging.url, { count: 8 })
    for (const endpointId of bad) await storeMessages(webhooks, { endpointId, count: 10 })
    const sender = webhooks.startSender({ deadlineMs: 60_000, limits: { quick: 32, slow: 2 } })
    const atFirst = await sender.takeUp()
    const [good = ''] = await endpointsOf(healthy.url, { count: 1 })
    await storeMessages(webhooks, { endpointId: good, count: 40 })
    const whileFull = await sender.takeUp()

    // After a second what hangs is known to be slow and gives its places back.
    await eventually(async () => {
      await sender.takeUp()
      expect(healthy.requests).toHaveLength(40)
    })

    expect([atFirst, whileFull]).toEqual([32, 0])
    expect(hanging.requests).toHaveLength(32)
  })
})
