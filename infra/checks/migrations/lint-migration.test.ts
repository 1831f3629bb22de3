import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { workspaceMigrations } from '@zhihe/postgres/migrate'
import { describe, expect, it } from 'vitest'
import { lintMigration } from './lint-migration.ts'

const root = resolve(import.meta.dirname, '../../..')
// Decision 032: what is older was written for empty tables.
const since = '20261123100000'

const rulesOf = async (sql: string) => (await lintMigration(sql)).map(({ rule }) => rule)

describe('a migration of this repository', () => {
  const migrations = workspaceMigrations(root).flatMap(({ name, folder }) =>
    readdirSync(folder)
      .filter((migration) => migration >= since)
      .map((migration) => ({ name: `${name}/${migration}`, file: join(folder, migration, 'migration.sql') })),
  )

  it.each(migrations)('$name holds nobody up', async ({ file }) => {
    expect(await lintMigration(readFileSync(file, 'utf8'))).toEqual([])
  })
})

describe('lintMigration', () => {
  it.each([
    ['create index i on a.t (c)', 'index_locks_writers'],
    ['create unique index concurrently if not exists i on a.t (c)', 'concurrently_needs_online'],
    ['-- online\ncreate index concurrently i on a.t (c)', 'concurrently_not_repeatable'],
    ['-- online\ndrop index concurrently a.i', 'concurrently_not_repeatable'],
    ['alter table a.t add column c int not null', 'not_null_without_default'],
    ['alter table a.t add column c uuid default gen_random_uuid()', 'rewrites_the_table'],
    ['alter table a.t add column c bigserial', 'rewrites_the_table'],
    ['alter table a.t add column c int generated always as (b * 2) stored', 'rewrites_the_table'],
    ['alter table a.t alter column c type bigint', 'rewrites_the_table'],
    ['alter table a.t add column c text check (c > 0)', 'scans_under_lock'],
    ['alter table a.t add constraint k check (c > 0)', 'scans_under_lock'],
    ['alter table a.t add constraint k foreign key (c) references a.u (c)', 'scans_under_lock'],
    ['alter table a.t alter column c set not null', 'scans_under_lock'],
    ['alter table a.t validate constraint k', 'scans_under_lock'],
    ['alter table a.t add constraint k unique (c)', 'unique_under_lock'],
    ['alter table a.t drop column c', 'breaks_old_code'],
    ['alter table a.t rename column c to d', 'breaks_old_code'],
    ['drop table a.t', 'breaks_old_code'],
    ['update a.t set c = 1', 'fills_under_lock'],
    ['-- online\ndelete from a.t where c = 1', 'fills_under_lock'],
    ['truncate a.t', 'locks_everybody'],
    ['lock table a.t', 'locks_everybody'],
    ['drop index a.i', 'locks_everybody'],
  ])('finds %j', async (sql, rule) => {
    expect(await rulesOf(sql)).toEqual([rule])
  })

  it.each([
    [
      'a new table with its index, constraints and rows',
      'create table a.t (c int); create index i on a.t (c); alter table a.t alter column c set not null; update a.t set c = 1',
    ],
    [
      'a column with a default that is the same for all rows',
      "alter table a.t add column c timestamptz not null default now(), add column d text not null default ''",
    ],
    ['a constraint that is checked later', 'alter table a.t add constraint k check (c > 0) not valid'],
    ['a constraint over an index that is there', 'alter table a.t add constraint k unique using index i'],
    [
      'functions, grants, comments and views',
      "create or replace function a.f() returns int language sql as 'select 1'; grant select on a.t to r; comment on table a.t is 'x'; create view a.v as select 1",
    ],
    [
      'work beside the users',
      '-- online\ncreate index concurrently if not exists i on a.t (c);\n--> statement-breakpoint\n-- repeat until nothing changes\nupdate a.t set c = 1 where c is null;\n--> statement-breakpoint\nalter table a.t validate constraint k;',
    ],
  ])('lets pass %s', async (_, sql) => {
    expect(await lintMigration(sql)).toEqual([])
  })

  it('lets pass what was weighed, and says nothing else of it', async () => {
    expect(await rulesOf('-- allow breaks_old_code: nobody reads it since version 3\ndrop table a.t; truncate a.u')).toEqual([
      'locks_everybody',
    ])
  })
})
