import { Agent, request } from 'node:http'

export interface Answer {
  /** 0: the connection failed before there was an answer. */
  status: number
  headers: Record<string, unknown>
  text: string
  tookMs: number
}

export interface ApiClient extends Disposable {
  ask(port: number, call: { method?: string; url: string; token?: string; body?: unknown; key?: string }): Promise<Answer>
}

/** A client with connections that it keeps, as proxies do, and without a second try of its own. */
export function createApiClient(): ApiClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 512 })
  return {
    ask: (port, { method = 'GET', url, token, body, key }) =>
      new Promise((resolve) => {
        const startedAt = performance.now()
        const done = (answer: Omit<Answer, 'tookMs'>): void => resolve({ ...answer, tookMs: performance.now() - startedAt })
        const headers = {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
        }
        const asked = request({ agent, host: '127.0.0.1', port, method, path: url, headers }, (response) => {
          let text = ''
          response.setEncoding('utf8')
          response.on('data', (chunk: string) => (text += chunk))
          response.on('end', () => done({ status: response.statusCode ?? 0, headers: response.headers, text }))
          response.on('error', (error) => done({ status: 0, headers: {}, text: error.message }))
        })
        asked.on('error', (error) => done({ status: 0, headers: {}, text: error.message }))
        asked.end(body === undefined ? undefined : JSON.stringify(body))
      }),
    [Symbol.dispose]: () => agent.destroy(),
  }
}

/** Calls `work` so many times a second, whether answers come or not, until the signal. Resolves with what all of them resolved with. */
export async function atRate<T>(perSecond: number, signal: AbortSignal, work: (n: number) => Promise<T>): Promise<T[]> {
  const running: Promise<T>[] = []
  const startedAt = performance.now()
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const due = Math.floor(((performance.now() - startedAt) / 1_000) * perSecond)
      while (running.length < due && !signal.aborted) running.push(work(running.length))
      if (!signal.aborted) return
      clearInterval(timer)
      resolve()
    }, 5)
  })
  return await Promise.all(running)
}
