import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { waitUntilReady } from './ready.ts'

/** An origin that answers /readyz with each status in turn, the last one for ever. */
async function originAnswering(statuses: readonly number[]) {
  const asked: (string | undefined)[] = []
  const server = createServer((request, response) => {
    response.writeHead(statuses[Math.min(asked.push(request.url), statuses.length) - 1] ?? 500).end('{}')
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    [Symbol.dispose]: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

describe('waitUntilReady', () => {
  it('asks until the house is ready: it listens before its index is read', async () => {
    using origin = await originAnswering([503, 503, 200])

    expect(await waitUntilReady(origin.url, 30_000)).toBe(true)
    expect(origin.asked).toEqual(['/readyz', '/readyz', '/readyz'])
  })

  it('gives up after the time it was given', async () => {
    using origin = await originAnswering([503])

    expect(await waitUntilReady(origin.url, 150)).toBe(false)
  })

  it('takes a refused connection for not ready', async () => {
    const { url } = await originAnswering([200]).then((origin) => (origin[Symbol.dispose](), origin))

    expect(await waitUntilReady(url, 0)).toBe(false)
  })
})
