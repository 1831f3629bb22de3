import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

// Below those from which Linux takes the near end of a connection: a port of that range may be gone again before whoever is to listen on it has started.
const [lowest, beyond] = [10_000, 32_000]
const tries = 1_000

/** Ports of 127.0.0.1 on which nobody listens, all different, and which no connection takes meanwhile. Rejects when it finds none. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>()
  for (let left = tries; ports.size < count; left--) {
    if (left === 0) throw new Error('no free port on 127.0.0.1')
    const port = randomInt(lowest, beyond)
    if (!ports.has(port) && (await isFree(port))) ports.add(port)
  }
  return [...ports]
}

/** One of them. */
export async function freePort(): Promise<number> {
  const [port] = await freePorts(1)
  return port as number
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer()
  const listens = await new Promise<boolean>((done) => {
    probe.once('error', () => done(false)).listen(port, '127.0.0.1', () => done(true))
  })
  if (listens) await new Promise((done) => probe.close(done))
  return listens
}
