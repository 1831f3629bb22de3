import { createTestDatabase, type TestDatabase } from '@zhihe/testing/database'
import { eventually } from '@zhihe/testing/eventually'
import { startTcpProxy, type TcpProxy } from '@zhihe/testing/tcp-proxy'
import { sql } from 'drizzle-orm'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDeadline } from '../src/deadline.ts'
import { measureDatabases } from '../src/measure.ts'
import { type Database, type DatabaseOptions, isBusy, isUnreachable, openDatabase } from '../src/pool.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})

afterAll(async () => {
  await database[Symbol.asyncDispose]()
})

const blackHole = { up: { kind: 'drop' }, down: { kind: 'drop' } } as const
const one = sql`select 1 as one`

interface Answer {
  error: unknown
  tookMs: number
}

async function answerOf(work: () => Promise<unknown>): Promise<Answer> {
  const startedAt = performance.now()
  const error = await work().then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return { error, tookMs: performance.now() - startedAt }
}

const slowest = (answers: readonly Answer[]): number => Math.max(...answers.map(({ tookMs }) => tookMs))

interface Behind extends AsyncDisposable {
  proxy: TcpProxy
  opened: Database
  lines: string[]
}

/** A pool of four whose every byte goes through a proxy. */
async function openBehind(options: Partial<DatabaseOptions> = {}): Promise<Behind> {
  const url = new URL(database.adminUrl)
  const proxy = await startTcpProxy(Number(url.port))
  url.port = String(proxy.port)
  const lines: string[] = []
  const log = { warn: (_fields: object, text: string) => lines.push(text), info: (_fields: object, text: string) => lines.push(text) }
  const opened = openDatabase({ url: url.href, applicationName: 'behind', maxConnections: 4, log, ...options })
  return {
    proxy,
    opened,
    lines,
    [Symbol.asyncDispose]: async () => {
      await opened[Symbol.asyncDispose]()
      await proxy[Symbol.asyncDispose]()
    },
  }
}

const warmUp = async ({ opened }: Behind): Promise<void> => {
  await Promise.all(Array.from({ length: 4 }, () => opened.db.execute(sql`select pg_sleep(0.05)`)))
}

describe('a database that is swallowed by the network', () => {
  it('is found out within three seconds, and from then on everybody is told at once', async () => {
    await using behind = await openBehind({ queryTimeoutMs: 30_000 })
    const { opened, proxy } = behind
    await warmUp(behind)
    proxy.conduct(blackHole)

    const waiting = await Promise.all(Array.from({ length: 40 }, () => answerOf(() => opened.db.execute(one))))
    const late = await answerOf(() => opened.db.execute(one))

    expect(waiting.every(({ error }) => isUnreachable(error))).toBe(true)
    expect(slowest(waiting)).toBeLessThan(3_000)
    expect(isUnreachable(late.error)).toBe(true)
    expect(late.tookMs).toBeLessThan(100)
    expect(opened.isUp()).toBe(false)
  })

  it('is used again within two seconds of its return, by itself, after one line in the log for each', async () => {
    await using behind = await openBehind()
    const { opened, proxy, lines } = behind
    await warmUp(behind)
    proxy.conduct(blackHole)
    await answerOf(() => opened.db.execute(one))
    await eventually(() => expect(opened.isUp()).toBe(false))

    proxy.heal()

    await eventually(async () => expect(await opened.db.execute(one, 'objects')).toEqual([{ one: 1 }]), { withinMs: 20_000 })
    expect(lines).toEqual(['the database is away; trying until it is back', 'the database is back'])
  })

  it('is not stormed: whoever asks while it is away opens no connection, and several pools knock together', async () => {
    await using behind = await openBehind()
    const { opened, proxy } = behind
    const url = new URL(database.adminUrl)
    url.port = String(proxy.port)
    await using another = openDatabase({ url: url.href, applicationName: 'beside', maxConnections: 1 })
    await warmUp(behind)
    await another.db.execute(one)
    const takenBefore = proxy.taken()
    proxy.conduct(blackHole)
    const until = performance.now() + 6_000
    const ask = (from: Database, times: number) => Promise.all(Array.from({ length: times }, () => answerOf(() => from.db.execute(one))))

    let asked = 0
    for (; performance.now() < until; asked += 20) await Promise.all([ask(opened, 16), ask(another, 4)])

    // One every 1.3 seconds at most, for both, and those that found it out.
    expect(proxy.taken() - takenBefore).toBeLessThanOrEqual(7)
    expect(asked).toBeGreaterThan(100)
  })

  it('is told from one that takes its time over a statement', async () => {
    await using behind = await openBehind({ queryTimeoutMs: 10_000 })
    const { opened } = behind

    const slow = await answerOf(() => opened.db.execute(sql`select pg_sleep(4)`))

    expect(slow.error).toBeUndefined()
    expect(behind.lines).toEqual([])
  })

  it('is told from one that is far away', async () => {
    await using behind = await openBehind({ queryTimeoutMs: 10_000 })
    const { opened, proxy } = behind
    proxy.conduct({ up: { kind: 'delay', ms: 150 }, down: { kind: 'delay', ms: 150 } })

    const answers = await Promise.all(Array.from({ length: 12 }, () => answerOf(() => opened.db.execute(sql`select pg_sleep(0.2)`))))

    expect(answers.map(({ error }) => error)).toEqual(answers.map(() => undefined))
    expect(behind.lines).toEqual([])
  })

  it('shows in the metrics', async () => {
    await using behind = await openBehind({ applicationName: 'measured', queryTimeoutMs: 30_000 })
    const { opened, proxy } = behind
    const metrics = new Registry()
    measureDatabases(metrics)
    measureDatabases(metrics)
    await warmUp(behind)
    const up = await metrics.metrics()

    proxy.conduct(blackHole)
    const asked = Promise.all(Array.from({ length: 9 }, () => answerOf(() => opened.db.execute(one))))
    await eventually(async () => expect(await metrics.metrics()).toContain('zhihe_pool_waiting{pool="measured"} 5'))
    await asked

    expect(up).toContain('zhihe_database_up{pool="measured"} 1')
    expect(up).toContain('zhihe_pool_open{pool="measured"} 4')
    expect(await metrics.metrics()).toContain('zhihe_database_up{pool="measured"} 0')
  })

  it('does not keep a pool from being closed', async () => {
    await using behind = await openBehind({ queryTimeoutMs: 30_000 })
    const { opened, proxy } = behind
    await warmUp(behind)
    proxy.conduct(blackHole)
    const asked = answerOf(() => opened.db.execute(one))

    const closed = await answerOf(() => opened[Symbol.asyncDispose]())

    expect(closed.error).toBeUndefined()
    expect(closed.tookMs).toBeLessThan(5_000)
    expect(isUnreachable((await asked).error)).toBe(true)
  })
})

describe('one connection that is swallowed, among others that are not', () => {
  it('costs its caller no more than what was left of her deadline, and is not used again', async () => {
    await using behind = await openBehind({ maxConnections: 1, queryTimeoutMs: 20_000 })
    const { opened, proxy } = behind
    await opened.db.execute(one)
    proxy.connections()[0]?.conduct(blackHole)

    const first = await answerOf(() => startDeadline(500).run(async () => await opened.db.execute(one)))
    const second = await answerOf(() => startDeadline(500).run(async () => await opened.db.execute(one)))

    expect(isUnreachable(first.error)).toBe(true)
    expect(first.tookMs).toBeLessThan(1_500)
    expect(second.error).toBeUndefined()
    expect(opened.isUp()).toBe(true)
  })
})

describe('a deadline', () => {
  it('is shared by all statements of the work, and by its waits for a connection', async () => {
    await using opened = openDatabase({ url: database.adminUrl, applicationName: 'deadline', maxConnections: 1 })
    const busy = opened.db.execute(sql`select pg_sleep(0.6)`)

    const work = await answerOf(() =>
      startDeadline(1_000).run(async () => {
        await opened.db.execute(sql`select pg_sleep(0.3)`)
        await opened.db.execute(sql`select pg_sleep(2)`)
      }),
    )

    await busy
    expect(isUnreachable(work.error)).toBe(true)
    expect(work.tookMs).toBeGreaterThan(950)
    expect(work.tookMs).toBeLessThan(2_000)
  })

  it('leaves nothing of a transaction that passes it', async () => {
    await using opened = openDatabase({ url: database.adminUrl, applicationName: 'deadline', maxConnections: 2 })
    await opened.db.execute(sql`create table late (id int)`)

    const work = await answerOf(() =>
      startDeadline(300).run(
        async () =>
          await opened.db.transaction(async (tx) => {
            await tx.execute(sql`insert into late values (1)`)
            await tx.execute(sql`select pg_sleep(3)`)
          }),
      ),
    )

    expect(isUnreachable(work.error)).toBe(true)
    expect(await opened.db.execute(sql`select * from late`, 'objects')).toEqual([])
  })

  it('is over when it is lifted, and longer by what is forgiven', async () => {
    await using opened = openDatabase({ url: database.adminUrl, applicationName: 'deadline' })
    const lifted = startDeadline(50)
    const forgiven = startDeadline(50)
    lifted.lift()
    forgiven.forgive(3_000)

    const answers = await Promise.all(
      [lifted, forgiven].map((deadline) => answerOf(() => deadline.run(async () => await opened.db.execute(sql`select pg_sleep(0.3)`)))),
    )

    expect(answers.map(({ error }) => error)).toEqual([undefined, undefined])
  })
})

describe('a pool whose connections are all in use', () => {
  it('says so after its own limit, and the database is not held to be away', async () => {
    await using opened = openDatabase({ url: database.adminUrl, applicationName: 'full', maxConnections: 1, waitMs: 200 })
    const held = await opened.pool.connect()

    const asked = await answerOf(() => opened.db.execute(one))

    held.release()
    expect(isUnreachable(asked.error) || isBusy(asked.error)).toBe(true)
    expect(asked.tookMs).toBeLessThan(1_000)
    expect(opened.isUp()).toBe(true)
    expect((await answerOf(() => opened.db.execute(one))).error).toBeUndefined()
  })
})
