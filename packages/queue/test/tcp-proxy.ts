import { once } from 'node:events'
import { createServer, connect as dial, type Socket } from 'node:net'

/** Stands between a client and a server, so that a test can take the server away without stopping it. */
export interface TcpProxy extends AsyncDisposable {
  /** Swallows every byte in both directions, on old and new connections, until `pass`. */
  swallow(): void
  pass(): void
  /** Resets every connection. */
  reset(): void
}

export async function startTcpProxy({ port, target }: { port: number; target: URL }): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  let isSwallowing = false
  const server = createServer((client) => {
    const upstream = dial(Number(target.port), target.hostname)
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from)
      from.on('data', (data) => {
        if (!isSwallowing) to.write(data)
      })
      from.on('error', () => {})
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const reset = (): void => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  return {
    swallow: () => void (isSwallowing = true),
    pass: () => {
      isSwallowing = false
      reset()
    },
    reset,
    [Symbol.asyncDispose]: async () => {
      server.close()
      reset()
    },
  }
}

export function through(url: string, port: number): string {
  const result = new URL(url)
  result.hostname = '127.0.0.1'
  result.port = String(port)
  return result.href
}
