import { createHmac, createPublicKey, verify } from 'node:crypto'
import { eventually } from '@zhihe/testing/eventually'
import { type CaughtRequest, startWebhookCatcher } from '@zhihe/testing/webhook-catcher'
import { Webhook } from 'standardwebhooks'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { insertMessageRows } from './message-rows.ts'
import { postingClosed } from './sample-events.ts'
import { sendAll, startWebhooks, type Webhooks } from './webhooks-service.ts'

const hourMs = 3_600_000

/** As a receiver would say that holds this one secret; the clock is the test's, so the time is not looked at. */
function isGenuine({ headers, rawBody }: CaughtRequest, secret: string): boolean {
  const content = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${rawBody.toString()}`
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const expected = `v1,${createHmac('sha256', key).update(content).digest('base64')}`
  return String(headers['webhook-signature']).split(' ').includes(expected)
}

describe('rotating the secret of a webhook endpoint', () => {
  let webhooks: Webhooks
  beforeEach(async () => {
    webhooks = await startWebhooks()
  })
  afterEach(async () => await webhooks[Symbol.asyncDispose]())

  const rotate = async (id: string, body: unknown = {}, headers: Record<string, string> = {}) =>
    await webhooks.call({ method: 'POST', url: `/v1/webhook-endpoints/${id}/rotate`, body, headers })
  const inHours = (hours: number) => new Date(webhooks.clock.now.getTime() + hours * hourMs).toISOString()
  async function startDelivering() {
    const catcher = await startWebhookCatcher()
    const { body: endpoint } = await webhooks.createEndpoint(catcher.url)
    const sender = webhooks.startSender()
    const deliver = async () => {
      await webhooks.hear(postingClosed({ tenantId: webhooks.tenantId, employerId: webhooks.employerId }))
      await sendAll(sender)
      const [request] = await catcher.next()
      if (!request) throw new Error('nothing came')
      return request
    }
    return { endpoint, deliver, [Symbol.asyncDispose]: () => catcher[Symbol.asyncDispose]() }
  }

  it('signs with the new and the old secret for 24 hours, and from then on with the new alone', async () => {
    await using started = await startDelivering()
    const { endpoint, deliver } = started
    await deliver()

    const rotated = await rotate(endpoint.id)
    const overlapping = await deliver()
    webhooks.advance(24 * hourMs - 1)
    const lastOfOverlap = await deliver()
    webhooks.advance(1)
    const after = await deliver()

    expect([rotated.status, rotated.body]).toEqual([
      200,
      {
        endpointId: endpoint.id,
        scheme: 'v1',
        secret: expect.stringMatching(/^whsec_/) as string,
        publicKey: null,
        oldSecretsExpireAt: [expect.any(String) as string],
      },
    ])
    const [old, fresh] = [endpoint.secret, rotated.body.secret]
    expect([overlapping, lastOfOverlap].map((request) => [isGenuine(request, old), isGenuine(request, fresh)])).toEqual([
      [true, true],
      [true, true],
    ])
    expect([isGenuine(after, old), isGenuine(after, fresh)]).toEqual([false, true])
    expect(String(after.headers['webhook-signature']).split(' ')).toHaveLength(1)
  })

  it('keeps at most two old secrets, names the remedy, and with an overlap of 0 ends them at once', async () => {
    await using started = await startDelivering()
    const { endpoint, deliver } = started
    const first = await rotate(endpoint.id, { overlapSeconds: 2 * 3_600 })
    const second = await rotate(endpoint.id)

    const refused = await rotate(endpoint.id)
    const threefold = await deliver()
    const shown = await webhooks.call({ url: `/v1/webhook-endpoints/${endpoint.id}` })
    const emergency = await rotate(endpoint.id, { overlapSeconds: 0 })
    const alone = await deliver()

    expect([refused.status, refused.body]).toMatchObject([
      409,
      { code: 'secret_limit_reached', detail: expect.stringContaining(inHours(2)) as string },
    ])
    expect([endpoint.secret, first.body.secret, second.body.secret].map((secret) => isGenuine(threefold, secret))).toEqual([
      true,
      true,
      true,
    ])
    expect(shown.body['oldSecretsExpireAt']).toEqual([inHours(2), inHours(24)])
    expect(emergency.body['oldSecretsExpireAt']).toEqual([])
    expect([second.body.secret, emergency.body.secret].map((secret) => isGenuine(alone, secret))).toEqual([false, true])
    expect(String(alone.headers['webhook-signature']).split(' ')).toHaveLength(1)
  })

  it('makes room when an old secret expires, and never lengthens the life of one', async () => {
    const { body: endpoint } = await webhooks.createEndpoint('https://hr.example.com/')
    await rotate(endpoint.id, { overlapSeconds: 3_600 })
    await rotate(endpoint.id)
    const first = inHours(24)
    webhooks.advance(hourMs)

    const third = await rotate(endpoint.id)

    expect([third.status, third.body['oldSecretsExpireAt']]).toEqual([200, [first, inHours(24)]])
  })

  it('changes the scheme with an overlap of both', async () => {
    await using started = await startDelivering()
    const { endpoint, deliver } = started

    const rotated = await rotate(endpoint.id, { scheme: 'v1a' })
    const { headers, rawBody } = await deliver()

    expect(rotated.body).toMatchObject({ scheme: 'v1a', secret: null })
    const [asymmetric = '', shared = ''] = String(headers['webhook-signature']).split(' ')
    expect([asymmetric.slice(0, 4), shared.slice(0, 3)]).toEqual(['v1a,', 'v1,'])
    const x = Buffer.from(String(rotated.body['publicKey']).slice('whpk_'.length), 'base64').toString('base64url')
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
    const content = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${rawBody.toString()}`
    expect(verify(null, Buffer.from(content), key, Buffer.from(asymmetric.slice(4), 'base64'))).toBe(true)
    expect(
      new Webhook(endpoint.secret).verify(rawBody, { ...(headers as Record<string, string>), 'webhook-signature': shared }),
    ).toBeTruthy()
  })

  it('answers when nothing is under way any more that was signed with the old secret alone', async () => {
    await using catcher = await startWebhookCatcher({ reply: { status: 204, delayMs: 400 } })
    const { body: endpoint } = await webhooks.createEndpoint(catcher.url)
    await insertMessageRows(webhooks, endpoint.id, [{ type: 'posting.closed', status: 'pending' }])
    await webhooks.startSender().takeUp()
    await catcher.next()

    const rotated = await rotate(endpoint.id)

    expect(rotated.status).toBe(200)
    expect(await webhooks.messages()).toMatchObject([{ status: 'delivered' }])
  })

  it('rotates once under one Idempotency-Key, and keeps that answer sealed', async () => {
    const { body: endpoint } = await webhooks.createEndpoint('https://hr.example.com/')

    const [first, again] = [
      await rotate(endpoint.id, {}, { 'idempotency-key': 'rotate' }),
      await rotate(endpoint.id, {}, { 'idempotency-key': 'rotate' }),
    ]

    expect(again.text).toBe(first.text)
    const { rows } = await webhooks.database.pool.query<{ body: string; version: number }>(
      `select k.body, e.secrets_version as version from webhooks.idempotency_keys k, webhooks.endpoints e where k.key = 'rotate' and e.id = $1`,
      [endpoint.id],
    )
    expect(rows[0]?.version).toBe(2)
    expect(Buffer.from(rows[0]?.body.split(':')[1] ?? '', 'base64').includes('whsec_')).toBe(false)
  })

  it('is the same 404 for foreign and missing, and refuses an overlap beyond a day', async () => {
    const { body: endpoint } = await webhooks.createEndpoint('https://hr.example.com/')
    const asStranger = async (id: string) =>
      await webhooks.call({ method: 'POST', url: `/v1/webhook-endpoints/${id}/rotate`, body: {}, token: webhooks.tokens.otherEnterprise })

    expect([(await asStranger(endpoint.id)).status, (await asStranger(uuidv7())).status]).toEqual([404, 404])
    expect((await rotate(endpoint.id, { overlapSeconds: 86_401 })).body['errors']).toMatchObject([
      { pointer: '/overlapSeconds', code: 'too_big' },
    ])
  })

  it('loses nothing while secrets change under load, at whatever moment of the overlap the receiver changes its own', async () => {
    const rotations = Number(process.env['ROTATIONS'] ?? 8)
    let held = ''
    const rejected: number[] = []
    await using catcher = await startWebhookCatcher({
      reply: (request, index) => {
        const ok = isGenuine(request, held)
        if (!ok) rejected.push(index)
        return { status: ok ? 204 : 401 }
      },
    })
    const { body: endpoint } = await webhooks.createEndpoint(catcher.url)
    held = endpoint.secret
    const sender = webhooks.startSender()
    const over = new AbortController()
    const sending = (async () => {
      while (!over.signal.aborted) {
        await insertMessageRows(webhooks, endpoint.id, [{ type: 'posting.closed', status: 'pending', count: 10 }])
        await sendAll(sender)
      }
    })()

    for (let turn = 0; turn < rotations; turn += 1) {
      const { body } = await rotate(endpoint.id, { overlapSeconds: 3_600 })
      const before = catcher.requests.length
      // At once, or only after some more messages have come under both.
      await eventually(() => expect(catcher.requests.length).toBeGreaterThanOrEqual(before + (turn % 4) * 15))
      held = body.secret
      // Its overlap is over.
      await webhooks.database.pool.query('update webhooks.secrets set expires_at = $1 where expires_at is not null', [webhooks.clock.now])
    }
    over.abort()
    await sending

    expect(rejected).toEqual([])
    expect(catcher.requests.length).toBeGreaterThan(rotations * 10)
  })
})
