import { createTestDatabase } from '@zhihe/testing/database'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '../src/pool.ts'
import { retryConflicts } from '../src/retry-conflicts.ts'

describe('retryConflicts', () => {
  it('lets two transactions that lock each other out both succeed', async () => {
    await using test = await createTestDatabase()
    await using database = openDatabase({ url: test.adminUrl, applicationName: 'retry-test', maxConnections: 2 })
    await database.pool.query('create table pairs as select n as id, 0 as value from generate_series(1, 2) n')
    const locked = Promise.withResolvers<void>()
    let firstLocks = 0
    const raise = (first: number, second: number) =>
      retryConflicts(() =>
        database.db.transaction(async (tx) => {
          await tx.execute(`update pairs set value = value + 1 where id = ${first}`)
          firstLocks += 1
          if (firstLocks === 2) locked.resolve()
          await locked.promise
          await tx.execute(`update pairs set value = value + 1 where id = ${second}`)
        }),
      )

    await Promise.all([raise(1, 2), raise(2, 1)])

    const { rows } = await database.pool.query('select value from pairs order by id')
    expect(rows).toEqual([{ value: 2 }, { value: 2 }])
    expect(firstLocks).toBeGreaterThan(2)
  })

  it('does not repeat what failed for another reason', async () => {
    let calls = 0
    const fail = async () => {
      calls += 1
      throw new Error('no')
    }

    await expect(retryConflicts(fail)).rejects.toThrow('no')
    expect(calls).toBe(1)
  })
})
