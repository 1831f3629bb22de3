import { fork } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createTestDatabase, type TestDatabase } from '@zhihe/testing/database'
import { eventually } from '@zhihe/testing/eventually'
import { sql } from 'drizzle-orm'
import type { Pool } from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { migrate, migrateWorkspace } from '../src/migrate.ts'
import { openDatabase } from '../src/pool.ts'

let database: TestDatabase
let root: string

beforeEach(async () => {
  database = await createTestDatabase()
  root = mkdtempSync(join(tmpdir(), 'zhihe-migrate-'))
})

afterEach(async () => {
  await database[Symbol.asyncDispose]()
  rmSync(root, { recursive: true })
})

function writeMigration(room: string, name: string, statements: string): string {
  const folder = join(root, room, 'migrations')
  mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, name, 'migration.sql'), statements)
  return folder
}

describe('migrate', () => {
  it('applies each migration once when five start together', async () => {
    const folder = writeMigration('room', '20261101000000_first', 'create table parcels (id int); insert into parcels values (1);')
    writeMigration('room', '20261102000000_second', 'alter table parcels add column weight int; update parcels set weight = 7;')

    const steps = await Promise.all(Array.from({ length: 5 }, () => migrate({ url: database.adminUrl, name: 'room', folder })))

    expect(steps.flatMap((step) => step.applied)).toEqual(['20261101000000_first', '20261102000000_second'])
    await using opened = openDatabase({ url: database.adminUrl, applicationName: 'migrate-test' })
    expect(await opened.db.execute(sql`select id, weight from parcels`, 'objects')).toEqual([{ id: 1, weight: 7 }])
  })

  it('applies a migration that arrives late with an earlier date', async () => {
    const folder = writeMigration('room', '20261105000000_merged_first', 'create table late_a (id int);')
    await migrate({ url: database.adminUrl, name: 'room', folder })
    writeMigration('room', '20261101000000_merged_second', 'create table late_b (id int);')

    const step = await migrate({ url: database.adminUrl, name: 'room', folder })

    expect(step.applied).toEqual(['20261101000000_merged_second'])
  })

  it('keeps nothing of a migration in which a statement fails, and everything before it, and names both', async () => {
    const folder = writeMigration('room', '20261101000000_good', 'create table whole (id int);')
    writeMigration(
      'room',
      '20261102000000_bad',
      'create table half (id int);\n--> statement-breakpoint\ncreate table broken (id nonsense);',
    )

    await expect(migrate({ url: database.adminUrl, name: 'room', folder })).rejects.toThrow(
      'migrating room, 20261102000000_bad: type "nonsense" does not exist',
    )

    await using opened = openDatabase({ url: database.adminUrl, applicationName: 'migrate-test' })
    expect(await opened.db.execute(sql`select to_regclass('half') as half, to_regclass('whole') as whole`, 'objects')).toEqual([
      { half: null, whole: 'whole' },
    ])
  })
})

describe('a migration among others who work', () => {
  const parcels = (count: number) =>
    `create table parcels (id int primary key, weight int); insert into parcels select n from generate_series(1, ${count}) n;`

  it('gives way when it waits for a lock, so that nobody waits behind it for long, and gets it later', async () => {
    const folder = writeMigration('room', '20261101000000_first', parcels(10))
    await migrate({ url: database.adminUrl, name: 'room', folder })
    writeMigration('room', '20261102000000_second', 'alter table parcels add column height int;')
    await using opened = openDatabase({ url: database.adminUrl, applicationName: 'migrate-test' })
    const held = Promise.withResolvers<void>()
    const holding = opened.db.transaction(async (tx) => {
      await tx.execute(sql`select from parcels`)
      await held.promise
    })

    const migrating = migrate({ url: database.adminUrl, name: 'room', folder })
    await eventually(() => waitsOf(opened.pool))
    const started = performance.now()
    await opened.pool.query('select count(*) from parcels')
    const waited = performance.now() - started
    held.resolve()
    await holding
    const step = await migrating

    expect(waited).toBeLessThan(1_000)
    expect(step).toMatchObject({ applied: ['20261102000000_second'] })
    expect(step.gaveWay).toBeGreaterThan(0)
  })

  it('gives way when it holds a lock and works for long, and fails when it never gets on', async () => {
    const folder = writeMigration('room', '20261101000000_first', parcels(10))
    await migrate({ url: database.adminUrl, name: 'room', folder })
    writeMigration('room', '20261102000000_slow', 'alter table parcels add column height int; select pg_sleep(20);')
    await using opened = openDatabase({ url: database.adminUrl, applicationName: 'migrate-test', queryTimeoutMs: 15_000 })
    const done = new AbortController()
    const longest = { ms: 0 }
    const reading = (async () => {
      while (!done.signal.aborted && !opened.pool.ending) {
        const started = performance.now()
        await opened.pool.query('select count(*) from parcels')
        longest.ms = Math.max(longest.ms, performance.now() - started)
        await pause(5)
      }
    })()

    await expect(migrate({ url: database.adminUrl, name: 'room', folder, patienceMs: 2_000 })).rejects.toThrow('others wait for it')
    done.abort()
    await reading

    expect(longest.ms).toBeGreaterThan(200)
    expect(longest.ms).toBeLessThan(1_000)
    expect(await columnsOf(opened.pool, 'parcels')).toEqual(['id', 'weight'])
  })

  it('fills rows by batches and builds an index beside its users, each part by itself', async () => {
    const folder = writeMigration('room', '20261101000000_first', parcels(2_500))
    writeMigration('room', '20261102000000_online', onlineParts.join('--> statement-breakpoint\n'))

    const step = await migrate({ url: database.adminUrl, name: 'room', folder })

    await using opened = openDatabase({ url: database.adminUrl, applicationName: 'migrate-test' })
    expect(step.applied).toHaveLength(2)
    expect(
      (await opened.pool.query('select count(*)::int as n, count(distinct xmin::text)::int as batches from parcels where weight = 7')).rows,
    ).toEqual([{ n: 2_500, batches: 3 }])
    expect(await invalidIndexes(opened.pool)).toEqual([])
  })

  it('builds again an index that a killed builder left half done', async () => {
    const folder = writeMigration('room', '20261101000000_first', parcels(10))
    await migrate({ url: database.adminUrl, name: 'room', folder })
    await using opened = openDatabase({ url: database.adminUrl, applicationName: 'migrate-test' })
    await opened.pool.query('update parcels set weight = 1')
    await expect(opened.pool.query('create unique index concurrently parcels_weight on parcels (weight)')).rejects.toThrow('unique')
    expect(await invalidIndexes(opened.pool)).toEqual(['parcels_weight'])
    writeMigration(
      'room',
      '20261102000000_online',
      '-- online\ncreate index concurrently if not exists parcels_weight on parcels (weight);',
    )

    await migrate({ url: database.adminUrl, name: 'room', folder })

    expect(await invalidIndexes(opened.pool)).toEqual([])
  })

  it('leaves nothing running when its process is killed, and is whole when it is called again', async () => {
    const folder = writeMigration('room', '20261101000000_first', parcels(2_500))
    await migrate({ url: database.adminUrl, name: 'room', folder })
    writeMigration('room', '20261102000000_online', onlineParts.join('--> statement-breakpoint\n'))
    writeMigration('room', '20261103000000_slow', 'alter table parcels add column height int; select pg_sleep(0.4);')
    await using opened = openDatabase({ url: database.adminUrl, applicationName: 'migrate-test' })

    for (let killAfterMs = 20; killAfterMs <= 700; killAfterMs += 85) {
      const child = fork(migrator, [database.adminUrl, 'room', folder], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
      const exited = new Promise((done) => child.once('exit', done))
      await new Promise((done) => child.once('message', done))
      await Promise.race([exited, pause(killAfterMs)])
      child.kill('SIGKILL')
      await exited
    }
    await eventually(async () => expect(await sessionsOf(opened.pool)).toBe(0))
    await migrate({ url: database.adminUrl, name: 'room', folder })

    expect(await columnsOf(opened.pool, 'parcels')).toEqual(['id', 'weight', 'height'])
    expect((await opened.pool.query('select count(*)::int as n from parcels where weight = 7')).rows).toEqual([{ n: 2_500 }])
    expect((await opened.pool.query('select name from migrations.room order by id')).rows).toHaveLength(3)
    expect(await invalidIndexes(opened.pool)).toEqual([])
  })
})

const migrator = join(import.meta.dirname, 'fixtures/migrator.ts')

const onlineParts = [
  '-- online\n',
  `-- repeat until nothing changes
  update parcels set weight = 7 where id in (select id from parcels where weight is null order by id limit 1000);\n`,
  'create index concurrently if not exists parcels_weight on parcels (weight);\n',
]

async function waitsOf(pool: Pool): Promise<void> {
  const { rows } = await pool.query('select from pg_locks where not granted')
  expect(rows).not.toHaveLength(0)
}

async function columnsOf(pool: Pool, table: string): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    'select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 order by attnum',
    [table],
  )
  return rows.map(({ name }) => name)
}

async function invalidIndexes(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>('select indexrelid::regclass::text as name from pg_index where not indisvalid')
  return rows.map(({ name }) => name)
}

async function sessionsOf(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    "select count(*)::int as n from pg_stat_activity where datname = current_database() and application_name like 'zhihe-migrate%'",
  )
  return rows[0]?.n ?? 0
}

describe('migrateWorkspace', () => {
  it('goes from access over queue to the services by name, each with its own ledger', async () => {
    const folder = writeMigration('services/zebras', '20261101000000_first', 'create table "order" (id int);')
    for (const room of ['packages/queue', 'services/apples']) cpSync(folder, join(root, room, 'migrations'), { recursive: true })
    writeMigration('packages/access', '20261101000000_first', 'select 1;')
    writeMigration('packages/queue', '20261101000000_first', 'select 2;')
    writeMigration('services/apples', '20261101000000_first', 'create schema apples;')
    const seen: string[] = []

    const steps = await migrateWorkspace({ url: database.adminUrl, root, onStep: (step) => seen.push(step.name) })
    const again = await migrateWorkspace({ url: database.adminUrl, root })

    expect(seen.slice(-2)).toEqual(['apples', 'zebras'])
    expect(seen.slice(0, 2)).toEqual(['access', 'queue'])
    expect(steps.at(-1)?.applied).toEqual(['20261101000000_first'])
    expect(again.every((step) => step.applied.length === 0)).toBe(true)
  })
})
