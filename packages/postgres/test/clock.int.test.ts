import { createTestDatabase, type TestDatabase } from '@zhihe/testing/database'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { startDatabaseClock } from '../src/clock.ts'
import { openDatabase } from '../src/pool.ts'

const minuteMs = 60_000
const mostOffMs = 500

let testDatabase: TestDatabase
beforeAll(async () => {
  testDatabase = await createTestDatabase()
})
afterAll(() => testDatabase[Symbol.asyncDispose]())
afterEach(() => void vi.useRealTimers())

describe('startDatabaseClock', () => {
  it.each([10 * minuteMs, -10 * minuteMs])('tells the time of the database on a machine whose clock is %i ms off', async (offMs) => {
    await using database = openDatabase({ url: testDatabase.adminUrl, applicationName: 'test-clock', maxConnections: 2 })
    vi.useFakeTimers({ now: Date.now() + offMs, toFake: ['Date'] })
    using clock = startDatabaseClock(database)
    await clock.set()

    const { rows } = await database.pool.query<{ ms: number }>('select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms')

    expect(clock.isSet()).toBe(true)
    expect(Math.abs(clock.now().getTime() - (rows[0]?.ms ?? 0))).toBeLessThan(mostOffMs)
  })

  it('does not follow the clock of the machine when that steps, also while the database is away', async () => {
    const database = openDatabase({ url: testDatabase.adminUrl, applicationName: 'test-clock', maxConnections: 2 })
    using clock = startDatabaseClock(database)
    await clock.set()
    await database[Symbol.asyncDispose]()
    const before = clock.now().getTime()

    vi.useFakeTimers({ now: Date.now() + 10 * minuteMs, toFake: ['Date'] })

    expect(clock.now().getTime() - before).toBeLessThan(mostOffMs)
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(before)
  })

  it('tells the time of the machine as long as the database has never answered, and says so', async () => {
    await using database = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/nothing', applicationName: 'test-clock', maxConnections: 1 })
    using clock = startDatabaseClock(database)

    await expect(clock.set()).rejects.toBeInstanceOf(Error)

    expect(clock.isSet()).toBe(false)
    expect(Math.abs(clock.now().getTime() - Date.now())).toBeLessThan(mostOffMs)
  })
})
