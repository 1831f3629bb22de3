import { connect, type Socket } from 'node:net'

export interface Place {
  /** A host name, an address, or the folder of a Unix socket. */
  host: string
  port: number
}

// SSLRequest: whatever state the server is in, it answers with one byte, before it asks who we are, and notes nothing in its log when we go.
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])

const knocking = new Map<string, Promise<void>>()

/**
 * Resolves when a server answers at all; rejects when it is refused, or nothing is heard for `withinMs`. Whoever knocks while somebody else of this
 * process does, at the same door, waits for the same answer: several pools are no storm.
 */
export async function knock(place: Place, withinMs: number): Promise<void> {
  const door = `${place.host} ${place.port}`
  const known = knocking.get(door)
  if (known) return await known
  const answer = knockAlone(place, withinMs).finally(() => knocking.delete(door))
  knocking.set(door, answer)
  await answer
}

async function knockAlone({ host, port }: Place, withinMs: number): Promise<void> {
  const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host)
  try {
    await new Promise<void>((heard, failed) => {
      socket.once('connect', () => socket.write(sslRequest))
      socket.once('data', () => heard())
      socket.on('error', failed)
      socket.once('close', () => failed(new Error('Connection terminated while knocking')))
      failLate(socket, withinMs, failed)
    })
  } finally {
    socket.destroy()
  }
}

// An answer that lies in the socket when we were late ourselves is read before we say that none came.
function failLate(socket: Socket, withinMs: number, failed: (error: Error) => void): void {
  const timer = setTimeout(() => setImmediate(failed, new Error(`nothing was heard from the database for ${withinMs} ms`)), withinMs)
  socket.once('close', () => clearTimeout(timer))
}
