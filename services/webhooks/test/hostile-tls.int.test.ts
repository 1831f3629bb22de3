import { once } from 'node:events'
import { createServer as createHttpsServer, type ServerOptions } from 'node:https'
import type { Server, Socket } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { startWebhookCatcher } from '@zhihe/testing/webhook-catcher'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPoster } from '../src/delivery/post.ts'
import { createAuthority } from './certificates.ts'
import { letterTo, postOnce, startReceiver } from './receiver.ts'

const name = 'hooks.example.com'
const trusted = createAuthority('a trusted authority')
const stranger = createAuthority('a stranger')
const good = trusted.issue({ names: [name] })
// A certificate for a name of one's own does not make an authority for others.
const underling = trusted.issue({ names: ['evil.example.com'], signs: name })
const resolve = async () => [{ address: '127.0.0.1', family: 4 }]
const failure = { ok: false, errorCode: 'tls_error', status: null, snippet: null, retryAfterMs: null }

interface TlsReceiver extends AsyncDisposable {
  url: string
  requests: number
}

async function startTlsReceiver(options: ServerOptions): Promise<TlsReceiver> {
  const server: Server = createHttpsServer(options, (request, response) => {
    receiver.requests += 1
    request.resume().on('end', () => response.writeHead(204, { connection: 'close' }).end())
  })
  server.on('tlsClientError', () => {}).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const receiver: TlsReceiver = {
    url: `https://${name}:${(server.address() as { port: number }).port}/`,
    requests: 0,
    [Symbol.asyncDispose]: async () => void (await new Promise((done) => server.close(done))),
  }
  return receiver
}

describe('TLS to a receiver', () => {
  const before = getCACertificates('default')
  beforeAll(() => setDefaultCACertificates([...before, trusted.cert]))
  afterAll(() => setDefaultCACertificates(before))

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'is good with %s and a certificate for the name from an authority that is known',
    async (maxVersion) => {
      await using receiver = await startTlsReceiver({ ...good, maxVersion })

      const { answer } = await postOnce(receiver.url, { resolve })

      expect(answer).toMatchObject({ ok: true, status: 204 })
      expect(receiver.requests).toBe(1)
    },
  )

  const dayMs = 24 * 60 * 60 * 1_000
  const ago = (days: number) => new Date(Date.now() - days * dayMs)
  it.each<[string, ServerOptions]>([
    ['is expired', trusted.issue({ names: [name], notBefore: ago(9), notAfter: ago(1) })],
    ['is not yet valid', trusted.issue({ names: [name], notBefore: ago(-1), notAfter: ago(-9) })],
    ['is for another name', trusted.issue({ names: ['other.example.com'] })],
    ['is for an address that is not ours', trusted.issue({ names: ['127.0.0.1'] })],
    ['is for a name one level up', trusted.issue({ names: ['*.hooks.example.com'] })],
    ['is signed by a stranger', stranger.issue({ names: [name] })],
    ['is signed by itself', { cert: stranger.cert, key: stranger.key }],
    ['is signed by one who is no authority', underling],
  ])(
    'fails, sending nothing, with a certificate that %s; also when it is tried again, also when the environment says to trust it',
    async (_what, options) => {
      await using receiver = await startTlsReceiver(options)
      await using poster = createPoster({ allowPrivate: true, resolve })

      // Again by the same client: a session that is resumed would not be checked.
      const answers = [await poster.post(letterTo(receiver.url)), await poster.post(letterTo(receiver.url))]
      process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
      answers.push(await poster.post(letterTo(receiver.url)))
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']

      expect(answers).toEqual([failure, failure, failure])
      expect(receiver.requests).toBe(0)
    },
  )

  it.each(['TLSv1', 'TLSv1.1'] as const)('fails with %s only', async (version) => {
    await using receiver = await startTlsReceiver({ ...good, minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' })

    const { answer } = await postOnce(receiver.url, { resolve })

    expect(answer).toEqual(failure)
    expect(receiver.requests).toBe(0)
  })

  it('fails with a session that another name began', async () => {
    await using receiver = await startTlsReceiver({ ...good, maxVersion: 'TLSv1.2' })
    await using poster = createPoster({ allowPrivate: true, resolve })

    const answers = [
      await poster.post(letterTo(receiver.url)),
      await poster.post(letterTo(receiver.url.replace(name, 'other.example.com'))),
    ]

    expect(answers).toMatchObject([{ ok: true }, failure])
  })

  it('is a tls_error where the receiver has none', async () => {
    await using catcher = await startWebhookCatcher()

    const { answer } = await postOnce(catcher.url.replace('http:', 'https:'))

    expect(answer).toEqual(failure)
  })

  it.each<[string, (socket: Socket) => void, string]>([
    ['before it begins', () => {}, 'timeout'],
    ['half-way, behind the hello of a real server', (socket) => half(socket), 'timeout'],
    ['with an alert', (socket) => void socket.end(Buffer.from('15030300020228', 'hex')), 'tls_error'],
    ['by hanging up', (socket) => void socket.end(), 'connection_failed'],
    ['by a reset', (socket) => void socket.resetAndDestroy(), 'connection_failed'],
    ['in endless noise', (socket) => noise(socket), 'tls_error'],
  ])('that stops %s is over in time', async (_how, serve, errorCode) => {
    await using receiver = await startReceiver((socket) => void socket.once('data', () => serve(socket)))

    const { answer, ms } = await postOnce(`https://${name}:${receiver.port}/`, { resolve, deadlineMs: 1_000 })

    expect(answer).toEqual({ ...failure, errorCode })
    expect(ms).toBeLessThan(12_000)
  })
})

// The first bytes of a record that says it is 16 KiB long, and never is.
function half(socket: Socket): void {
  socket.write(Buffer.concat([Buffer.from('1603034000', 'hex'), Buffer.alloc(100)]))
}

function noise(socket: Socket): void {
  const more = (): void => {
    if (!socket.destroyed) socket.write(Buffer.alloc(16_384, 7), () => setImmediate(more))
  }
  more()
}
