import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { roleScopes } from '@zhihe/contracts/access'
import { defineRoute } from '@zhihe/contracts/route'
import { type Database, openDatabase } from '@zhihe/postgres/pool'
import { createLogger } from '@zhihe/runtime/log'
import { createMetrics } from '@zhihe/runtime/metrics'
import { beginStopping } from '@zhihe/runtime/stopping'
import { createTestDatabase, type TestDatabase } from '@zhihe/testing/database'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type App, createApp, type RoutePlugin } from '../src/app.ts'
import { defaultLimits } from '../src/limits.ts'

const databaseMs = 500
const token = `zk_${'a'.repeat(43)}`
const authorization = `Bearer ${token}`
const response = { 200: z.strictObject({ asked: z.int() }) }
const config = { tag: 'things', summary: 'Sleeps', scope: 'postings:read' } as const
const body = z.strictObject({ word: z.string() })

const contracts = {
  lost: defineRoute({ method: 'GET', url: '/v1/lost', schema: { response }, config: { ...config, operationId: 'lost' } }),
  lostWrite: defineRoute({ method: 'POST', url: '/v1/lost', schema: { body, response }, config: { ...config, operationId: 'lostWrite' } }),
  slow: defineRoute({ method: 'POST', url: '/v1/slow', schema: { body, response }, config: { ...config, operationId: 'slow' } }),
  long: defineRoute({
    method: 'POST',
    url: '/v1/long',
    schema: { body, response },
    config: { ...config, operationId: 'long', deadlineMs: 20_000 },
  }),
  brief: defineRoute({ method: 'POST', url: '/v1/brief', schema: { body, response }, config: { ...config, operationId: 'brief' } }),
  after: defineRoute({ method: 'GET', url: '/v1/after', schema: { response }, config: { ...config, operationId: 'after' } }),
}

let test: TestDatabase
let database: Database
let app: App
const asked = { lost: 0, lostWrite: 0 }
let leftBehind: Promise<unknown> = Promise.resolve()

beforeAll(async () => {
  test = await createTestDatabase()
  database = openDatabase({ url: test.adminUrl, applicationName: 'http-deadlines', maxConnections: 4 })
  const sleep = async (seconds: number) => void (await database.db.execute(sql`select pg_sleep(${seconds})`))
  const loseOnce = async (which: keyof typeof asked) => {
    asked[which] += 1
    if (asked[which] === 1) await database.db.execute(sql`select pg_terminate_backend(pg_backend_pid())`)
    return { asked: asked[which] }
  }
  const answerAfter = async (seconds: number) => {
    await sleep(seconds)
    return { asked: 1 }
  }
  const routes: RoutePlugin = async (plugin) => {
    plugin.route({ ...contracts.lost, handler: async () => await loseOnce('lost') })
    plugin.route({ ...contracts.lostWrite, handler: async () => await loseOnce('lostWrite') })
    plugin.route({ ...contracts.slow, handler: async () => await answerAfter(4) })
    plugin.route({ ...contracts.long, handler: async () => await answerAfter(1) })
    plugin.route({ ...contracts.brief, handler: async () => await answerAfter(0.1) })
    plugin.route({
      ...contracts.after,
      handler: async () => {
        leftBehind = pause(databaseMs + 200).then(async () => await sleep(0.1))
        return { asked: 1 }
      },
    })
  }
  const principal = {
    keyId: 'k',
    tenantId: 't',
    role: 'organiser',
    scopes: roleScopes.organiser,
    regionCode: null,
    employerId: null,
  } as const
  app = await createApp({
    logger: createLogger({ name: 'test', level: 'silent' }),
    authenticate: async () => principal,
    routes: [routes],
    checks: [],
    metrics: createMetrics({}),
    limits: { ...defaultLimits, eventLoopDelayMs: 0, databaseMs },
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(async () => {
  await app.close()
  await database[Symbol.asyncDispose]()
  await test[Symbol.asyncDispose]()
})

const port = (): number => (app.server.address() as AddressInfo).port
const post = async (path: string) => {
  const startedAt = performance.now()
  const headers = { authorization, 'content-type': 'application/json' }
  const answer = await fetch(`http://127.0.0.1:${port()}${path}`, { method: 'POST', headers, body: '{"word":"a"}' })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown>, tookMs: performance.now() - startedAt }
}

describe('the deadline of a request', () => {
  it('ends its waits for the database with 503, also after a body was read', async () => {
    const answer = await post('/v1/slow')

    expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } })
    expect(answer.tookMs).toBeLessThan(2_000)
  })

  it('is as long as the contract says', async () => {
    expect(await post('/v1/long')).toMatchObject({ status: 200 })
  })

  it('does not count the time that the caller takes to send her body', async () => {
    const socket = connect(port(), '127.0.0.1')
    let answer = ''
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()))
    socket.write(
      `POST /v1/brief HTTP/1.1\r\nHost: a\r\nAuthorization: ${authorization}\r\nContent-Type: application/json\r\nContent-Length: 12\r\nConnection: close\r\n\r\n{"wor`,
    )
    await pause(databaseMs + 300)
    socket.write('d":"a"}')

    await once(socket, 'close')

    expect(answer).toContain('200 OK')
  })

  it('is not that of what the request left running behind itself', async () => {
    const answer = await fetch(`http://127.0.0.1:${port()}/v1/after`, { headers: { authorization } })

    expect(answer.status).toBe(200)
    await expect(leftBehind).resolves.toBeUndefined()
  })
})

describe('a connection that is lost under a request', () => {
  it('is replaced, and what only reads is asked once more', async () => {
    const answer = await fetch(`http://127.0.0.1:${port()}/v1/lost`, { headers: { authorization } })

    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({ asked: 2 })
  })

  it('is said where the request may have done something', async () => {
    expect(await post('/v1/lost')).toMatchObject({ status: 503, body: { code: 'unavailable' } })
    expect(asked.lostWrite).toBe(1)
  })
})

// The last one: a process stops once.
describe('a process that is asked to stop', () => {
  it('goes on answering, is not ready, and asks each connection to be closed', async () => {
    const before = await fetch(`http://127.0.0.1:${port()}/readyz`)
    using _stopping = beginStopping()

    const ready = await fetch(`http://127.0.0.1:${port()}/readyz`)
    const answer = await fetch(`http://127.0.0.1:${port()}/v1/lost`, { headers: { authorization } })

    expect([before.status, ready.status, answer.status]).toEqual([200, 503, 200])
    expect(before.headers.get('connection')).toBe('keep-alive')
    expect(answer.headers.get('connection')).toBe('close')
  })
})
