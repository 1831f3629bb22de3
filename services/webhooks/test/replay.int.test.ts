import { startWebhookCatcher } from '@zhihe/testing/webhook-catcher'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { insertMessageRows, type MessageRowFacts } from './message-rows.ts'
import { postingClosed } from './sample-events.ts'
import { sendAll, startWebhooks, type Webhooks } from './webhooks-service.ts'

describe('sending again', () => {
  let webhooks: Webhooks
  beforeEach(async () => {
    webhooks = await startWebhooks()
  })
  afterEach(async () => await webhooks[Symbol.asyncDispose]())

  const about = () => ({ tenantId: webhooks.tenantId, employerId: webhooks.employerId })
  const post = async (url: string, body?: unknown, headers: Record<string, string> = {}) =>
    await webhooks.call({ method: 'POST', url, headers, ...(body === undefined ? {} : { body }) })
  const retry = async (id: unknown, headers?: Record<string, string>) =>
    await post(`/v1/webhook-messages/${String(id)}/retry`, undefined, headers)
  const replay = async (id: string, body: Record<string, unknown>) =>
    await post(`/v1/webhook-endpoints/${id}/replay`, { since: '2026-01-01T00:00:00Z', ...body })
  const kinds = async (id: unknown) =>
    (await webhooks.attempts(id)).map(({ number, kind, outcome }) => `${String(number)} ${String(kind)} ${String(outcome)}`)
  const statusOf = async () => Object.fromEntries((await webhooks.messages()).map(({ id, status }) => [String(id), String(status)]))

  describe('one message by hand', () => {
    it('works twice and after a success, goes on numbering, drops the planned attempt and begins the schedule anew', async () => {
      await using catcher = await startWebhookCatcher({ reply: { status: 500 } })
      await webhooks.createEndpoint(catcher.url)
      await webhooks.hear(postingClosed(about()))
      const sender = webhooks.startSender()
      await sendAll(sender)
      const [message] = await webhooks.messages()

      const first = await retry(message?.['id'])
      await sendAll(sender)
      webhooks.advance(4_999)
      await sendAll(sender)
      expect(catcher.requests).toHaveLength(2)
      catcher.answerWith({ status: 200 })
      await retry(message?.['id'])
      await sendAll(sender)
      await retry(message?.['id'])
      await sendAll(sender)
      webhooks.advance(96 * 3_600_000)
      await sendAll(sender)

      expect([first.status, first.body]).toMatchObject([
        202,
        { status: 'pending', attempts: 1, nextAttemptAt: expect.any(String) as string },
      ])
      expect(await kinds(message?.['id'])).toEqual(['1 scheduled failure', '2 manual failure', '3 manual success', '4 manual success'])
      expect(new Set(catcher.requests.map(({ headers }) => String(headers['webhook-id']))).size).toBe(1)
      expect(await webhooks.messages()).toMatchObject([{ status: 'delivered', attempts: 4, nextAttemptAt: null }])
    })

    it('is asked for once under one Idempotency-Key', async () => {
      const { body: endpoint } = await webhooks.createEndpoint('https://hr.example.com/')
      const [id] = await insertMessageRows(webhooks, endpoint.id, [{ type: 'posting.closed', status: 'failed' }])

      const answers = await Promise.all([1, 2, 3].map(() => retry(id, { 'idempotency-key': 'once' })))

      expect(answers.map(({ status }) => status).filter((status) => status === 202).length).toBeGreaterThan(0)
      expect(new Set(answers.filter(({ status }) => status === 202).map(({ text }) => text)).size).toBe(1)
    })

    it('waits for the attempt that is under way', async () => {
      await using catcher = await startWebhookCatcher({ reply: { hang: true } })
      await webhooks.createEndpoint(catcher.url)
      await webhooks.hear(postingClosed(about()))
      const sender = webhooks.startSender()
      await sender.takeUp()
      await catcher.next()
      const [message] = await webhooks.messages()

      const refused = await retry(message?.['id'])

      expect([refused.status, refused.body['code']]).toEqual([409, 'attempt_in_flight'])
    })

    it('sends nothing that must not be said, and nothing to an endpoint that is down', async () => {
      const { body: endpoint } = await webhooks.createEndpoint('https://hr.example.com/')
      const matchId = uuidv7()
      const ids = await insertMessageRows(webhooks, endpoint.id, [
        { type: 'match.proposed', status: 'held' },
        { type: 'match.proposed', status: 'cancelled', matchId: uuidv7() },
        { type: 'match.proposed', status: 'failed', matchId, seq: 3 },
        { type: 'match.withdrawn', status: 'delivered', matchId, seq: 4 },
        { type: 'match.proposed', status: 'failed', matchId, seq: 5 },
      ])
      const codes = async () => await Promise.all(ids.map(async (id) => (await retry(id)).body['code'] ?? 'sent'))

      expect(await codes()).toEqual(['message_not_sendable', 'message_not_sendable', 'message_not_sendable', 'sent', 'sent'])
      await webhooks.call({ method: 'DELETE', url: `/v1/webhook-endpoints/${endpoint.id}` })
      expect(new Set(await codes())).toEqual(new Set(['endpoint_not_active']))
    })

    it('is a 404 for a stranger, like reading it', async () => {
      const { body: endpoint } = await webhooks.createEndpoint('https://hr.example.com/')
      const [id] = await insertMessageRows(webhooks, endpoint.id, [{ type: 'posting.closed', status: 'failed' }])
      const asStranger = async (method: 'GET' | 'POST', url: string) =>
        (await webhooks.call({ method, url, token: webhooks.tokens.otherEnterprise })).status

      expect((await webhooks.call({ url: `/v1/webhook-messages/${id}` })).body).toMatchObject({ id, status: 'failed', isTest: false })
      expect([await asStranger('POST', `/v1/webhook-messages/${id}/retry`), await asStranger('GET', `/v1/webhook-messages/${id}`)]).toEqual(
        [404, 404],
      )
    })
  })

  describe('many by one call', () => {
    it('sends what failed and was missed under the same ids, and what was delivered when asked to', async () => {
      await using catcher = await startWebhookCatcher()
      const { body: endpoint } = await webhooks.createEndpoint(catcher.url)
      const row = (status: MessageRowFacts['status']): MessageRowFacts => ({ type: 'posting.closed', status })
      const ids = await insertMessageRows(webhooks, endpoint.id, [row('failed'), row('missed'), row('delivered'), row('cancelled')])
      const sender = webhooks.startSender()

      const first = await replay(endpoint.id, {})
      await sendAll(sender)
      const nothingLeft = await replay(endpoint.id, {})
      const again = await replay(endpoint.id, { statuses: ['delivered', 'cancelled'] })
      await sendAll(sender)

      expect([first.status, first.body]).toEqual([202, { replayed: 2, held: 0, nextSince: null }])
      expect([nothingLeft.body['replayed'], again.body['replayed']]).toEqual([0, 4])
      expect(
        catcher.requests
          .slice(0, 2)
          .map(({ headers }) => String(headers['webhook-id']))
          .toSorted(),
      ).toEqual(ids.slice(0, 2).toSorted())
      expect(await kinds(ids[0])).toEqual(['1 manual success', '2 manual success'])
      expect(new Set(Object.values(await statusOf()))).toEqual(new Set(['delivered']))
    })

    it('keeps to the time and the types that were asked for', async () => {
      const { body: endpoint } = await webhooks.createEndpoint('https://hr.example.com/')
      const at = (hour: number) => new Date(Date.UTC(2026, 10, 20, hour))
      const ids = await insertMessageRows(webhooks, endpoint.id, [
        { type: 'posting.closed', status: 'missed', createdAt: at(1) },
        { type: 'posting.closed', status: 'missed', createdAt: at(2) },
        { type: 'posting.published', status: 'missed', createdAt: at(3) },
        { type: 'posting.closed', status: 'missed', createdAt: at(4) },
      ])

      const answer = await replay(endpoint.id, { since: at(2).toISOString(), until: at(4).toISOString(), types: ['posting.closed'] })

      expect(answer.body['replayed']).toBe(1)
      expect(await statusOf()).toMatchObject({ [String(ids[1])]: 'pending', [String(ids[2])]: 'missed', [String(ids[3])]: 'missed' })
      const backwards = await replay(endpoint.id, { since: at(2).toISOString(), until: at(2).toISOString() })
      expect(backwards.body['errors']).toMatchObject([{ pointer: '/until', code: 'before_start' }])
    })

    it('does not propose again who was withdrawn since, unless the withdrawal goes too', async () => {
      const { body: endpoint } = await webhooks.createEndpoint('https://hr.example.com/')
      const [told, silent] = [uuidv7(), uuidv7()]
      const ids = await insertMessageRows(webhooks, endpoint.id, [
        { type: 'match.proposed', status: 'missed', matchId: told, seq: 1 },
        { type: 'match.withdrawn', status: 'missed', matchId: told, seq: 2 },
        { type: 'match.proposed', status: 'missed', matchId: silent, seq: 1 },
        { type: 'match.withdrawn', status: 'delivered', matchId: silent, seq: 2 },
        { type: 'match.proposed', status: 'missed', matchId: silent, seq: 3 },
        { type: 'match.proposed', status: 'cancelled', matchId: uuidv7(), seq: 1 },
      ])

      const answer = await replay(endpoint.id, { statuses: ['missed', 'cancelled'] })

      expect(answer.body['replayed']).toBe(3)
      const states = await statusOf()
      expect(ids.map((id) => states[id])).toEqual(['pending', 'pending', 'missed', 'delivered', 'pending', 'cancelled'])
    })

    it('holds people that were never let out under the cap', async () => {
      const { body: endpoint } = await webhooks.createEndpoint('https://hr.example.com/')
      await webhooks.call({ method: 'PATCH', url: `/v1/webhook-endpoints/${endpoint.id}`, body: { peoplePerMonth: 1 } })
      await insertMessageRows(webhooks, endpoint.id, [
        { type: 'match.proposed', status: 'missed', count: 2 },
        { type: 'match.proposed', status: 'failed', releasedAt: webhooks.clock.now },
        { type: 'posting.closed', status: 'missed' },
      ])

      expect((await replay(endpoint.id, {})).body).toEqual({ replayed: 4, held: 2, nextSince: null })
      expect(Object.values(await statusOf()).toSorted()).toEqual(['held', 'held', 'pending', 'pending'])
    })

    it('says so when the endpoint is disabled, and is a 404 for a stranger', async () => {
      const { body: endpoint } = await webhooks.createEndpoint('https://hr.example.com/')
      await webhooks.database.pool.query(
        "update webhooks.endpoints set status = 'disabled', disabled_at = now(), disabled_reason = 'failing' where id = $1",
        [endpoint.id],
      )
      const stranger = {
        method: 'POST' as const,
        url: `/v1/webhook-endpoints/${endpoint.id}/replay`,
        token: webhooks.tokens.otherEnterprise,
      }

      expect((await replay(endpoint.id, {})).body['code']).toBe('endpoint_not_active')
      expect((await webhooks.call({ ...stranger, body: { since: '2026-01-01T00:00:00Z' } })).status).toBe(404)
    })

    it('makes 10,000 missed messages due in one call, twice in effect none, and says where to go on', async () => {
      const { body: endpoint } = await webhooks.createEndpoint('https://hr.example.com/')
      const later = new Date(webhooks.clock.now.getTime() + 1_000)
      await insertMessageRows(webhooks, endpoint.id, [
        { type: 'posting.closed', status: 'missed', count: 10_000 },
        { type: 'posting.closed', status: 'missed', createdAt: later },
      ])
      webhooks.advance(2_000)

      const first = await replay(endpoint.id, {})
      const [again, rest] = [
        await replay(endpoint.id, { until: later.toISOString() }),
        await replay(endpoint.id, { since: later.toISOString() }),
      ]

      expect(first.body).toEqual({ replayed: 10_000, held: 0, nextSince: later.toISOString() })
      expect([again.body['replayed'], rest.body['replayed']]).toEqual([0, 1])
      const { rows } = await webhooks.database.pool.query<{ found: number; ids: number }>(
        "select count(*)::int as found, count(distinct id)::int as ids from webhooks.messages where status = 'pending'",
      )
      expect(rows).toEqual([{ found: 10_001, ids: 10_001 }])
    })
  })
})
