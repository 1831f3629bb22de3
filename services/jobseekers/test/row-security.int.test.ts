import { openDatabase, urlAs } from '@zhihe/postgres/pool'
import { everyTenant, withTenant } from '@zhihe/postgres/tenant'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { citizenNumbers, newPerson } from './people.ts'
import { type Register, startRegister } from './register.ts'

let register: Register
let id: string
const nextNumber = citizenNumbers()
beforeAll(async () => {
  register = await startRegister()
  id = await register.register(newPerson(nextNumber()))
  await register.register(newPerson(nextNumber()), { by: register.callers.foreign })
})
afterAll(() => register[Symbol.asyncDispose]())

// Without a tenant of its own, as the API opens it.
const asService = () => {
  const { password } = new URL(register.testDatabase.adminUrl)
  const url = urlAs(register.testDatabase.adminUrl, 'zhihe_jobseekers', password === '' ? undefined : decodeURIComponent(password))
  return openDatabase({ url, applicationName: 'test-row-security', maxConnections: 2 })
}
const own = () => register.callers.hangzhou.tenantId
const foreign = () => register.callers.foreign.tenantId

describe('row-level security', () => {
  it('is on for every table about people, so that a new one cannot forget it', async () => {
    const bare = await register.query<{ name: string }>(`
      select c.oid::regclass::text as name
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname in ('jobseekers', 'vault', 'vault_keys')
        and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname in ('tenant_id', 'jobseeker_id') and not a.attisdropped)
        and not (c.relrowsecurity and exists (select from pg_policy p where p.polrelid = c.oid))
      order by 1`)

    expect(bare).toEqual([])
  })

  it('shows nobody to a statement without a filter that does not say whose work it is, and its own tenant to one that does', async () => {
    await using service = asService()
    const tables = ['jobseekers.jobseekers', 'jobseekers.consents', 'vault.identities', 'vault.lookups', 'vault_keys.data_keys']
    const count = async (table: string) =>
      (await service.pool.query<{ n: number }>(`select count(*)::integer as n from ${table}`)).rows[0]?.n

    for (const table of tables) {
      const [nobody, mine, theirs, all] = [
        await count(table),
        (await withTenant(own(), () => count(table))) ?? 0,
        (await withTenant(foreign(), () => count(table))) ?? 0,
        await withTenant(everyTenant, () => count(table)),
      ]
      expect([table, nobody, mine > 0, theirs > 0, all]).toEqual([table, 0, true, true, mine + theirs])
    }
  })

  it('gives nothing by id to another tenant, and lets it change nothing', async () => {
    await using service = asService()
    const attempts = [
      'select from jobseekers.jobseekers where id = $1',
      'select from jobseekers.consents where jobseeker_id = $1',
      'select from vault.identities where jobseeker_id = $1',
      'select from vault_keys.data_keys where jobseeker_id = $1',
      `update jobseekers.jobseekers set status = 'inactive' where id = $1`,
      'update vault.identities set updated_at = now() where jobseeker_id = $1',
    ]

    for (const attempt of attempts) {
      const { rowCount } = await withTenant(foreign(), () => service.pool.query(attempt, [id]))
      expect([attempt, rowCount]).toEqual([attempt, 0])
    }
    expect((await register.send('GET', `/v1/jobseekers/${id}`)).statusCode).toBe(200)
  })

  it('lets nobody register a person for another tenant', async () => {
    await using service = asService()
    const copy = `insert into jobseekers.jobseekers (id, tenant_id, status, region_code, profile, version, created_at, updated_at)
      select gen_random_uuid(), $1, status, region_code, profile, version, created_at, updated_at from jobseekers.jobseekers limit 1`

    await expect(withTenant(own(), () => service.pool.query(copy, [foreign()]))).rejects.toMatchObject({ code: '42501' })
  })

  it('holds for requests, each for the tenant of its key, many at once on few connections', async () => {
    const { hangzhou, foreign: other, admin } = register.callers
    const callers = Array.from({ length: 60 }, (_, at) => [hangzhou, other, admin][at % 3] ?? admin)

    const statuses = await Promise.all(callers.map(async (by) => (await register.send('GET', `/v1/jobseekers/${id}`, { by })).statusCode))

    expect(statuses).toEqual(callers.map((by) => (by === other ? 404 : 200)))
  })
})

describe.runIf(process.env['ROW_SECURITY_PRICE'] === '1')('its price', () => {
  it('is small against a read and a change of a person', async () => {
    const theirs = await register.register(newPerson(nextNumber()), { by: register.callers.foreign })
    const switchTo = async (state: 'enable' | 'disable') =>
      await register.query(`
        do $$ declare t regclass; begin
          for t in select distinct polrelid::regclass from pg_policy loop execute format('alter table %s ${state} row level security', t); end loop;
        end $$`)
    const times: Record<string, number[]> = {}
    const measure = async (name: string, work: () => Promise<unknown>) => {
      const startedAt = performance.now()
      await work()
      ;(times[name] ??= []).push(performance.now() - startedAt)
    }

    for (let round = 0; round < 10; round += 1) {
      for (const state of round % 2 === 0 ? (['disable', 'enable'] as const) : (['enable', 'disable'] as const)) {
        await switchTo(state)
        for (let n = 0; n < 120; n += 1) {
          await measure(`${state} GET`, () => register.send('GET', `/v1/jobseekers/${id}`))
          await measure(`${state} PATCH`, () =>
            register.send('PATCH', `/v1/jobseekers/${id}`, { body: { profile: { payFloorFen: 300_000 + round * 1_000 + n } } }),
          )
        }
        for (let n = 0; n < 120; n += 1) {
          const by = n % 2 === 0 ? register.callers.hangzhou : register.callers.foreign
          await measure(`${state} GET, tenants in turn`, () => register.send('GET', `/v1/jobseekers/${n % 2 === 0 ? id : theirs}`, { by }))
        }
      }
    }

    const median = (name: string) => times[name]?.toSorted((a, b) => a - b)[(times[name]?.length ?? 0) >> 1] ?? 0
    for (const what of ['GET', 'PATCH', 'GET, tenants in turn']) {
      const [off, on] = [median(`disable ${what}`), median(`enable ${what}`)]
      process.stdout.write(`${what}: p50 ${off.toFixed(3)} ms without policies, ${on.toFixed(3)} ms with, ratio ${(on / off).toFixed(3)}\n`)
      expect(on / off).toBeLessThan(1.5)
    }
  }, 120_000)
})
