import { createServer } from 'node:net'

/** Ports of 127.0.0.1 that were free a moment ago, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const probes = Array.from({ length: count }, () => createServer())
  const ports: number[] = []
  for (const probe of probes) {
    await new Promise<void>((done, failed) => probe.once('error', failed).listen(0, '127.0.0.1', done))
    const address = probe.address()
    if (address === null || typeof address === 'string') throw new Error('no free port on 127.0.0.1')
    ports.push(address.port)
  }
  await Promise.all(probes.map((probe) => new Promise((done) => probe.close(done))))
  return ports
}
