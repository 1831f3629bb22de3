import { createServer, type Socket, connect as tcp } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTcpProxy, type TcpProxy } from '../src/tcp-proxy.ts'

const echo = createServer((socket) => {
  socket.on('error', () => {}).on('data', (chunk: Buffer) => socket.write(`heard ${chunk.toString()}`))
})
let proxy: TcpProxy
beforeAll(async () => {
  await new Promise<void>((done) => echo.listen(0, '127.0.0.1', done))
  const address = echo.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  proxy = await startTcpProxy(address.port)
})
afterAll(async () => {
  await proxy[Symbol.asyncDispose]()
  echo.close()
})

function dial(): { socket: Socket; heard: () => string } {
  const socket = tcp(proxy.port, '127.0.0.1')
  let text = ''
  socket.on('error', () => {}).on('data', (chunk: Buffer) => (text += chunk.toString()))
  return { socket, heard: () => text }
}

function closed(socket: Socket): Promise<void> {
  return new Promise((done) => socket.once('close', () => done()))
}

describe('a TCP proxy', () => {
  it('carries both ways and remembers what was said first', async () => {
    const { socket, heard } = dial()
    socket.write('listen zhihe')

    await expect.poll(heard).toBe('heard listen zhihe')
    expect(proxy.connections().map((connection) => connection.said().toString())).toContain('listen zhihe')
    socket.destroy()
  })

  it('is a black hole in one direction until it is healed: what was dropped is lost, the connection lives', async () => {
    const { socket, heard } = dial()
    socket.write('a')
    await expect.poll(heard).toBe('heard a')

    proxy.conduct({ down: { kind: 'drop' } })
    socket.write('b')
    const bystander = dial()
    bystander.socket.write('c')
    await expect.poll(() => proxy.connections().map((connection) => connection.said().toString())).toContain('ab')
    proxy.heal()
    socket.write('d')

    await expect.poll(heard).toContain('heard d')
    expect(heard()).not.toContain('heard b')
    expect(bystander.heard()).toBe('')
    for (const end of [socket, bystander.socket]) end.destroy()
  })

  it('leaves one connection half open among healthy ones', async () => {
    const [listener, other] = [dial(), dial()]
    listener.socket.write('listen')
    await expect.poll(listener.heard).toBe('heard listen')

    for (const connection of proxy.connections())
      if (connection.said().includes('listen')) connection.conduct({ up: { kind: 'drop' }, down: { kind: 'drop' } })
    listener.socket.write('again')
    other.socket.write('hello')

    await expect.poll(other.heard).toBe('heard hello')
    expect(listener.heard()).toBe('heard listen')
    for (const { socket } of [listener, other]) socket.destroy()
  })

  it('delays, keeps the order, and refuses or hangs new connections', async () => {
    const { socket, heard } = dial()
    proxy.conduct({ up: { kind: 'delay', ms: 30 } })
    const before = performance.now()
    for (const word of ['1', '2', '3']) {
      socket.write(word)
      await expect.poll(heard).toContain(word)
    }
    expect(performance.now() - before).toBeGreaterThan(85)

    proxy.conduct({ connect: 'refuse' })
    const refused = dial()
    await closed(refused.socket)
    proxy.conduct({ connect: 'hang' })
    const hanging = dial()
    hanging.socket.write('anybody?')
    await expect.poll(() => proxy.connections().some((connection) => connection.said().includes('anybody?'))).toBe(true)

    expect(hanging.heard()).toBe('')
    proxy.heal()
    for (const end of [socket, hanging.socket]) end.destroy()
  })

  it('resets all', async () => {
    const { socket } = dial()
    socket.write('x')
    await expect.poll(() => proxy.connections().some((connection) => connection.said().includes('x'))).toBe(true)

    proxy.resetAll()

    await closed(socket)
    await expect.poll(() => proxy.connections()).toEqual([])
  })
})
