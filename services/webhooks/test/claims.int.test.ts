import { eventually } from '@zhihe/testing/eventually'
import { startWebhookCatcher } from '@zhihe/testing/webhook-catcher'
import { sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claimMessages } from '../src/store/claim-store.ts'
import { postingClosed, shortlistChanged } from './sample-events.ts'
import { sendAll, startWebhooks, type Webhooks } from './webhooks-service.ts'

const leaseMs = 5_000

describe('claims', () => {
  let webhooks: Webhooks
  beforeEach(async () => {
    webhooks = await startWebhooks()
  })
  afterEach(async () => await webhooks[Symbol.asyncDispose]())

  const about = () => ({ tenantId: webhooks.tenantId, employerId: webhooks.employerId })
  const summary = async () => (await webhooks.messages()).map(({ status, attempts }) => [status, attempts])
  const attemptsOfOnly = async () => await webhooks.attempts((await webhooks.messages())[0]?.['id'])

  it('sends each message once when two senders work at the same time', async () => {
    await using catcher = await startWebhookCatcher()
    await webhooks.createEndpoint(catcher.url)
    await webhooks.hear(shortlistChanged(about(), { proposed: 60 }))

    await Promise.all([sendAll(webhooks.startSender()), sendAll(webhooks.startSender())])
    await sendAll(webhooks.startSender())

    expect(catcher.requests).toHaveLength(60)
    expect(new Set(catcher.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(60)
    expect(new Set((await summary()).map(String))).toEqual(new Set(['delivered,1']))
  })

  it('has at most four in flight to one endpoint, over all senders, and does not hold up another', async () => {
    await using hanging = await startWebhookCatcher({ reply: { hang: true } })
    await using healthy = await startWebhookCatcher()
    await webhooks.createEndpoint(hanging.url, { events: ['match.proposed'] })
    await webhooks.createEndpoint(healthy.url, { events: ['match.withdrawn'] })
    await webhooks.hear(shortlistChanged(about(), { proposed: 50, withdrawn: 40 }))
    const sender = webhooks.startSender({ deadlineMs: 60_000 })
    const other = webhooks.startSender({ deadlineMs: 60_000 })

    const done = () => sender.done() + other.done()
    while (healthy.requests.length < 40) {
      const doneBefore = done()
      const taken = await Promise.all([sender.takeUp(), other.takeUp()])
      // What got done meanwhile made room; to wait then would be to wait for what hangs.
      if (taken.some((count) => count > 0) || done() > doneBefore) continue
      await Promise.race([sender.oneDone(), other.oneDone()])
    }
    await eventually(async () => expect((await summary()).filter(([status]) => status === 'delivered')).toHaveLength(40))

    // A delivery is written down before its sender counts it as done, so the count follows in a moment.
    await eventually(async () => expect([sender.inFlight() + other.inFlight(), hanging.requests.length]).toEqual([4, 4]))
  })

  it('gives each endpoint its first message before any gets its second', async () => {
    await using catcher = await startWebhookCatcher({ reply: { hang: true } })
    const employers = Array.from({ length: 12 }, () => uuidv7())
    for (const employerId of employers) {
      await webhooks.createEndpoint(`${catcher.url}${employerId}`, { token: await webhooks.key('enterprise', { employerId }) })
      await webhooks.hear(shortlistChanged({ tenantId: webhooks.tenantId, employerId }, { proposed: 10 }))
      webhooks.advance(1_000)
    }

    const taken = await webhooks.startSender({ deadlineMs: 60_000, limits: { quick: 32 } }).takeUp()
    await catcher.next(32)

    const perEndpoint = employers.map((employerId) => catcher.requests.filter(({ path }) => path === `/${employerId}`).length)
    expect(taken).toBe(32)
    expect(perEndpoint).toEqual([3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2])
  })

  it('are on the disk before anything is sent, so that no crash can make a message that went out look unheard', async () => {
    const { db } = webhooks.database
    const claim = {
      now: webhooks.clock.now,
      leaseUntil: new Date(webhooks.clock.now.getTime() + leaseMs),
      token: 'durable',
      room: { quick: 1, slow: 1 },
      perEndpoint: 1,
      slowIds: [],
      keyIds: [],
    }
    const setting = await db.transaction(async (tx) => {
      await tx.execute(sql`set local synchronous_commit = on`)
      await claimMessages(tx, claim)
      return (await tx.execute<{ setting: string }>(sql`select current_setting('synchronous_commit') as setting`)).rows[0]?.setting
    })

    expect(setting).toBe('on')
  })

  it('says unknown of an attempt that nobody ended, sends again under the same id, and does not count it', async () => {
    await using catcher = await startWebhookCatcher({ reply: (_request, index) => (index === 0 ? { hang: true } : { status: 500 }) })
    await webhooks.createEndpoint(catcher.url)
    await webhooks.hear(postingClosed(about()))
    await webhooks.startSender({ deadlineMs: 60_000 }).takeUp()
    await catcher.next()
    const heir = webhooks.startSender()

    webhooks.advance(leaseMs - 1)
    expect(await heir.takeUp()).toBe(0)
    webhooks.advance(1)
    await sendAll(heir)

    const [resent] = await catcher.next()
    expect(resent?.headers['webhook-id']).toBe(catcher.requests[0]?.headers['webhook-id'])
    const nextAttemptAt = new Date(webhooks.clock.now.getTime() + 5_000).toISOString()
    expect(await attemptsOfOnly()).toMatchObject([
      { number: 1, outcome: 'unknown', durationMs: null },
      { number: 2, outcome: 'failure', nextAttemptAt },
    ])
  })

  it('notes the late answer of a sender that lost its claim, and lets it change nothing else', async () => {
    await using catcher = await startWebhookCatcher({
      reply: (_request, index) => (index === 0 ? { status: 500, delayMs: 700 } : { status: 200 }),
    })
    await webhooks.createEndpoint(catcher.url)
    await webhooks.hear(postingClosed(about()))
    const frozen = webhooks.startSender()
    await frozen.takeUp()
    await catcher.next()

    webhooks.advance(leaseMs)
    await sendAll(webhooks.startSender())
    await frozen.oneDone()

    expect(await summary()).toEqual([['delivered', 2]])
    expect(await attemptsOfOnly()).toMatchObject([
      { number: 1, outcome: 'failure', responseStatus: 500, nextAttemptAt: null },
      { number: 2, outcome: 'success' },
    ])
  })

  it('does not let a late answer take a message out of the hands of whoever has it now', async () => {
    await using catcher = await startWebhookCatcher({
      reply: (_request, index) => (index === 0 ? { status: 500, delayMs: 500 } : { hang: true }),
    })
    await webhooks.createEndpoint(catcher.url)
    await webhooks.hear(postingClosed(about()))
    const frozen = webhooks.startSender()
    await frozen.takeUp()
    await catcher.next()

    webhooks.advance(leaseMs)
    await webhooks.startSender({ deadlineMs: 60_000 }).takeUp()
    await frozen.oneDone()
    webhooks.advance(leaseMs - 1)

    expect(await webhooks.messages()).toMatchObject([{ status: 'pending', attempts: 2, lastResponseStatus: null }])
    expect(await webhooks.startSender().takeUp()).toBe(0)
  })

  it('keeps what is in flight for as long as it lasts, also when its lease ended while the database was away', async () => {
    await using catcher = await startWebhookCatcher({ reply: { hang: true } })
    await webhooks.createEndpoint(catcher.url)
    await webhooks.hear(postingClosed(about()))
    const sender = webhooks.startSender({ deadlineMs: 60_000 })
    await sender.takeUp()
    const other = webhooks.startSender()

    for (let second = 0; second < 3 * (leaseMs / 1_000); second += 1) {
      webhooks.advance(1_000)
      await sender.takeUp()
      expect(await other.takeUp()).toBe(0)
    }
    webhooks.advance(2 * leaseMs)
    expect(await sender.takeUp()).toBe(0)

    expect(await summary()).toEqual([['pending', 1]])
  })

  it('gives up a message that no sender survives', async () => {
    await using catcher = await startWebhookCatcher({ reply: { hang: true } })
    await webhooks.createEndpoint(catcher.url)
    await webhooks.hear(postingClosed(about()))

    for (let life = 0; life < 20; life += 1) {
      await webhooks.startSender({ deadlineMs: 60_000 }).takeUp()
      webhooks.advance(leaseMs)
    }

    expect(await summary()).toEqual([['failed', 5]])
  })

  it('returns what it cannot finish when it stops, to be sent again at once', async () => {
    await using catcher = await startWebhookCatcher({ reply: (_request, index) => (index === 0 ? { hang: true } : { status: 204 }) })
    await webhooks.createEndpoint(catcher.url)
    await webhooks.hear(postingClosed(about()))
    const stopping = webhooks.startSender({ deadlineMs: 60_000 })
    await stopping.takeUp()
    await catcher.next()

    await stopping.drain(20)
    expect(await stopping.takeUp()).toBe(0)
    await sendAll(webhooks.startSender())

    expect(await summary()).toEqual([['delivered', 2]])
    expect(await attemptsOfOnly()).toMatchObject([{ outcome: 'unknown' }, { outcome: 'success' }])
  })

  it('finishes what is in flight when it stops', async () => {
    await using catcher = await startWebhookCatcher({ reply: { status: 204, delayMs: 200 } })
    await webhooks.createEndpoint(catcher.url)
    await webhooks.hear(shortlistChanged(about(), { proposed: 4 }))
    const stopping = webhooks.startSender()
    await stopping.takeUp()

    await stopping.drain(5_000)

    expect(await summary()).toEqual(Array.from({ length: 4 }, () => ['delivered', 1]))
  })

  it('leaves a message cancelled whose endpoint is deleted in mid-flight, with the attempt on record', async () => {
    await using catcher = await startWebhookCatcher({ reply: { status: 500, delayMs: 300 } })
    const { body: endpoint } = await webhooks.createEndpoint(catcher.url)
    await webhooks.hear(postingClosed(about()))
    const sender = webhooks.startSender()
    await sender.takeUp()

    await webhooks.call({ method: 'DELETE', url: `/v1/webhook-endpoints/${endpoint.id}` })
    await sendAll(sender)

    expect(await summary()).toEqual([['cancelled', 1]])
    expect(await attemptsOfOnly()).toMatchObject([{ outcome: 'failure', responseStatus: 500, nextAttemptAt: null }])
  })
})
