import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Registry } from 'prom-client'
import { type ReadyCheck, readiness } from './health.ts'
import { isStopping } from './stopping.ts'

export interface OpsServerOptions {
  host: string
  /** 0 lets the system choose. */
  port: number
  metrics: Registry
  checks: readonly ReadyCheck[]
  /** What else this process tells its operators, by address; answered as JSON. */
  pages?: Readonly<Record<string, () => Promise<unknown>>>
}

export interface OpsServer {
  port: number
  [Symbol.asyncDispose](): Promise<void>
}

/** `/livez`, `/readyz` and `/metrics` for a process that serves nothing else: workers and relays. */
export async function startOpsServer({ host, port, metrics, checks, pages = {} }: OpsServerOptions): Promise<OpsServer> {
  let stopping = false
  const server = createServer((request, response) => {
    void answer(request.url ?? '/')
      .catch(() => ({ status: 500, type: 'text/plain', body: 'error' }))
      .then(({ status, type, body }) => response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body))
  })

  async function answer(url: string) {
    if (url === '/livez') return { status: 200, type: 'application/json', body: '{"live":true}' }
    if (url === '/metrics') return { status: 200, type: metrics.contentType, body: await metrics.metrics() }
    if (url === '/readyz') {
      const state = await readiness(checks, () => stopping || isStopping())
      return { status: state.ready ? 200 : 503, type: 'application/json', body: JSON.stringify(state) }
    }
    const page = Object.hasOwn(pages, url) ? pages[url] : undefined
    if (page) return { status: 200, type: 'application/json', body: JSON.stringify(await page()) }
    return { status: 404, type: 'text/plain', body: 'not found' }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      stopping = true
      server.closeAllConnections()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
      })
    },
  }
}
