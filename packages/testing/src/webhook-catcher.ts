import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

export interface CaughtRequest {
  method: string
  path: string
  headers: IncomingHttpHeaders
  /** The exact bytes, as signatures are made over them. */
  rawBody: Buffer
  receivedAt: Date
}

/** How to answer: a status after an optional delay, or never. */
export type WebhookReply = { status: number; headers?: Record<string, string>; body?: string; delayMs?: number } | { hang: true }

export interface WebhookCatcherOptions {
  /** One answer for all, or a decision per request (`index` counts from 0). Default: 204. */
  reply?: WebhookReply | ((request: CaughtRequest, index: number) => WebhookReply)
}

export interface WebhookCatcher extends AsyncDisposable {
  url: string
  requests: readonly CaughtRequest[]
  /** Changes the answers from now on. */
  answerWith(reply: NonNullable<WebhookCatcherOptions['reply']>): void
  /** Waits for `count` more requests than were taken before and returns exactly those. Rejects after `withinMs` (default 5,000). */
  next(count?: number, withinMs?: number): Promise<CaughtRequest[]>
}

/** An HTTP receiver on a free port of 127.0.0.1 that keeps everything it was sent. */
export async function startWebhookCatcher({ reply = { status: 204 } }: WebhookCatcherOptions = {}): Promise<WebhookCatcher> {
  const requests: CaughtRequest[] = []
  const waiting = new Set<() => void>()
  const closing = new AbortController()
  let answer = reply
  let taken = 0

  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const request = await receive(incoming)
    if (!request) return
    const index = requests.push(request) - 1
    for (const wake of waiting) wake()
    await send(outgoing, typeof answer === 'function' ? answer(request, index) : answer, closing.signal)
  }
  const server = createServer((incoming, outgoing) => {
    void serve(incoming, outgoing)
  })
  await new Promise<void>((done, failed) => server.once('error', failed).listen(0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the webhook catcher has no port')

  const next = async (count = 1, withinMs = 5_000): Promise<CaughtRequest[]> => {
    const from = taken
    taken += count
    await until(() => requests.length >= from + count, waiting, withinMs).catch(() => {
      taken = from
      throw new Error(`waited ${withinMs} ms for ${count} request(s), got ${requests.length - from}`)
    })
    return requests.slice(from, from + count)
  }
  const dispose = async (): Promise<void> => {
    closing.abort()
    server.closeAllConnections()
    if (server.listening) await new Promise((done) => server.close(done))
  }
  const url = `http://127.0.0.1:${address.port}/`
  return { url, requests, next, answerWith: (changed) => void (answer = changed), [Symbol.asyncDispose]: dispose }
}

async function until(isReached: () => boolean, waiting: Set<() => void>, withinMs: number): Promise<void> {
  if (isReached()) return
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const wake = (): void => {
    if (isReached()) resolve()
  }
  const timer = setTimeout(() => reject(new Error('too late')), withinMs)
  waiting.add(wake)
  try {
    await promise
  } finally {
    clearTimeout(timer)
    waiting.delete(wake)
  }
}

async function receive(incoming: IncomingMessage): Promise<CaughtRequest | undefined> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
  } catch {
    // The sender hung up half-way: nothing was received.
    return undefined
  }
  const { method = '', url: path = '', headers } = incoming
  return { method, path, headers, rawBody: Buffer.concat(chunks), receivedAt: new Date() }
}

async function send(outgoing: ServerResponse, reply: WebhookReply, signal: AbortSignal): Promise<void> {
  if ('hang' in reply) return
  if (reply.delayMs !== undefined) await pause(reply.delayMs, undefined, { signal }).catch(() => {})
  if (outgoing.destroyed) return
  outgoing.writeHead(reply.status, reply.headers)
  outgoing.end(reply.body ?? '')
}
