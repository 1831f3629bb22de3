import { createServer, type Server, type Socket } from 'node:net'
import { createPoster, type PosterOptions } from '../src/delivery/post.ts'
import type { Answer } from '../src/domain/answer.ts'

export interface Receiver extends AsyncDisposable {
  port: number
  connections: number
}

export interface ReceiverPlace {
  /** Default: 127.0.0.1. `::` is every address of this machine, of both families. */
  host?: string
  port?: number
}

/** A server that speaks no HTTP of its own. */
export async function startReceiver(
  serve: (socket: Socket) => void,
  { host = '127.0.0.1', port = 0 }: ReceiverPlace = {},
): Promise<Receiver> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    receiver.connections += 1
    sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)))
    serve(socket)
  })
  const receiver: Receiver = {
    port,
    connections: 0,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      if (server.listening) await new Promise((done) => server.close(done))
    },
  }
  await new Promise<void>((done, failed) => server.once('error', failed).listen(port, host, done))
  receiver.port = (server.address() as { port: number }).port
  return receiver
}

/** A listener on every address of this machine that counts who comes. */
export async function startListener(): Promise<Receiver> {
  const hangUp = (socket: Socket): void => void socket.end()
  return await startReceiver(hangUp, { host: '::' }).catch(async () => await startReceiver(hangUp, { host: '0.0.0.0' }))
}

/** One POST by a poster of its own, and how long it took. */
export async function postOnce(url: string, options: Partial<PosterOptions> = {}): Promise<{ answer: Answer; ms: number }> {
  await using poster = createPoster({ allowPrivate: true, resolve: async () => [], deadlineMs: 5_000, ...options })
  const startedAt = performance.now()
  const answer = await poster.post(letterTo(url))
  return { answer, ms: performance.now() - startedAt }
}

export function letterTo(url: string) {
  const headers = { 'content-type': 'application/json' }
  return { url, body: '{}', headers, sentAt: new Date(), signal: new AbortController().signal }
}
