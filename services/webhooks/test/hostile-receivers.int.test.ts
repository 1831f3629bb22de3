import { fork, spawn } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { eventually } from '@zhihe/testing/eventually'
import { startWebhookCatcher } from '@zhihe/testing/webhook-catcher'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPoster } from '../src/delivery/post.ts'
import { type HostileBehaviour, hostileBehaviours } from './corpora/hostile-behaviours.ts'
import { letterTo, postOnce, type Receiver, startReceiver } from './receiver.ts'

const kib = 1_024
const deadlineMs = 1_500
// Far from for ever, also on a machine that is busy with something else.
const mostMs = 12_000
const mostReadBytes = 256 * kib

async function startHostile({ serve, atOnce = false }: HostileBehaviour): Promise<Receiver> {
  return await startReceiver((socket) => void (atOnce ? serve(socket) : socket.once('data', () => serve(socket))))
}

describe('a hostile receiver', () => {
  let sockets: Socket[]
  const keep = (message: unknown): void => void sockets.push((message as { socket: Socket }).socket)
  beforeEach(() => {
    sockets = []
    subscribe('undici:client:connected', keep)
  })
  afterEach(() => void unsubscribe('undici:client:connected', keep))

  it.each(hostileBehaviours)('that $what is over in time, within 256 KiB, and nothing worse', async (behaviour) => {
    await using receiver = await startHostile(behaviour)

    const { answer, ms } = await postOnce(`http://127.0.0.1:${receiver.port}/`, { deadlineMs })

    expect([behaviour.comesOf].flat()).toContain(answer.status ?? (answer.ok ? '' : answer.errorCode))
    expect(answer.ok).toBe(answer.status !== null && answer.status < 300)
    expect(ms).toBeLessThan(mostMs)
    expect(Buffer.byteLength(answer.snippet ?? '')).toBeLessThanOrEqual(kib)
    expect(sockets.reduce((sum, { bytesRead }) => sum + bytesRead, 0)).toBeLessThanOrEqual(mostReadBytes)
  })

  it('does nothing to the next receiver, nor to its own next request', async () => {
    await using healthy = await startWebhookCatcher()
    await using poster = createPoster({ allowPrivate: true, resolve: async () => [], deadlineMs })

    for (const behaviour of hostileBehaviours.filter(({ what }) => !/hangs in|drips|nothing|just in time/.test(what))) {
      await using receiver = await startHostile(behaviour)
      const url = `http://127.0.0.1:${receiver.port}/`
      const [first] = [await poster.post(letterTo(url)), await poster.post(letterTo(url))]
      expect([behaviour.what, await poster.post(letterTo(healthy.url))]).toMatchObject([behaviour.what, { ok: true, status: 204 }])
      expect([null, behaviour.comesOf].flat()).toContain(first?.status)
    }
  })

  it('cannot spend the whole allowance of a connection that is kept: each answer has its own', async () => {
    await using catcher = await startWebhookCatcher({ reply: { status: 200, body: 'x'.repeat(60 * kib) } })
    await using poster = createPoster({ allowPrivate: true, resolve: async () => [] })

    for (let turn = 0; turn < 10; turn += 1) expect(await poster.post(letterTo(catcher.url))).toMatchObject({ ok: true })

    expect(sockets.length).toBeLessThan(5)
  })

  it('keeps what is whole of the first KiB of its answer: no half character, no NUL', async () => {
    await using catcher = await startWebhookCatcher({ reply: { status: 200, body: `\0${'岗'.repeat(600)}` } })

    const { answer } = await postOnce(catcher.url)

    expect(answer.snippet).toBe('岗'.repeat(341))
  })

  it.skipIf(process.platform !== 'linux')('that lets nobody in is over in time', async () => {
    // One that sleeps, with a short queue that others have filled: what is sent to it then is never answered.
    const listen =
      "require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () { process.send(this.address().port) })"
    const child = spawn(process.execPath, ['-e', listen], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    const [port] = (await once(child, 'message')) as [number]
    child.kill('SIGSTOP')
    const others = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => {}))
    await eventually(async () => expect(others.filter(({ connecting }) => !connecting).length).toBeGreaterThan(1))

    const { answer, ms } = await postOnce(`http://127.0.0.1:${port}/`, { deadlineMs })

    for (const socket of others) socket.destroy()
    child.kill('SIGKILL')
    expect(answer).toMatchObject({ ok: false, errorCode: 'timeout', status: null })
    expect(ms).toBeLessThan(mostMs)
  })

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ])('cannot make us unpack what it says is %s, nor do we ask for it', async (encoding, pack) => {
    const bytes = pack(Buffer.from('unpacked '.repeat(100)))
    let asked = ''
    await using receiver = await startReceiver((socket) => {
      socket.once('data', (data: Buffer) => {
        asked = data.toString()
        socket.end(
          Buffer.concat([
            Buffer.from(`HTTP/1.1 200 OK\r\ncontent-encoding: ${encoding}\r\ncontent-length: ${bytes.length}\r\n\r\n`),
            bytes,
          ]),
        )
      })
    })

    const { answer } = await postOnce(`http://127.0.0.1:${receiver.port}/`)

    expect(answer.snippet).toBe(new TextDecoder().decode(bytes, { stream: true }).replaceAll('\0', ''))
    expect(asked).not.toMatch(/accept-encoding/i)
  })

  it('that nobody runs is connection_failed, and a name that nobody knows dns_failed', async () => {
    const closed = await startReceiver(() => {})
    await closed[Symbol.asyncDispose]()
    const unknown = async () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }))

    expect((await postOnce(`http://127.0.0.1:${closed.port}/`)).answer).toMatchObject({ errorCode: 'connection_failed' })
    expect((await postOnce('https://hooks.example.com/', { resolve: unknown })).answer).toMatchObject({ errorCode: 'dns_failed' })
    expect((await postOnce('https://hooks.example.com/', { resolve: () => new Promise(() => {}), deadlineMs })).answer).toMatchObject({
      errorCode: 'timeout',
    })
  })
})

describe('a hundred hostile receivers at once', () => {
  it('cost the process less than 50 MiB, and all are over in time', async () => {
    await using stack = new AsyncDisposableStack()
    const urls: string[] = []
    while (urls.length < 100) {
      const receiver = stack.use(await startHostile(hostileBehaviours[urls.length % hostileBehaviours.length] ?? never()))
      urls.push(`http://127.0.0.1:${receiver.port}/`)
    }
    await using ordinary = await startWebhookCatcher()
    const child = fork(fileURLToPath(new URL('hundred-child.ts', import.meta.url)), [ordinary.url, ...urls], { execArgv: ['--expose-gc'] })

    const [report] = (await once(child, 'message')) as [{ grownMiB: number; slowestMs: number; answers: number }]
    await once(child, 'exit')

    expect(report.answers).toBe(100)
    expect(report.grownMiB).toBeLessThan(50)
    expect(report.slowestMs).toBeLessThan(15_000)
  })
})

function never(): never {
  throw new Error('there are behaviours')
}
