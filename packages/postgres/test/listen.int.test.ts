import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { createTestDatabase, type TestDatabase } from '@zhihe/testing/database'
import { eventually } from '@zhihe/testing/eventually'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listen } from '../src/listen.ts'
import { openDatabase } from '../src/pool.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})

afterAll(async () => {
  await database[Symbol.asyncDispose]()
})

/** Stands between a client and the server, and can stop passing anything on without hanging up. */
async function startProxy(target: string): Promise<AsyncDisposable & { url: string; silenceOpenConnections(): void }> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    for (const socket of [near, far]) sockets.add(socket.on('error', () => {}))
    near.pipe(far)
    far.pipe(near)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = new URL(target)
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    silenceOpenConnections: () => sockets.forEach((socket) => socket.unpipe().resume()),
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((done) => server.close(done))
    },
  }
}

describe('listen', () => {
  it('hands over what is notified', async () => {
    await using sender = openDatabase({ url: database.adminUrl, applicationName: 'listen-test' })
    const heard: string[] = []
    await using listener = listen({ url: database.adminUrl, channel: 'news', onNotify: (payload) => heard.push(payload) })
    await eventually(() => expect(listener.isUp()).toBe(true))

    await sender.db.execute(sql`select pg_notify('news', 'first'), pg_notify('other', 'elsewhere'), pg_notify('news', '')`)

    await eventually(() => expect(heard).toEqual(['first', '']))
  })

  it('comes back after its connection is terminated and says so', async () => {
    await using sender = openDatabase({ url: database.adminUrl, applicationName: 'listen-test' })
    const heard: string[] = []
    const states: boolean[] = []
    await using listener = listen({
      url: database.adminUrl,
      channel: 'healing',
      onNotify: (payload) => heard.push(payload),
      onState: (isUp) => states.push(isUp),
    })
    await eventually(() => expect(listener.isUp()).toBe(true))

    await sender.db.execute(sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'zhihe-listen-healing'`)
    await eventually(() => expect(states).toEqual([true, false, true]))
    await sender.db.execute(sql`select pg_notify('healing', 'again')`)

    await eventually(() => expect(heard).toEqual(['again']))
  })

  it('notices a half-open connection, on which nothing arrives and nothing fails', async () => {
    await using proxy = await startProxy(database.adminUrl)
    const states: boolean[] = []
    await using listener = listen({
      url: proxy.url,
      channel: 'silent',
      onNotify: () => {},
      onState: (isUp) => states.push(isUp),
      livenessEveryMs: 50,
    })
    await eventually(() => expect(listener.isUp()).toBe(true))

    proxy.silenceOpenConnections()

    await eventually(() => expect(states).toEqual([true, false, true]), { withinMs: 10_000 })
  })

  it('survives a callback that throws', async () => {
    await using sender = openDatabase({ url: database.adminUrl, applicationName: 'listen-test' })
    const errors: unknown[] = []
    await using listener = listen({
      url: database.adminUrl,
      channel: 'rough',
      onNotify: (payload) => {
        throw new Error(payload)
      },
      onError: (error) => errors.push(error),
    })
    await eventually(() => expect(listener.isUp()).toBe(true))

    await sender.db.execute(sql`select pg_notify('rough', 'one'), pg_notify('rough', 'two')`)

    await eventually(() => expect(errors).toMatchObject([{ message: 'one' }, { message: 'two' }]))
    expect(listener.isUp()).toBe(true)
  })

  it('stops at once while the server cannot be reached', async () => {
    const listener = listen({ url: 'postgres://nobody@127.0.0.1:1/none', channel: 'none', onNotify: () => {} })

    await listener[Symbol.asyncDispose]()

    expect(listener.isUp()).toBe(false)
  })
})
