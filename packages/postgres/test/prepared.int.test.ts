import { createTestDatabase, type TestDatabase } from '@zhihe/testing/database'
import { eventually } from '@zhihe/testing/eventually'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, isUnreachable, openDatabase } from '../src/pool.ts'

let database: TestDatabase
let other: Database

beforeAll(async () => {
  database = await createTestDatabase()
  other = openDatabase({ url: database.adminUrl, applicationName: 'prepared-other' })
})

afterAll(async () => {
  await other[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

/** One connection: what is prepared on it can be counted. */
const openOne = (more: object = {}) =>
  openDatabase({ url: database.adminUrl, applicationName: 'prepared-test', maxConnections: 1, ...more })
const prepared = async ({ pool }: Database): Promise<string[]> =>
  (await pool.query<{ statement: string }>('select statement from pg_prepared_statements order by prepare_time')).rows.map(
    ({ statement }) => statement,
  )
const failureOf = async (work: Promise<unknown>): Promise<unknown> =>
  await work.then(
    () => undefined,
    (error: unknown) => error,
  )
async function times<T>(count: number, work: (n: number) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  for (let n = 0; n < count; n += 1) results.push(await work(n))
  return results
}

describe('a statement that repeats', () => {
  it('is prepared once and answers as before, in a transaction, outside of one and through the pool', async () => {
    await using opened = openOne()
    const ask = (n: number) => sql`select ${n}::int as n, ${`${n}`}::text as word, now() is not null as timed`

    const outside = await times(8, async (n) => await opened.db.execute(ask(n), 'objects'))
    const inside = await opened.db.transaction(async (tx) => await times(8, async (n) => await tx.execute(ask(n), 'objects')))
    const pooled = await times(8, async (n) => (await opened.pool.query('select $1::int as n', [n])).rows)

    const answers = Array.from({ length: 8 }, (_, n) => [{ n, word: `${n}`, timed: true }])
    expect(outside).toEqual(answers)
    expect(inside).toEqual(answers)
    expect(pooled).toEqual(Array.from({ length: 8 }, (_, n) => [{ n }]))
    expect(await prepared(opened)).toEqual(['select $1::int as n, $2::text as word, now() is not null as timed', 'select $1::int as n'])
  })

  it('goes on being prepared when it fails, and the transaction it failed in goes back', async () => {
    await using opened = openOne()
    const share = (n: number) => opened.db.execute(sql`select 10 / ${n}::int as share`, 'objects')
    await times(6, () => share(5))

    const errors = [
      await failureOf(share(0)),
      await failureOf(opened.db.transaction(async (tx) => await tx.execute(sql`select 10 / ${0}::int as share`))),
    ]

    expect(errors.map((error) => (error as Error).cause)).toMatchObject([{ code: '22012' }, { code: '22012' }])
    expect(await share(2)).toEqual([{ share: 5 }])
  })

  it('leaves statements of ever new length alone', async () => {
    await using opened = openOne()

    await times(40, async (n) => {
      const ids = Array.from({ length: n + 1 }, (_, id) => sql`${id}`)
      await opened.db.execute(sql`select 1 where 1 in (${sql.join(ids, sql`, `)})`)
    })

    expect(await prepared(opened)).toEqual([])
  })

  it('keeps its deadline', async () => {
    await using opened = openOne({ queryTimeoutMs: 400 })
    const sleep = (seconds: number) => sql`select pg_sleep(${seconds})`
    await times(6, async () => await opened.db.execute(sleep(0)))

    const error = await failureOf(
      opened.db.transaction(async (tx) => {
        await tx.execute(sql`set local statement_timeout = 0`)
        await tx.execute(sleep(20))
      }),
    )

    expect(isUnreachable(error)).toBe(true)
    await eventually(async () => expect(await opened.db.execute(sql`select ${1}::int as one`, 'objects')).toEqual([{ one: 1 }]), {
      withinMs: 15_000,
    })
  })
})

describe('a schema that changes under a live connection', () => {
  it('is seen by what was prepared before, without an error', async () => {
    await using opened = openOne()
    await other.db.execute(sql`create table grown (id int, label int); insert into grown values (1, 7)`)
    const all = () => opened.db.execute(sql`select * from grown where id = ${1}`, 'objects')
    const pooled = async () => (await opened.pool.query('select label from grown where id = $1', [1])).rows
    await times(6, all)
    await times(6, pooled)

    await other.db.execute(sql`alter table grown add column added int default 3, alter column label type text`)

    expect(await all()).toEqual([{ id: 1, label: '7', added: 3 }])
    expect(await pooled()).toEqual([{ label: '7' }])
    expect(await times(6, all)).toHaveLength(6)
    expect(await prepared(opened)).toHaveLength(2)
  })

  it('costs one transaction on a connection and no more', async () => {
    await using opened = openOne()
    await other.db.execute(sql`create table moved (id int, label int); insert into moved values (1, 7)`)
    const inTransaction = async () =>
      await opened.db.transaction(async (tx) => {
        const first = await tx.execute(sql`select * from moved where id = ${1}`, 'objects')
        return [first, await tx.execute(sql`select label from moved where id = ${1}`, 'objects')]
      })
    await times(6, inTransaction)

    await other.db.execute(sql`alter table moved alter column label type text`)

    expect((await failureOf(inTransaction())) as Error).toMatchObject({ cause: { code: '0A000' } })
    expect(await inTransaction()).toEqual([[{ id: 1, label: '7' }], [{ label: '7' }]])
  })

  it('is read anew when somebody discards what was prepared', async () => {
    await using opened = openOne()
    const ask = () => opened.db.execute(sql`select ${1}::int as one`, 'objects')
    await times(6, ask)

    await opened.db.execute(sql`deallocate all`)

    expect(await ask()).toEqual([{ one: 1 }])
    expect(await ask()).toEqual([{ one: 1 }])
    expect(await prepared(opened)).toEqual(['select $1::int as one'])
  })
})
