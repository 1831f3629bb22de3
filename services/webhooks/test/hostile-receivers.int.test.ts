import { createServer, type Server, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { startWebhookCatcher } from '@zhihe/testing/webhook-catcher'
import { describe, expect, it } from 'vitest'
import { createPoster, type PosterOptions } from '../src/delivery/post.ts'
import { privateHosts } from './private-spellings.ts'
import { postingClosed } from './sample-events.ts'
import { sendAll, startWebhooks } from './webhooks-service.ts'

interface Receiver extends AsyncDisposable {
  port: number
  connections: number
  sentBytes: number
}

/** A server that speaks no HTTP of its own. */
async function startReceiver(serve: (socket: Socket) => void, host = '127.0.0.1'): Promise<Receiver> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    receiver.connections += 1
    sockets.add(socket.on('error', () => {}).on('close', () => (receiver.sentBytes += socket.bytesWritten)))
    serve(socket)
  })
  const receiver: Receiver = {
    port: 0,
    connections: 0,
    sentBytes: 0,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((done) => server.close(done))
    },
  }
  await new Promise<void>((done) => server.listen(0, host, done))
  receiver.port = (server.address() as { port: number }).port
  return receiver
}

async function post(url: string, options: Partial<PosterOptions> = {}) {
  await using poster = createPoster({ allowPrivate: true, resolve: async () => [], deadlineMs: 5_000, ...options })
  const startedAt = performance.now()
  const answer = await poster.post({
    url,
    body: '{}',
    headers: { 'content-type': 'application/json' },
    sentAt: new Date(),
    signal: new AbortController().signal,
  })
  return { answer, ms: performance.now() - startedAt }
}

const head = 'HTTP/1.1 200 OK\r\n'
const endless = (socket: Socket, piece: Buffer | string): void => {
  const more = (): void => {
    if (!socket.destroyed) socket.write(piece, () => setImmediate(more))
  }
  more()
}

describe('a hostile receiver', () => {
  it.each<[string, (socket: Socket) => void, object]>([
    ['hangs before a header', () => {}, { ok: false, errorCode: 'timeout' }],
    ['drips its header', (socket) => void setInterval(() => socket.write('H'), 20).unref(), { ok: false, errorCode: 'connection_failed' }],
    ['hangs in its header', (socket) => void socket.write(`${head}x-a: `), { ok: false, errorCode: 'timeout' }],
    ['resets', (socket) => void socket.resetAndDestroy(), { ok: false, errorCode: 'connection_failed' }],
    ['hangs up', (socket) => void socket.end(), { ok: false, errorCode: 'connection_failed' }],
    ['speaks no HTTP', (socket) => void socket.end('220 smtp ready\r\n'), { ok: false, errorCode: 'connection_failed' }],
    [
      'sends a 64 KiB header',
      (socket) => void socket.write(`${head}x: ${'a'.repeat(65_536)}\r\n\r\n`),
      { ok: false, errorCode: 'response_too_large' },
    ],
    ['sends 102 for ever', (socket) => endless(socket, 'HTTP/1.1 102 Processing\r\n\r\n'), { ok: false }],
    ['sends 100 for ever', (socket) => endless(socket, 'HTTP/1.1 100 Continue\r\n\r\n'), { ok: false }],
    [
      'says 200 and hangs in its body',
      (socket) => void socket.write(`${head}content-length: 9\r\n\r\nhalf`),
      { ok: true, status: 200, snippet: 'half' },
    ],
    [
      'says 200 and resets',
      (socket) => void socket.write(`${head}content-length: 9\r\n\r\nhalf`, () => setTimeout(() => socket.resetAndDestroy(), 50)),
      { ok: true, snippet: 'half' },
    ],
    [
      'says 500 and hangs in its body',
      (socket) => void socket.write('HTTP/1.1 500 No\r\ncontent-length: 9\r\n\r\nhalf'),
      { ok: false, errorCode: 'http_status', snippet: 'half' },
    ],
    [
      'drips its body',
      (socket) => void socket.write(`${head}content-length: 900000\r\n\r\n`, () => setInterval(() => socket.write('x'), 20).unref()),
      { ok: true, status: 200 },
    ],
  ])('that %s is judged within the deadline', async (_what, serve, expected) => {
    await using receiver = await startReceiver((socket) => void socket.once('data', () => serve(socket)))

    const { answer, ms } = await post(`http://127.0.0.1:${receiver.port}/`, { deadlineMs: 1_000 })

    expect(answer).toMatchObject(expected)
    // Far from for ever, also on a machine that is busy with something else.
    expect(ms).toBeLessThan(8_000)
  })

  it('that never ends its body is cut off after 64 KiB, of which 1 KiB is kept', async () => {
    const piece = Buffer.alloc(16_384, 'x')
    const receiver = await startReceiver(
      (socket) => void socket.once('data', () => socket.write(`${head}content-length: 9000000000\r\n\r\n`, () => endless(socket, piece))),
    )

    const { answer, ms } = await post(`http://127.0.0.1:${receiver.port}/`, { deadlineMs: 5_000 })
    await receiver[Symbol.asyncDispose]()

    expect(answer).toMatchObject({ ok: true, snippet: 'x'.repeat(1024) })
    expect(ms).toBeLessThan(4_900)
    expect(receiver.sentBytes).toBeLessThan(8 * 1024 * 1024)
  })

  it('cannot make us unpack a bomb', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024))
    await using receiver = await startReceiver((socket) => {
      socket.once('data', () =>
        socket.write(Buffer.concat([Buffer.from(`${head}content-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`), bomb])),
      )
    })

    const { answer } = await post(`http://127.0.0.1:${receiver.port}/`)

    expect(answer).toMatchObject({ ok: true, status: 200 })
    expect(answer.snippet?.length).toBeLessThanOrEqual(1024)
  })

  it('keeps no half character and no NUL of an answer', async () => {
    await using catcher = await startWebhookCatcher({ reply: { status: 200, body: `\0${'岗'.repeat(600)}` } })

    const { answer } = await post(catcher.url)

    expect(answer.snippet).toBe('岗'.repeat(341))
  })

  it('that has no TLS where https was asked for is a tls_error', async () => {
    await using catcher = await startWebhookCatcher()

    const { answer } = await post(catcher.url.replace('http:', 'https:'))

    expect(answer).toMatchObject({ ok: false, errorCode: 'tls_error', status: null })
  })

  it('that nobody runs is connection_failed, and a name that nobody knows dns_failed', async () => {
    const closed = await startReceiver(() => {})
    await closed[Symbol.asyncDispose]()
    const unknown = async () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }))

    expect((await post(`http://127.0.0.1:${closed.port}/`)).answer).toMatchObject({ errorCode: 'connection_failed' })
    expect((await post('https://hooks.example.com/', { resolve: unknown })).answer).toMatchObject({ errorCode: 'dns_failed' })
    expect((await post('https://hooks.example.com/', { resolve: () => new Promise(() => {}) })).answer).toMatchObject({
      errorCode: 'timeout',
    })
  })
})

describe('the guard at delivery', () => {
  it('refuses every spelling alike, on an open and on a closed port, without one connection', async () => {
    await using four = await startReceiver((socket) => void socket.end())
    const strict = { allowPrivate: false, resolve: async () => [{ address: '127.0.0.1', family: 4 as const }] }

    const urls = privateHosts.flatMap((host) => [`https://${host}:${four.port}/`, `https://${host}:1/`])
    const results = await Promise.all(urls.map(async (url) => await post(url, strict)))

    const seen = new Set(results.map(({ answer }) => JSON.stringify(answer)))
    expect(seen).toEqual(
      new Set([JSON.stringify({ ok: false, errorCode: 'refused_address', status: null, snippet: null, retryAfterMs: null })]),
    )
    expect(four.connections).toBe(0)
  })

  it('refuses a name that has turned private since it was registered, and tries it again later', async () => {
    await using listener = await startReceiver((socket) => void socket.end())
    await using webhooks = await startWebhooks({ allowPrivate: false })
    await webhooks.createEndpoint(`https://hooks.example.com:${listener.port}/`)
    await webhooks.hear(postingClosed({ tenantId: webhooks.tenantId, employerId: webhooks.employerId }))
    const asked: string[] = []
    const resolve = async (hostname: string) => {
      asked.push(hostname)
      return [asked.length % 2 === 1 ? { address: '127.0.0.1', family: 4 } : { address: '::1', family: 6 }]
    }
    const sender = webhooks.startSender({ resolve })

    await sendAll(sender)
    webhooks.advance(5_000)
    await sendAll(sender)

    const [message] = await webhooks.messages()
    expect(asked).toEqual(['hooks.example.com', 'hooks.example.com'])
    expect(listener.connections).toBe(0)
    expect(message).toMatchObject({ status: 'pending', attempts: 2, lastResponseStatus: null })
    expect(await webhooks.attempts(message?.['id'])).toMatchObject([{ errorCode: 'refused_address' }, { errorCode: 'refused_address' }])
  })
})
