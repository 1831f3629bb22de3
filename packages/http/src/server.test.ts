import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { createLogger } from '@zhihe/runtime/log'
import { createMetrics } from '@zhihe/runtime/metrics'
import { describe, expect, it } from 'vitest'
import { type App, createApp } from './app.ts'
import { defaultLimits, type Limits } from './limits.ts'

const startApp = async (limits: Partial<Limits> = {}): Promise<App> =>
  await createApp({
    logger: createLogger({ name: 'test', level: 'silent' }, { write: () => {} }),
    authenticate: async () => null,
    routes: [],
    checks: [],
    metrics: createMetrics({}),
    limits: { ...defaultLimits, eventLoopDelayMs: 0, ...limits },
  })
const closing = (app: App) => ({ [Symbol.asyncDispose]: () => app.close() })

describe('sockets', () => {
  async function listening(limits: Partial<Limits>) {
    const app = await startApp(limits)
    await app.listen({ port: 0, host: '127.0.0.1' })
    return { app, port: (app.server.address() as AddressInfo).port }
  }

  it('above the limit are dropped; those that are open go on', async () => {
    const { app, port } = await listening({ maxConnections: 2 })
    await using _ = closing(app)
    const open = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')]
    await Promise.all(open.map((socket) => once(socket, 'connect')))

    const third = connect(port, '127.0.0.1').on('error', () => {})
    await once(third, 'close')
    open[0]?.write('GET /livez HTTP/1.1\r\nHost: a\r\n\r\n')
    const [answer] = (await once(open[0]!, 'data')) as [Buffer]

    expect(answer.toString()).toContain('200 OK')
    for (const socket of open) socket.destroy()
  })

  it('have deadlines for headers, requests and idleness, that are looked at often', async () => {
    const app = await startApp()
    await using _ = closing(app)

    const { headersTimeout, requestTimeout, keepAliveTimeout, maxHeadersCount, maxConnections } = app.server

    expect({ headersTimeout, requestTimeout, keepAliveTimeout, maxHeadersCount, maxConnections }).toEqual({
      headersTimeout: 20_000,
      requestTimeout: 300_000,
      keepAliveTimeout: 72_000,
      maxHeadersCount: 100,
      maxConnections: defaultLimits.maxConnections,
    })
  })

  it('whose headers are too large are told so and closed', async () => {
    const { app, port } = await listening({})
    await using _ = closing(app)
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    let answer = ''
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()))

    socket.write(`GET /livez HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`)
    await once(socket, 'close')

    expect(answer).toContain('431')
  })
})
