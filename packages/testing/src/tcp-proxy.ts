import { createServer, type Server, Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** What becomes of the bytes of one direction. */
export type Flow = { kind: 'pass' } | { kind: 'delay'; ms: number } | { kind: 'throttle'; bytesPerSecond: number } | { kind: 'drop' }

export interface Conduct {
  /** From the client to the server. */
  up: Flow
  /** From the server to the client. */
  down: Flow
  /** What happens to a new connection: taken, refused (RST), or taken and never connected to the server. */
  connect: 'pass' | 'refuse' | 'hang'
}

export interface ProxiedConnection {
  /** Counts from 0 over the life of the proxy. */
  readonly index: number
  /** What the client sent first, up to 64 KiB: tells a LISTEN from a query. */
  said(): Buffer
  /** From now on this connection alone behaves so, whatever the proxy does. */
  conduct(change: Partial<Pick<Conduct, 'up' | 'down'>>): void
  /** Cuts it off with an RST to both ends. */
  reset(): void
}

export interface TcpProxy extends AsyncDisposable {
  port: number
  /** Those that are open now. */
  connections(): ProxiedConnection[]
  /** How many have been taken since the start. */
  taken(): number
  /** For open connections and those to come. */
  conduct(change: Partial<Conduct>): void
  /** Everything passes again; what was held back is delivered late, what was dropped is lost. */
  heal(): void
  resetAll(): void
  /** A server that moved: new connections go there. */
  pointTo(port: number): void
}

interface Line {
  flow: () => Flow
  from: Socket
  to: Socket
}

const host = '127.0.0.1'
const keptBytes = 64 * 1024
const healthy: Conduct = { up: { kind: 'pass' }, down: { kind: 'pass' }, connect: 'pass' }

/**
 * A TCP proxy before a server on 127.0.0.1, to make a network as bad as a test needs: black holes in one or both directions, delay, a slow line,
 * refused or hanging connections, resets, and one half-open connection among healthy ones. It needs no rights of its own.
 */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const open = new Map<number, { connection: ProxiedConnection; ends: Socket[] }>()
  const state = { ...healthy, targetPort, taken: 0 }
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const index = state.taken++
    if (state.connect === 'refuse') {
      client.resetAndDestroy()
      return
    }
    const { connection, ends } = join(client, index)
    open.set(index, { connection, ends })
    client.once('close', () => open.delete(index))
  })

  function join(client: Socket, index: number) {
    const own: Partial<Pick<Conduct, 'up' | 'down'>> = {}
    const ends = [client]
    const said: Buffer[] = []
    let kept = 0
    client.on('error', () => {})
    client.on('data', (chunk: Buffer) => {
      if (kept < keptBytes) said.push(chunk)
      kept += chunk.length
    })
    if (state.connect === 'pass') {
      const target = new Socket({ allowHalfOpen: true })
      ends.push(target)
      carry({ from: client, to: target, flow: () => own.up ?? state.up })
      carry({ from: target, to: client, flow: () => own.down ?? state.down })
      target.connect(state.targetPort, host)
    }
    const connection: ProxiedConnection = {
      index,
      said: () => Buffer.concat(said).subarray(0, keptBytes),
      conduct: (change) => void Object.assign(own, change),
      reset: () => {
        for (const end of ends) end.resetAndDestroy()
      },
    }
    return { connection, ends }
  }

  await listen(server)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  const resetAll = () => {
    for (const { connection } of open.values()) connection.reset()
  }
  return {
    port: address.port,
    connections: () => [...open.values()].map(({ connection }) => connection),
    taken: () => state.taken,
    conduct: (change) => void Object.assign(state, change),
    heal: () => void Object.assign(state, healthy),
    resetAll,
    pointTo: (port) => void (state.targetPort = port),
    [Symbol.asyncDispose]: async () => {
      resetAll()
      await new Promise((done) => server.close(done))
    },
  }
}

/** Carries bytes in their order; what a dropping line is given is gone, as on a network without an answer. */
function carry({ flow, from, to }: Line): void {
  let last = Promise.resolve()
  const after = (work: () => Promise<void> | void): void => {
    last = last.then(work).catch(() => {})
  }
  to.on('error', () => from.destroy())
  to.once('close', () => from.destroy())
  from.on('data', (chunk: Buffer) => {
    const now = flow()
    if (now.kind === 'drop') return
    after(async () => {
      if (now.kind === 'delay') await pause(now.ms)
      if (now.kind === 'throttle') await pause((chunk.length / now.bytesPerSecond) * 1_000)
      if (!to.destroyed && !to.write(chunk)) await drained(to)
    })
  })
  from.once('end', () => {
    if (flow().kind !== 'drop') after(() => void to.end())
  })
}

async function drained(socket: Socket): Promise<void> {
  await new Promise<void>((done) => {
    socket.once('drain', done).once('close', () => done())
  })
}

async function listen(server: Server): Promise<void> {
  await new Promise<void>((done, failed) => server.once('error', failed).listen(0, host, done))
}
