import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { resolveByDns } from '../src/delivery/guarded-lookup.ts'
import { type ConnectWatch, watchConnects } from './connect-watch.ts'
import { privateHosts } from './corpora/hosts.ts'
import { refusedUrls } from './corpora/urls.ts'
import { startDnsServer } from './dns-server.ts'
import { type Receiver, startListener } from './receiver.ts'
import { postingClosed } from './sample-events.ts'
import { sendAll, startWebhooks, type Webhooks } from './webhooks-service.ts'

const base = '/v1/webhook-endpoints'
const hook = 'https://hooks.example.com/'
const mostMs = 50

describe('private addresses, from the first request to the last attempt', () => {
  let webhooks: Webhooks
  let listener: Receiver
  let watch: ConnectWatch
  beforeEach(async () => {
    webhooks = await startWebhooks({ allowPrivate: false })
    listener = await startListener()
    watch = watchConnects()
  })
  afterEach(async () => {
    const seen = { begun: watch.to(listener.port), accepted: listener.connections }
    watch[Symbol.dispose]()
    await listener[Symbol.asyncDispose]()
    await webhooks[Symbol.asyncDispose]()
    if (seen.begun.length + seen.accepted > 0) throw new Error(`there were connections: ${JSON.stringify(seen)}`)
  })

  const about = () => ({ tenantId: webhooks.tenantId, employerId: webhooks.employerId })
  const patch = async (id: string, body: unknown) => await webhooks.call({ method: 'PATCH', url: `${base}/${id}`, body })
  /** As if it had been stored before there were rules. */
  const storeUrl = async (url: string) => await webhooks.admin.query('update webhooks.endpoints set url = $1', [url])
  const attempts = async () => {
    const found = await Promise.all((await webhooks.messages()).map(async ({ id }) => await webhooks.attempts(id)))
    return found
      .flat()
      .map(({ outcome, errorCode, responseStatus, responseSnippet }) => [outcome, errorCode, responseStatus, responseSnippet])
  }

  it('are refused alike when an endpoint is made and when it is changed, on an open and on a closed port, in no time', async () => {
    const { body: endpoint } = await webhooks.createEndpoint(hook)
    const urls = privateHosts.flatMap((host) => [`https://${host}:${listener.port}/`, `https://${host}:1/`])
    const startedAt = performance.now()

    const seen = new Set<string>()
    for (const url of urls)
      for (const answer of [await webhooks.createEndpoint(url), await patch(endpoint.id, { url })])
        seen.add(JSON.stringify([answer.status, { ...answer.body, requestId: '' }]))

    expect([...seen]).toHaveLength(1)
    expect(JSON.parse([...seen][0] ?? '')).toMatchObject([
      422,
      { code: 'endpoint_url_refused', errors: [{ pointer: '/url', code: 'not_public' }] },
    ])
    expect((performance.now() - startedAt) / (2 * urls.length)).toBeLessThan(mostMs)
    expect((await webhooks.call({ url: `${base}/${endpoint.id}` })).body['url']).toBe(hook)
  })

  it('are refused when an endpoint is made and when it is changed, however the rest of the URL is written', async () => {
    const { body: endpoint } = await webhooks.createEndpoint(hook)

    const seen: unknown[] = []
    for (const [url, reason] of refusedUrls)
      for (const { status, body } of [await webhooks.createEndpoint(url), await patch(endpoint.id, { url })]) {
        const [error] = body['errors'] as { pointer: string; code: string }[]
        // What is too short, too long or no text is refused before it is read as a URL.
        seen.push([url, status, error?.pointer, body['code'] === 'endpoint_url_refused' ? error?.code : reason])
      }

    expect(seen).toEqual(refusedUrls.flatMap(([url, reason]) => [1, 2].map(() => [url, 422, '/url', reason])))
    expect((await webhooks.call({ url: base })).body.items).toMatchObject([{ url: hook }])
  })

  it.each(['127.0.0.1', '2130706433', '[::1]', '[::ffff:127.0.0.1]', '[::7f00:1]', 'localhost', '192.0.2.2'])(
    'stored all the same (%s) are refused at delivery, at each retry, by hand and for a test, and look alike to their owner',
    async (host) => {
      const { body: endpoint } = await webhooks.createEndpoint(hook)
      await webhooks.hear(postingClosed(about()))
      const sender = webhooks.startSender()

      await storeUrl(`https://${host}:${listener.port}/`)
      await sendAll(sender)
      webhooks.advance(6_000)
      await storeUrl(`https://${host}:1/`)
      await sendAll(sender)
      const [message] = await webhooks.messages()
      const retried = await webhooks.call({ method: 'POST', url: `/v1/webhook-messages/${String(message?.['id'])}/retry` })
      await sendAll(sender)
      const tested = await webhooks.call({ method: 'POST', url: `${base}/${endpoint.id}/test`, body: {} })
      await sendAll(sender)

      expect([retried.status, tested.status]).toEqual([202, 202])
      expect(await attempts()).toEqual(Array.from({ length: 4 }, () => ['failure', 'refused_address', null, null]))
      expect(watch.to(1)).toEqual([])
    },
  )

  it('behind a name that has turned private since it was registered are refused, and the message waits for its next time', async () => {
    await using server = await startDnsServer(({ index }) => ({
      addresses: index % 2 === 0 ? ['127.0.0.1'] : ['10.0.0.1', '93.184.215.14'],
    }))
    await webhooks.createEndpoint(`https://hooks.example.com:${listener.port}/`)
    await webhooks.hear(postingClosed(about()))
    const sender = webhooks.startSender({ resolve: resolveByDns([server.address]) })

    await sendAll(sender)
    webhooks.advance(6_000)
    await sendAll(sender)

    expect(new Set(server.questions.map(({ name }) => name))).toEqual(new Set(['hooks.example.com']))
    expect(server.questions).toHaveLength(4)
    expect(await webhooks.messages()).toMatchObject([{ status: 'pending', attempts: 2, lastResponseStatus: null }])
    expect(await attempts()).toEqual(Array.from({ length: 2 }, () => ['failure', 'refused_address', null, null]))
  })
})
