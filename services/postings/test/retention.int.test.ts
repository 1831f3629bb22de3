import { purge } from '@zhihe/retention/purge'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { retentionRules } from '../src/store/retention.ts'
import { type PostingsService, startPostings } from './postings-service.ts'

let postings: PostingsService
let fairId: string
beforeAll(async () => {
  postings = await startPostings()
  fairId = await postings.fair()
  await query('delete from postings.outbox')
})
afterAll(() => postings[Symbol.asyncDispose]())

const query = async <Row extends object>(text: string, values: unknown[] = []) =>
  (await postings.database.pool.query<Row & { name: string }>(text, values)).rows

const [longAgo, then, later] = ['2020-01-01T00:00:00Z', '2026-03-10T12:00:00+08:00', '2099-01-01T00:00:00Z']

interface Kept {
  /** The last day on which what happened `then` is still there. */
  lastDay: string
  /** Writes one row, by name, with the time that counts; every other time of it is `other`. */
  write: (name: string, at: string | null, other: string) => Promise<unknown>
  /** The names of what is there. */
  left: string
  /** A row that stays however old it is, as the time that counts has not come. */
  stays?: string
}

const kept: Record<string, Kept> = {
  idempotency_keys: {
    lastDay: '2026-04-09',
    write: (name, at) =>
      query('insert into postings.idempotency_keys (tenant_id, key, fingerprint, created_at) values ($1, $2, $2, $3)', [
        uuidv7(),
        name,
        at,
      ]),
    left: `select key as name from postings.idempotency_keys where key in ('due', 'young')`,
  },
  outbox: {
    lastDay: '2026-03-24',
    write: (name, at, other) =>
      query(`insert into postings.outbox (id, type, payload, created_at, published_at) values ($1, $2, '{}', $3, $4)`, [
        uuidv7(),
        name,
        other,
        at,
      ]),
    left: 'select type as name from postings.outbox',
    stays: 'unpublished',
  },
  imports: {
    lastDay: '2027-03-10',
    write: async (name, at, other) => {
      const id = uuidv7()
      await query(
        `insert into postings.imports (id, tenant_id, fair_id, by_key_id, registers_employers, file_name, media_type, bytes, sha256, status, started_at,
          finished_at, file_cleared_at, created_at)
        values ($1, $2, $3, $1, false, $4, 'text/csv', 1, repeat('a', 64), $5, $6, $7, $6, $6)`,
        [id, postings.tenantId, fairId, name, at === null ? 'reading' : 'finished', other, at],
      )
      await query(`insert into postings.import_files (import_id, piece, bytes) values ($1, 0, '')`, [id])
      await query(
        `insert into postings.import_items (import_id, place, sheet, row_number, outcome, detail) values ($1, 0, 'x', 1, 'skipped', '{}')`,
        [id],
      )
    },
    left: 'select file_name as name from postings.imports',
    stays: 'unfinished',
  },
}

describe('what postings keep', () => {
  it('is what these tests say', () => {
    expect(retentionRules.map(({ name }) => name).toSorted()).toEqual(Object.keys(kept).toSorted())
  })

  it.each(Object.entries(kept))('of %s goes on the day after its last, and not before', async (name, { lastDay, write, left, stays }) => {
    const rules = retentionRules.filter((rule) => rule.name === name)
    if (stays !== undefined) await write(stays, null, longAgo)
    await write('due', then, later)
    await write('young', '2026-03-11T00:00:00+08:00', longAgo)
    const names = async () => (await query(left)).map((row) => row.name).toSorted()
    const all = await names()

    const onTheLastDay = await purge(postings.database.db, rules, new Date(`${lastDay}T23:59:59+08:00`))
    expect([onTheLastDay, await names()]).toEqual([[{ rule: name, rows: 0, isDone: true }], all])

    const onTheDay = await purge(postings.database.db, rules, new Date(Date.parse(`${lastDay}T23:59:59+08:00`) + 1_000))
    expect([onTheDay, await names()]).toEqual([[{ rule: name, rows: 1, isDone: true }], all.filter((one) => one !== 'due')])
  })

  it('of an import takes its file and its rows along', async () => {
    await query('delete from postings.imports')
    await kept['imports']?.write('old', longAgo, longAgo)

    await purge(postings.database.db, retentionRules, new Date(later))

    expect(
      await query('select import_id as name from postings.import_files union all select import_id from postings.import_items'),
    ).toEqual([])
  })
})
