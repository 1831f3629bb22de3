import { createTestDatabase, type TestDatabase } from '@zhihe/testing/database'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Executor, openDatabase, urlAs } from '../src/pool.ts'
import { everyTenant, withTenant } from '../src/tenant.ts'

const [a, b] = ['019a0000-0000-7000-8000-00000000000a', '019a0000-0000-7000-8000-00000000000b'] as const
let test: TestDatabase
let url: string

beforeAll(async () => {
  test = await createTestDatabase()
  await using owner = openDatabase({ url: test.adminUrl, applicationName: 'tenant-owner', maxConnections: 1 })
  await owner.pool.query(`
    do $$ begin create role zhihe_tenant_test login; exception when duplicate_object or unique_violation then null; end $$;
    create table people (tenant_id uuid not null);
    insert into people values ('${a}'), ('${b}');
    grant select, insert on people to zhihe_tenant_test;
    alter table people enable row level security;
    create policy tenant on people using (current_setting('zhihe.tenant', true) in ('*', tenant_id::text))`)
  const { password } = new URL(test.adminUrl)
  url = urlAs(test.adminUrl, 'zhihe_tenant_test', password === '' ? undefined : decodeURIComponent(password))
})
afterAll(() => test[Symbol.asyncDispose]())

const seen = async ({ db }: { db: Executor }): Promise<string[]> =>
  (await db.execute<{ who: string }>(sql`select right(tenant_id::text, 1) as who from people order by 1`)).rows.map(({ who }) => who)

describe('withTenant', () => {
  it('reaches the rows of one tenant, of every tenant, and outside of it of nobody', async () => {
    await using one = openDatabase({ url, applicationName: 'tenant-test', maxConnections: 1 })

    const answers = [
      await seen(one),
      await withTenant(a, () => seen(one)),
      await withTenant(b, () => seen(one)),
      await seen(one),
      await withTenant(everyTenant, () => seen(one)),
      await withTenant('', () => seen(one)),
      await seen(one),
    ]

    expect(answers).toEqual([[], ['a'], ['b'], [], ['a', 'b'], [], []])
  })

  it('keeps tenants apart that wait for one connection, prepared statements or not', async () => {
    await using one = openDatabase({ url, applicationName: 'tenant-test', maxConnections: 1 })
    const tenants = Array.from({ length: 60 }, (_, at) => (at % 3 === 0 ? a : b))

    const answers = await Promise.all(
      tenants.map((tenant) =>
        withTenant(tenant, async () => [
          await one.pool.query('select tenant_id from people where $1::int = 1', [1]).then(({ rows }) => rows as unknown[]),
          await one.db.transaction(async (tx) => await tx.execute(sql`select tenant_id from people`, 'objects')),
        ]),
      ),
    )

    expect(answers).toEqual(tenants.map((tenant) => [[{ tenant_id: tenant }], [{ tenant_id: tenant }]]))
  })

  it('survives transactions that fail, are rolled back in part, or change whose work they do', async () => {
    await using one = openDatabase({ url, applicationName: 'tenant-test', maxConnections: 1 })
    const rolledBack = (work: (tx: Parameters<Parameters<typeof one.db.transaction>[0]>[0]) => Promise<unknown>) =>
      one.db.transaction(async (tx) => {
        await work(tx)
        throw new Error('rolled back')
      })

    await withTenant(a, async () => {
      await expect(rolledBack((tx) => withTenant(b, () => tx.execute(sql`select 1`)))).rejects.toThrow('rolled back')
      expect(await seen(one)).toEqual(['a'])
      await expect(rolledBack((tx) => tx.execute(sql`select 1 / 0`))).rejects.toThrow('Failed query')
      expect(await seen(one)).toEqual(['a'])
      await one.db.transaction(async (tx) => {
        await expect(
          tx.transaction(async (inner) => {
            await withTenant(everyTenant, () => inner.execute(sql`select 1`))
            throw new Error('in part')
          }),
        ).rejects.toThrow('in part')
        expect(await seen({ db: tx })).toEqual(['a'])
        expect(await withTenant(b, () => seen({ db: tx }))).toEqual(['b'])
      })
      expect(await seen(one)).toEqual(['a'])
    })
    await expect(withTenant(b, () => rolledBack((tx) => tx.execute(sql`select 1 / 0`)))).rejects.toThrow('Failed query')
    expect(await withTenant(a, () => seen(one))).toEqual(['a'])
    expect(await seen(one)).toEqual([])
  })

  it('does not believe what a rollback in part has taken back', async () => {
    await using one = openDatabase({ url, applicationName: 'tenant-test', maxConnections: 1 })
    const client = await one.pool.connect()
    const count = async () => (await client.query('select from people')).rowCount

    for (const text of ['begin', 'savepoint s']) await withTenant(everyTenant, () => client.query(text))
    expect(await withTenant(a, count)).toBe(1)
    await withTenant(a, () => client.query('rollback to savepoint s'))

    expect([await withTenant(a, count), await withTenant(everyTenant, count)]).toEqual([1, 2])
    await client.query('commit')
    client.release()
  })

  it('lets nobody write a row of another tenant', async () => {
    await using one = openDatabase({ url, applicationName: 'tenant-test', maxConnections: 1 })

    await expect(withTenant(a, () => one.pool.query('insert into people values ($1)', [b]))).rejects.toMatchObject({ code: '42501' })
  })

  it('goes back to what the process was opened for', async () => {
    await using worker = openDatabase({ url, applicationName: 'tenant-test', maxConnections: 1, tenant: everyTenant })

    expect([await seen(worker), await withTenant(a, () => seen(worker)), await seen(worker)]).toEqual([['a', 'b'], ['a'], ['a', 'b']])
  })

  it('costs a statement more only when the tenant changes', async () => {
    await using one = openDatabase({ url, applicationName: 'tenant-test', maxConnections: 1 })
    await using owner = openDatabase({ url: test.adminUrl, applicationName: 'tenant-owner', maxConnections: 1 })
    let told = 0
    const client = await one.pool.connect()
    client.release()
    ;(client as unknown as { connection: NodeJS.EventEmitter }).connection.on('readyForQuery', () => (told += 1))

    for (const tenant of [a, a, a, b, b]) await withTenant(tenant, () => seen(one))

    expect(told).toBe(5 + 2)
    expect(await seen(owner)).toEqual(['a', 'b'])
  })
})
