import { UnrecoverableJobError } from '@zhihe/queue/policy'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { consumeEvent } from '../src/jobs/consume-event.ts'
import { postingClosed, shortlistChanged } from './sample-events.ts'
import { startWebhooks, type Webhooks } from './webhooks-service.ts'

const hook = 'https://hr.example.com/zhihe'

describe('webhook messages', () => {
  let webhooks: Webhooks
  beforeAll(async () => {
    webhooks = await startWebhooks({ allowPrivate: false })
  })
  afterAll(async () => await webhooks[Symbol.asyncDispose]())

  /** An employer of its own with an endpoint and a key, so that tests do not see each other's messages. */
  async function newEmployer(options: { events?: string[] } = {}) {
    const employerId = uuidv7()
    const token = await webhooks.key('enterprise', { employerId })
    const endpoint = await webhooks.createEndpoint(hook, { token, ...options })
    return { about: { tenantId: webhooks.tenantId, employerId }, token, endpointId: endpoint.body.id }
  }

  it('makes one message per endpoint and thing to say, for those who asked for it', async () => {
    const { about, token, endpointId } = await newEmployer()
    const onlyWithdrawn = await webhooks.createEndpoint(hook, { token, events: ['match.withdrawn'] })

    await webhooks.hear(shortlistChanged(about, { proposed: 2, withdrawn: 1 }))

    const messages = await webhooks.messages(token)
    const typesOf = (id: string) =>
      messages
        .filter((message) => message['endpointId'] === id)
        .map(({ type }) => String(type))
        .toSorted()
    expect(typesOf(endpointId)).toEqual(['match.proposed', 'match.proposed', 'match.withdrawn'])
    expect(typesOf(onlyWithdrawn.body.id)).toEqual(['match.withdrawn'])
    expect(messages[0]).toMatchObject({
      status: 'pending',
      attempts: 0,
      lastResponseStatus: null,
      nextAttemptAt: webhooks.clock.now.toISOString(),
    })
    expect(messages.every(({ id }) => /^msg_[0-9a-f]{32}$/.test(String(id)))).toBe(true)
  })

  it('says a thing once however often its event comes, also at the same time', async () => {
    const { about, token } = await newEmployer()
    const event = shortlistChanged(about, { proposed: 3 })

    await Promise.all(Array.from({ length: 5 }, () => webhooks.hear(event)))
    await webhooks.hear(event)

    expect(await webhooks.messages(token)).toHaveLength(3)
  })

  it('says nothing to an endpoint that was made after the event was heard', async () => {
    const { about, token, endpointId } = await newEmployer()
    const event = postingClosed(about)
    await webhooks.hear(event)
    await webhooks.createEndpoint(hook, { token })

    await webhooks.hear(event)

    expect((await webhooks.messages(token)).map((message) => message['endpointId'])).toEqual([endpointId])
  })

  it('does not lose the event when its transaction fails', async () => {
    const { about, token } = await newEmployer()
    const event = postingClosed(about)
    const brokenClock = consumeEvent({
      db: webhooks.database.db,
      now: () => {
        throw new Error('no time')
      },
    })

    await expect(brokenClock({ data: event })).rejects.toThrow('no time')
    await webhooks.hear(event)

    expect(await webhooks.messages(token)).toHaveLength(1)
  })

  it('puts a job that is no event aside for good, and ignores events it says nothing about', async () => {
    const consume = consumeEvent({ db: webhooks.database.db, now: () => webhooks.clock.now })
    const event = postingClosed({ tenantId: webhooks.tenantId, employerId: webhooks.employerId })

    await expect(consume({ data: { type: 'posting.closed' } })).rejects.toThrow(UnrecoverableJobError)
    await expect(consume({ data: { ...event, data: { ...event.data, title: '岗'.repeat(7_000) } } })).rejects.toThrow('body_too_large')
  })

  it('has seen also what it says nothing about, or it would be taken for lost and come again', async () => {
    const consume = consumeEvent({ db: webhooks.database.db, now: () => webhooks.clock.now })
    const event = postingClosed({ tenantId: webhooks.tenantId, employerId: webhooks.employerId })
    const people = [{ jobseekerId: event.id, seq: 1, lists: 1, firstPlaces: 0, proposals: 1 }]

    await consume({ data: { ...event, type: 'exposure.changed', data: { people } } })

    const { rows } = await webhooks.database.pool.query('select consumer from webhooks.inbox where event_id = $1', [event.id])
    expect(rows).toEqual([{ consumer: 'webhooks' }])
  })

  it('shows an employer its own, an organiser those of its tenant-wide endpoints, and strangers nothing', async () => {
    const { tokens } = webhooks
    const { about, token } = await newEmployer()
    const wide = await webhooks.createEndpoint(hook, { token: tokens.organiser })
    const foreign = await webhooks.createEndpoint(hook, { token: tokens.otherOrganiser })

    await webhooks.hear(postingClosed(about))

    const [mine] = await webhooks.messages(token)
    const [organisers] = await webhooks.messages(tokens.organiser)
    expect(organisers?.['endpointId']).toBe(wide.body.id)
    expect(mine?.['endpointId']).not.toBe(wide.body.id)
    expect(await webhooks.messages(tokens.otherOrganiser)).toEqual([])
    expect(await webhooks.messages(tokens.otherEnterprise)).toEqual([])
    expect((await webhooks.messages(tokens.admin)).map(({ id }) => id)).toEqual([organisers?.['id']])
    const read = async (message: Record<string, unknown> | undefined, reader: string) =>
      (await webhooks.call({ url: `/v1/webhook-messages/${String(message?.['id'])}/attempts`, token: reader })).status
    expect([await read(mine, token), await read(organisers, tokens.organiser)]).toEqual([200, 200])
    expect([await read(mine, tokens.organiser), await read(organisers, token), await read(mine, tokens.otherEnterprise)]).toEqual([
      404, 404, 404,
    ])
    for (const [id, owner] of [
      [wide.body.id, tokens.organiser],
      [foreign.body.id, tokens.otherOrganiser],
    ] as const)
      await webhooks.call({ method: 'DELETE', url: `/v1/webhook-endpoints/${id}`, token: owner })
  })

  it('lists newest first in pages and by endpoint and status', async () => {
    const { about, token, endpointId } = await newEmployer({ events: ['posting.closed'] })
    const second = await webhooks.createEndpoint(hook, { token, events: ['match.proposed'] })
    for (let heard = 0; heard < 5; heard += 1) await webhooks.hear(postingClosed(about))
    await webhooks.hear(shortlistChanged(about))
    const page = async (query: string) => (await webhooks.call({ url: `/v1/webhook-messages?${query}`, token })).body

    const first = await page(`endpointId=${endpointId}&limit=3`)
    const rest = await page(`endpointId=${endpointId}&limit=3&cursor=${first.nextCursor}`)

    const ids = [...first.items, ...rest.items].map(({ id }) => String(id))
    expect(ids).toHaveLength(5)
    expect(ids).toEqual(ids.toSorted().toReversed())
    expect([rest.nextCursor, (await page(`endpointId=${second.body.id}`)).items.length]).toEqual([null, 1])
    expect([(await page('status=pending')).items.length, (await page('status=failed')).items.length]).toEqual([6, 0])
    const now = encodeURIComponent(webhooks.clock.now.toISOString())
    const found = async (query: string) => (await page(query)).items.length
    expect([await found('type=match.proposed'), await found(`type=posting.closed&since=${now}`), await found(`until=${now}`)]).toEqual([
      1, 5, 0,
    ])
    expect((await webhooks.call({ url: '/v1/webhook-messages?status=lost', token })).body['errors']).toMatchObject([
      { pointer: '#/query/status' },
    ])
  })

  it('cancels what was to be sent when its endpoint is deleted, and hears no more for it', async () => {
    const { about, token, endpointId } = await newEmployer()
    await webhooks.hear(shortlistChanged(about, { proposed: 2 }))

    await webhooks.call({ method: 'DELETE', url: `/v1/webhook-endpoints/${endpointId}`, token })
    await webhooks.hear(postingClosed(about))

    expect((await webhooks.messages(token)).map(({ status, nextAttemptAt }) => [status, nextAttemptAt])).toEqual([
      ['cancelled', null],
      ['cancelled', null],
    ])
  })
})
