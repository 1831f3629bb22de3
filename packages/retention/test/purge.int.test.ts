import { openDatabase } from '@zhihe/postgres/pool'
import { createLogger } from '@zhihe/runtime/log'
import { createMetrics } from '@zhihe/runtime/metrics'
import { createTestDatabase } from '@zhihe/testing/database'
import { eventually } from '@zhihe/testing/eventually'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { purge, type RetentionRule } from '../src/purge.ts'
import { startPurging } from '../src/start-purging.ts'

const stack = new AsyncDisposableStack()
let database: ReturnType<typeof openDatabase>
let ofRole: ReturnType<typeof openDatabase>
beforeAll(async () => {
  const testDatabase = stack.use(await createTestDatabase())
  database = stack.use(openDatabase({ url: testDatabase.adminUrl, applicationName: 'test' }))
  ofRole = stack.use(openDatabase({ url: testDatabase.url('zhihe_postings'), applicationName: 'test-role' }))
  await database.pool.query('create table public.notes (id integer primary key, at timestamptz, words text)')
})
beforeEach(async () => void (await database.pool.query('truncate public.notes')))
afterAll(() => stack.disposeAsync())

const rule: RetentionRule = { name: 'notes', table: 'public.notes', column: 'at', keepFor: 'P30D' }
const write = async (...times: (string | null)[]) =>
  await database.pool.query(
    'insert into public.notes select place, at, $2 from unnest($1::timestamptz[]) with ordinality as t (at, place)',
    [times, 'words'],
  )
const kept = async (): Promise<unknown[]> =>
  (await database.pool.query<{ id: number }>('select id from public.notes order by id')).rows.map(({ id }) => id)

describe('purge', () => {
  it('takes nothing on the last day of a period, and everything of it on the day after', async () => {
    await write('2026-01-01T00:00:00+08:00', '2026-01-01T23:59:59+08:00', '2026-01-02T00:00:00+08:00', null)

    const onTheLastDay = await purge(database.db, [rule], new Date('2026-01-31T23:59:59+08:00'))
    expect([onTheLastDay, await kept()]).toEqual([[{ rule: 'notes', rows: 0, isDone: true }], [1, 2, 3, 4]])

    const onTheDay = await purge(database.db, [rule], new Date('2026-02-01T00:00:00+08:00'))
    expect([onTheDay, await kept()]).toEqual([[{ rule: 'notes', rows: 2, isDone: true }], [3, 4]])
  })

  it('works in batches, says when there is more, and goes on the next time', async () => {
    await write(...Array.from({ length: 25 }, () => '2026-01-01T00:00:00Z'))
    const now = new Date('2026-06-01T00:00:00Z')

    expect(await purge(database.db, [rule], now, { limit: 10, rounds: 2 })).toEqual([{ rule: 'notes', rows: 20, isDone: false }])
    expect(await purge(database.db, [rule], now, { limit: 10 })).toEqual([{ rule: 'notes', rows: 5, isDone: true }])
  })

  it('leaves rows that do not fall under the rule, and takes but what it says', async () => {
    await write('2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')
    const now = new Date('2026-06-01T00:00:00Z')

    await purge(database.db, [{ ...rule, onlyIf: sql`t.id = 1 and t.words is not null`, set: sql`words = null` }], now)

    const { rows } = await database.pool.query('select id, words from public.notes order by id')
    expect(rows).toEqual([
      { id: 1, words: null },
      { id: 2, words: 'words' },
    ])
  })

  it('takes each row once also from a table that its role may add to and delete from, and not change', async () => {
    await database.pool.query('grant select, insert, delete on public.notes to zhihe_postings')
    await write(...Array.from({ length: 40 }, () => '2026-01-01T00:00:00Z'))
    const now = new Date('2026-06-01T00:00:00Z')

    const both = await Promise.all([purge(ofRole.db, [rule], now, { limit: 7 }), purge(ofRole.db, [rule], now, { limit: 7 })])

    const taken = both.flat().reduce((sum, { rows }) => sum + rows, 0)
    expect([taken, await kept()]).toEqual([40, []])
  })

  it('passes by rows that somebody holds, and two at once take each row once', async () => {
    await write(...Array.from({ length: 40 }, () => '2026-01-01T00:00:00Z'))
    const client = await database.pool.connect()
    await client.query('begin')
    await client.query('select from public.notes where id = 7 for update')
    const now = new Date('2026-06-01T00:00:00Z')

    const both = await Promise.all([purge(database.db, [rule], now, { limit: 3 }), purge(database.db, [rule], now, { limit: 3 })])

    await client.query('rollback')
    client.release()
    const taken = both.flat().reduce((sum, { rows }) => sum + rows, 0)
    expect([await kept(), taken].flat()).toEqual([...((await kept()) as number[]), 40 - ((await kept()) as number[]).length])
    expect(await kept()).toContain(7)
  })
})

describe('startPurging', () => {
  it('begins at once, counts by rule, says one line, and does again tomorrow what failed today', async () => {
    await write('2026-01-01T00:00:00Z')
    const metrics = createMetrics({})
    const lines: string[] = []
    const logger = createLogger({ name: 'test', level: 'info' }, { write: (line) => void lines.push(line) })
    let failures = 2
    const more = {
      people: async () => {
        failures -= 1
        if (failures >= 0) throw new Error('away')
        return 3
      },
    }

    await using _purging = startPurging({
      db: database.db,
      rules: [rule],
      more,
      now: () => new Date('2026-06-01T00:00:00Z'),
      logger,
      metrics,
      everyMs: 5,
    })

    await eventually(async () => {
      const text = await metrics.metrics()
      expect(text).toMatch(/zhihe_retention_rows_total\{rule="notes"\} 0/)
      expect(text).toMatch(/zhihe_retention_rows_total\{rule="people"\} 3/)
    })
    expect(await kept()).toEqual([])
    expect(lines.filter((line) => line.includes('failed; trying again'))).toHaveLength(1)
  })

  it('tells when it last went well; a run that failed leaves that as it was', async () => {
    const metrics = createMetrics({})
    const logger = createLogger({ name: 'test', level: 'silent' })
    const times = ['2026-06-01T00:00:00Z', '2026-06-02T00:00:00Z', '2026-06-03T00:00:00Z']
    let runs = 0
    const more = {
      people: async () => {
        runs += 1
        if (runs > 1) throw new Error('away')
        return 0
      },
    }

    await using _purging = startPurging({
      db: database.db,
      rules: [],
      more,
      now: () => new Date(times.shift() ?? '2026-06-04T00:00:00Z'),
      logger,
      metrics,
      everyMs: 5,
    })
    await eventually(() => expect(runs).toBeGreaterThan(2))

    const [, said] = /^zhihe_retention_last_run_timestamp_seconds (.*)$/m.exec(await metrics.metrics()) ?? []
    expect(Number(said)).toBe(Date.parse('2026-06-02T00:00:00Z') / 1_000)
  })
})
