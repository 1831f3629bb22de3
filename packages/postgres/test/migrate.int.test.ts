import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase, type TestDatabase } from '@zhihe/testing/database'
import { sql } from 'drizzle-orm'
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

  it('keeps nothing of a call in which a statement fails, and names the room', async () => {
    const folder = writeMigration('room', '20261101000000_good', 'create table half (id int);')
    writeMigration('room', '20261102000000_bad', 'create table broken (id nonsense);')

    await expect(migrate({ url: database.adminUrl, name: 'room', folder })).rejects.toThrow(
      'migrating room: type "nonsense" does not exist',
    )

    await using opened = openDatabase({ url: database.adminUrl, applicationName: 'migrate-test' })
    expect(await opened.db.execute(sql`select to_regclass('half') as half`, 'objects')).toEqual([{ half: null }])
  })
})

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
