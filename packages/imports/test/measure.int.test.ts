import { openDatabase } from '@zhihe/postgres/pool'
import { createMetrics } from '@zhihe/runtime/metrics'
import { createTestDatabase } from '@zhihe/testing/database'
import { pgSchema, uuid } from 'drizzle-orm/pg-core'
import { expect, it } from 'vitest'
import { measureImports } from '../src/measure.ts'

const imports = pgSchema('taken').table('imports', { id: uuid('id').primaryKey() })

async function startHouse() {
  const stack = new AsyncDisposableStack()
  const testDatabase = stack.use(await createTestDatabase())
  const database = openDatabase({ url: testDatabase.adminUrl, applicationName: 'imports-test', maxConnections: 2 })
  stack.defer(() => database[Symbol.asyncDispose]())
  await database.pool.query(`create schema taken; create table taken.imports (id uuid primary key default gen_random_uuid(), status text not null,
    claimed_until timestamptz, created_at timestamptz not null)`)
  const metrics = createMetrics({})
  measureImports(metrics, database.db, imports)
  const value = async (name: string) => Number(new RegExp(`^${name} (.*)$`, 'm').exec(await metrics.metrics())?.[1])
  const add = async (status: string, { claimed, minutes }: { claimed: string | null; minutes: number }) =>
    void (await database.pool.query(
      `insert into taken.imports (status, claimed_until, created_at) values ($1, now() + $2::interval, now() - make_interval(mins => $3))`,
      [status, claimed, minutes],
    ))
  return { database, value, add, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

it('counts files that nobody works on, and tells how old the oldest unfinished one is', async () => {
  await using house = await startHouse()
  expect([await house.value('zhihe_imports_waiting'), await house.value('zhihe_imports_oldest_unfinished_seconds')]).toEqual([0, 0])

  await house.add('received', { claimed: null, minutes: 1 })
  await house.add('reading', { claimed: '-1 second', minutes: 2 })
  await house.add('reading', { claimed: '5 seconds', minutes: 10 })
  await house.add('finished', { claimed: null, minutes: 99 })

  expect(await house.value('zhihe_imports_waiting')).toBe(2)
  const oldest = await house.value('zhihe_imports_oldest_unfinished_seconds')
  expect(oldest).toBeGreaterThanOrEqual(600)
  expect(oldest).toBeLessThan(660)
})

it('says that nobody can tell when the database is away', async () => {
  await using house = await startHouse()
  await house.database[Symbol.asyncDispose]()

  expect(await house.value('zhihe_imports_waiting')).toBeNaN()
})
