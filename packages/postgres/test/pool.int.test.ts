import { createTestDatabase, type TestDatabase } from '@zhihe/testing/database'
import { eventually } from '@zhihe/testing/eventually'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isBusy, isSerializationConflict, isUnreachable, openDatabase, urlAs } from '../src/pool.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})

afterAll(async () => {
  await database[Symbol.asyncDispose]()
})

const failureOf = async (work: Promise<unknown>): Promise<unknown> =>
  await work.then(
    () => undefined,
    (error: unknown) => error,
  )

describe('openDatabase', () => {
  it('answers a query under its application name', async () => {
    await using opened = openDatabase({ url: database.adminUrl, applicationName: 'pool-test' })

    const rows = await opened.db.execute(sql`select current_setting('application_name') as name`, 'objects')

    expect(rows).toEqual([{ name: 'pool-test' }])
  })

  it('gives up a statement at its deadline and serves the next one on a fresh connection', async () => {
    await using opened = openDatabase({ url: database.adminUrl, applicationName: 'pool-test', maxConnections: 1, queryTimeoutMs: 300 })
    const startedAt = performance.now()

    const error = await failureOf(opened.db.transaction((tx) => tx.execute(sql`set local statement_timeout = 0; select pg_sleep(20)`)))

    expect(isUnreachable(error)).toBe(true)
    expect(performance.now() - startedAt).toBeLessThan(8_000)
    await eventually(async () => expect(await opened.db.execute(sql`select 1 as one`, 'objects')).toEqual([{ one: 1 }]), {
      withinMs: 15_000,
    })
  })

  it('calls a refused connection unreachable', async () => {
    await using opened = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', applicationName: 'pool-test' })

    const error = await failureOf(opened.db.execute(sql`select 1`))

    expect(isUnreachable(error)).toBe(true)
    expect(isSerializationConflict(error)).toBe(false)
  })

  it('outlives the termination of an idle and of a busy connection', async () => {
    const lost: Error[] = []
    await using opened = openDatabase({
      url: database.adminUrl,
      applicationName: 'pool-victim',
      onConnectionLost: (error) => lost.push(error),
    })
    await using other = openDatabase({ url: database.adminUrl, applicationName: 'pool-killer' })
    const killAll = sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'pool-victim'`
    await opened.db.execute(sql`select 1`)
    await other.db.execute(killAll)
    await eventually(() => expect(lost).toHaveLength(1))

    const error = await failureOf(
      opened.db.transaction(async (tx) => {
        await tx.execute(sql`select 1`)
        await other.db.execute(killAll)
        await tx.execute(sql`select 2`)
      }),
    )

    expect(isUnreachable(error)).toBe(true)
    expect(await opened.db.execute(sql`select 3 as three`, 'objects')).toEqual([{ three: 3 }])
  })

  it('calls a lock that is not had in time busy', async () => {
    await using opened = openDatabase({ url: database.adminUrl, applicationName: 'pool-test' })
    await opened.db.execute(sql`create table locked (id int)`)

    const error = await opened.db.transaction(async (tx) => {
      await tx.execute(sql`lock table locked`)
      return await failureOf(
        opened.db.transaction(async (second) => {
          await second.execute(sql`set local lock_timeout = '100ms'`)
          await second.execute(sql`select * from locked`)
        }),
      )
    })

    expect(isBusy(error)).toBe(true)
    expect(isUnreachable(error)).toBe(false)
  })

  it('calls a serialization failure a conflict', async () => {
    await using opened = openDatabase({ url: database.adminUrl, applicationName: 'pool-test' })
    await opened.db.execute(sql`create table counters (id int primary key, value int); insert into counters values (1, 0)`)

    const error = await failureOf(
      opened.db.transaction(
        async (tx) => {
          await tx.execute(sql`select value from counters`)
          await opened.db.execute(sql`update counters set value = 1`)
          await tx.execute(sql`update counters set value = 2`)
        },
        { isolationLevel: 'repeatable read' },
      ),
    )

    expect(isSerializationConflict(error)).toBe(true)
  })
})

describe('urlAs', () => {
  it('changes the role, and the password only when one is given', () => {
    expect(urlAs('postgres://postgres:secret@127.0.0.1:5432/zhihe', 'zhihe_postings')).toBe(
      'postgres://zhihe_postings@127.0.0.1:5432/zhihe',
    )
    expect(urlAs('postgres://postgres@127.0.0.1:5432/zhihe?sslmode=require', 'a', 'p/w')).toBe(
      'postgres://a:p%2Fw@127.0.0.1:5432/zhihe?sslmode=require',
    )
  })
})
