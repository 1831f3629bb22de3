import { webhookBodies, webhookTypes } from '@zhihe/contracts/webhook-body'
import { startWebhookCatcher, type WebhookCatcher } from '@zhihe/testing/webhook-catcher'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sendAll, startWebhooks, type Webhooks } from './webhooks-service.ts'

describe('building a receiver', () => {
  let webhooks: Webhooks
  let catcher: WebhookCatcher
  beforeEach(async () => {
    webhooks = await startWebhooks()
    catcher = await startWebhookCatcher()
  })
  afterEach(async () => {
    await catcher[Symbol.asyncDispose]()
    await webhooks[Symbol.asyncDispose]()
  })

  const test = async (id: string, body: unknown = {}, token = webhooks.tokens.enterprise) =>
    await webhooks.call({ method: 'POST', url: `/v1/webhook-endpoints/${id}/test`, body, token })
  const patch = async (id: string, body: unknown) => await webhooks.call({ method: 'PATCH', url: `/v1/webhook-endpoints/${id}`, body })
  const endpointOf = async (id: string) => (await webhooks.call({ url: `/v1/webhook-endpoints/${id}` })).body

  describe('a test event', () => {
    it('comes at once in any type that is asked for, signed, as its schema says', async () => {
      const { body: endpoint } = await webhooks.createEndpoint(catcher.url, { events: ['posting.closed'] })
      const sender = webhooks.startSender()

      const answers = [await test(endpoint.id)]
      for (const type of webhookTypes) answers.push(await test(endpoint.id, { type }))
      await sendAll(sender)

      expect(answers.map(({ status, body }) => [status, body['type'], body['isTest']])).toEqual([
        [202, 'posting.closed', true],
        ...webhookTypes.map((type) => [202, type, true]),
      ])
      for (const { body } of answers) {
        expect(await webhooks.attempts(body.id)).toMatchObject([{ number: 1, kind: 'test', outcome: 'success' }])
        expect(webhookBodies[body['type'] as keyof typeof webhookBodies].safeParse(body['payload']).success).toBe(true)
      }
      const ids = catcher.requests.map(({ headers }) => String(headers['webhook-id']))
      expect(ids.toSorted()).toEqual(answers.map(({ body }) => body.id).toSorted())
    })

    it('is one attempt that changes nothing of the endpoint and is not counted', async () => {
      catcher.answerWith({ status: 503 })
      const { body: endpoint } = await webhooks.createEndpoint(catcher.url)
      const before = await endpointOf(endpoint.id)
      const sender = webhooks.startSender()

      for (let turn = 0; turn < 6; turn += 1) await test(endpoint.id)
      await sendAll(sender)
      catcher.answerWith({ status: 410 })
      const gone = await test(endpoint.id)
      await sendAll(sender)
      webhooks.advance(96 * 3_600_000)
      await sendAll(sender)

      expect(catcher.requests).toHaveLength(7)
      expect(await endpointOf(endpoint.id)).toEqual(before)
      expect(await webhooks.attempts(gone.body.id)).toMatchObject([
        { kind: 'test', outcome: 'failure', responseStatus: 410, nextAttemptAt: null },
      ])
      expect(new Set((await webhooks.messages()).map(({ status }) => status))).toEqual(new Set(['failed']))
      const { body: statistics } = await webhooks.call({ url: `/v1/webhook-endpoints/${endpoint.id}/statistics` })
      expect(statistics['last7Days']).toMatchObject({ attempts: 0, messages: { failed: 0 } })
    })

    it('goes also to an endpoint that is paused or disabled', async () => {
      const { body: endpoint } = await webhooks.createEndpoint(catcher.url)
      const sender = webhooks.startSender()
      await patch(endpoint.id, { status: 'paused' })
      await test(endpoint.id)
      await sendAll(sender)
      await webhooks.database.pool.query("update webhooks.endpoints set status = 'disabled', disabled_at = now() where id = $1", [
        endpoint.id,
      ])

      const again = await test(endpoint.id)
      await sendAll(sender)
      await webhooks.call({ method: 'POST', url: `/v1/webhook-messages/${again.body.id}/retry` })
      await sendAll(sender)

      expect(catcher.requests).toHaveLength(3)
      expect((await webhooks.attempts(again.body.id)).map(({ kind }) => kind)).toEqual(['test', 'test'])
    })

    it('is not replayed, and is a 404 for a stranger', async () => {
      catcher.answerWith({ status: 500 })
      const { body: endpoint } = await webhooks.createEndpoint(catcher.url)
      await test(endpoint.id)
      await sendAll(webhooks.startSender())

      const replay = {
        method: 'POST' as const,
        url: `/v1/webhook-endpoints/${endpoint.id}/replay`,
        body: { since: '2026-01-01T00:00:00Z' },
      }

      expect((await webhooks.call(replay)).body['replayed']).toBe(0)
      expect((await test(endpoint.id, {}, webhooks.tokens.otherEnterprise)).status).toBe(404)
      expect((await test(uuidv7())).status).toBe(404)
    })
  })

  describe('asking whether a signature verifies', () => {
    async function received() {
      const { body: endpoint } = await webhooks.createEndpoint(catcher.url)
      await test(endpoint.id)
      await sendAll(webhooks.startSender())
      const [request] = await catcher.next()
      if (!request) throw new Error('nothing came')
      const header = (name: string) => String(request.headers[name])
      return {
        endpointId: endpoint.id,
        given: {
          webhookId: header('webhook-id'),
          webhookTimestamp: header('webhook-timestamp'),
          webhookSignature: header('webhook-signature'),
          body: request.rawBody.toString(),
        },
      }
    }
    const ask = async (id: string, body: unknown, token = webhooks.tokens.enterprise) =>
      await webhooks.call({ method: 'POST', url: `/v1/webhook-endpoints/${id}/verify`, body, token })

    it('says yes to what came, and why not to everything else', async () => {
      const { endpointId, given } = await received()
      const reason = async (change: Partial<typeof given>) => (await ask(endpointId, { ...given, ...change })).body['reason']

      expect((await ask(endpointId, given)).body).toMatchObject({ verifies: true, reason: null })
      expect(await reason({ body: JSON.stringify(JSON.parse(given.body), null, 2) })).toBe('other_body')
      expect(await reason({ webhookSignature: 'v1,AAAA' })).toBe('signature_differs')
      expect(await reason({ webhookTimestamp: 'today' })).toBe('bad_timestamp')
      webhooks.advance(301_000)
      expect(await reason({})).toBe('too_old')
    })

    it('knows an old secret until the next rotation, and says when it has expired', async () => {
      const { endpointId, given } = await received()
      await webhooks.call({ method: 'POST', url: `/v1/webhook-endpoints/${endpointId}/rotate`, body: { overlapSeconds: 60 } })

      expect((await ask(endpointId, given)).body['verifies']).toBe(true)
      webhooks.advance(60_000)
      expect((await ask(endpointId, given)).body).toMatchObject({ verifies: false, reason: 'secret_expired' })
    })

    it('tells a stranger nothing, and an owner nothing about another endpoint', async () => {
      const { endpointId, given } = await received()
      const { body: other } = await webhooks.createEndpoint(catcher.url)

      expect((await ask(endpointId, given, webhooks.tokens.otherEnterprise)).status).toBe(404)
      expect((await ask(other.id, { ...given, body: 'x' })).body['reason']).toBe('signature_differs')
    })
  })
})
