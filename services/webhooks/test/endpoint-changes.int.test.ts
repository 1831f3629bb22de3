import { startWebhookCatcher } from '@zhihe/testing/webhook-catcher'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { insertMessageRows } from './message-rows.ts'
import { postingClosed } from './sample-events.ts'
import { sendAll, startWebhooks, type Webhooks } from './webhooks-service.ts'

const base = '/v1/webhook-endpoints'

describe('changing a webhook endpoint', () => {
  let webhooks: Webhooks
  beforeEach(async () => {
    webhooks = await startWebhooks()
  })
  afterEach(async () => await webhooks[Symbol.asyncDispose]())

  const about = () => ({ tenantId: webhooks.tenantId, employerId: webhooks.employerId })
  const patch = async (id: string, body: unknown, token = webhooks.tokens.enterprise) =>
    await webhooks.call({ method: 'PATCH', url: `${base}/${id}`, body, token })
  const people = [uuidv7(), uuidv7(), uuidv7()]
  const consentTo = async (ids: string[]) =>
    await webhooks.admin.query(`insert into consent.given select unnest($1::uuid[]), 'matching', now()`, [ids])
  const statuses = async () => (await webhooks.messages()).map(({ status }) => String(status))

  it('takes a cap and a scheme when it is made, and shows the public half of a v1a key', async () => {
    const body = { url: 'https://hr.example.com/', events: ['match.proposed'], peoplePerMonth: 8, scheme: 'v1a' }

    const created = await webhooks.call({ method: 'POST', url: base, body })

    expect(created.status).toBe(201)
    expect(created.body).toMatchObject({ peoplePerMonth: 8, scheme: 'v1a', secret: null, oldSecretsExpireAt: [], failures: 0 })
    expect(created.body['publicKey']).toMatch(/^whpk_[A-Za-z0-9+/]{43}=$/)
    expect((await webhooks.call({ method: 'POST', url: base, body: { ...body, peoplePerMonth: 0 } })).body['errors']).toMatchObject([
      { pointer: '/peoplePerMonth', code: 'too_small' },
    ])
  })

  it('changes what is given and leaves the rest', async () => {
    const { body: endpoint } = await webhooks.createEndpoint('https://hr.example.com/')
    webhooks.advance(1_000)

    const changed = await patch(endpoint.id, { description: '杭州', events: ['posting.closed'], peoplePerMonth: 8 })
    const cleared = await patch(endpoint.id, { description: null, peoplePerMonth: null, url: 'https://HR2.example.com' })

    expect([changed.status, changed.body]).toMatchObject([
      200,
      {
        description: '杭州',
        events: ['posting.closed'],
        peoplePerMonth: 8,
        url: endpoint['url'],
        updatedAt: webhooks.clock.now.toISOString(),
      },
    ])
    expect(cleared.body).toMatchObject({
      description: null,
      peoplePerMonth: null,
      url: 'https://hr2.example.com/',
      events: ['posting.closed'],
    })
    expect((await webhooks.call({ url: `${base}/${endpoint.id}` })).body).toEqual(cleared.body)
  })

  it('checks a new address like the first', async () => {
    await using strict = await startWebhooks({ allowPrivate: false })
    const { body: endpoint } = await strict.createEndpoint('https://hr.example.com/')
    const refused = await strict.call({ method: 'PATCH', url: `${base}/${endpoint.id}`, body: { url: 'https://127.1/' } })

    expect([refused.status, refused.body['code']]).toEqual([422, 'endpoint_url_refused'])
    expect(refused.body['errors']).toMatchObject([{ pointer: '/url', code: 'not_public' }])
  })

  it('refuses what it does not know, and is the same 404 for foreign and missing', async () => {
    const { body: endpoint } = await webhooks.createEndpoint('https://hr.example.com/')
    const requestId = /"requestId":"[^"]*"/

    const foreign = await patch(endpoint.id, { status: 'paused' }, webhooks.tokens.otherEnterprise)
    const missing = await patch(uuidv7(), { status: 'paused' }, webhooks.tokens.otherEnterprise)

    expect([foreign.status, missing.status]).toEqual([404, 404])
    expect(foreign.text.replace(requestId, '')).toBe(missing.text.replace(requestId, ''))
    expect((await patch(endpoint.id, { status: 'disabled' })).body['errors']).toMatchObject([{ pointer: '/status', code: 'not_allowed' }])
    expect((await patch(endpoint.id, { secret: 'x' })).body['errors']).toMatchObject([{ pointer: '/secret', code: 'unknown_key' }])
    expect((await patch(endpoint.id, {}, webhooks.tokens.federation)).status).toBe(403)
  })

  it('keeps messages waiting while it is paused, at no cost of an attempt, and sends them when it is resumed', async () => {
    await using catcher = await startWebhookCatcher()
    const { body: endpoint } = await webhooks.createEndpoint(catcher.url)
    const sender = webhooks.startSender()

    await patch(endpoint.id, { status: 'paused' })
    await webhooks.hear(postingClosed(about()))
    webhooks.advance(48 * 3_600_000)
    await sendAll(sender)
    expect([await statuses(), catcher.requests.length]).toEqual([['pending'], 0])
    await patch(endpoint.id, { status: 'active' })
    await sendAll(sender)

    expect(await statuses()).toEqual(['delivered'])
    expect(await webhooks.messages()).toMatchObject([{ attempts: 1 }])
  })

  it('enables one that answered 410, forgetting its failures', async () => {
    await using catcher = await startWebhookCatcher({ reply: { status: 410 } })
    const { body: endpoint } = await webhooks.createEndpoint(catcher.url)
    const sender = webhooks.startSender()
    await webhooks.hear(postingClosed(about()))
    await sendAll(sender)
    const disabled = await webhooks.call({ url: `${base}/${endpoint.id}` })
    catcher.answerWith({ status: 204 })

    const healed = await patch(endpoint.id, { status: 'active' })
    await webhooks.hear(postingClosed(about()))
    await sendAll(sender)

    expect(disabled.body).toMatchObject({ status: 'disabled', disabledReason: 'gone', disabledAt: webhooks.clock.now.toISOString() })
    expect(healed.body).toMatchObject({
      status: 'active',
      disabledReason: null,
      disabledAt: null,
      failures: 0,
      failingSince: null,
      openUntil: null,
    })
    expect((await statuses())[0]).toBe('delivered')
  })

  it('lets go what was held when its cap is taken away', async () => {
    await using catcher = await startWebhookCatcher()
    const { body: endpoint } = await webhooks.createEndpoint(catcher.url)
    await patch(endpoint.id, { peoplePerMonth: 1 })
    await consentTo(people)
    await insertMessageRows(
      webhooks,
      endpoint.id,
      people.map((jobseekerId) => ({ type: 'match.proposed', status: 'held', jobseekerId })),
    )
    const sender = webhooks.startSender()

    await sendAll(sender)
    expect((await statuses()).toSorted()).toEqual(['delivered', 'held', 'held'])
    await patch(endpoint.id, { peoplePerMonth: null })
    webhooks.advance(60_000)
    await sendAll(sender)

    expect(await statuses()).toEqual(['delivered', 'delivered', 'delivered'])
  })
})
