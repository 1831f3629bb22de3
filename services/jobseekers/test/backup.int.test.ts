import { openDatabase } from '@zhihe/postgres/pool'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { citizenNumbers, newPerson } from './people.ts'
import { type Register, startRegister } from './register.ts'

type Dump = Map<string, { columns: string; rows: unknown }>

let register: Register
let restored: Register
beforeAll(async () => {
  register = await startRegister()
  restored = await startRegister()
})
afterAll(async () => {
  await register[Symbol.asyncDispose]()
  await restored[Symbol.asyncDispose]()
})

/** What `pg_dump --data-only --exclude-schema=…` holds: pg_dump itself is not at hand wherever the tests run. */
async function dump({ query }: Register, without: readonly string[]): Promise<Dump> {
  const tables = await query<{ name: string; columns: string }>(
    `select c.oid::regclass::text as name, string_agg(quote_ident(a.attname), ', ') as columns from pg_class c
    join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relkind = 'r' and n.nspname = any('{jobseekers,vault,vault_keys,consent}') and n.nspname <> all($1) group by c.oid`,
    [without],
  )
  const dumped: Dump = new Map()
  for (const { name, columns } of tables) {
    const [row] = await query<{ rows: unknown }>(`select coalesce(jsonb_agg(t), '[]') as rows from (select ${columns} from ${name}) t`)
    dumped.set(name, { columns, rows: row?.rows })
  }
  return dumped
}

async function restore({ testDatabase }: Register, dumped: Dump): Promise<void> {
  await using owner = openDatabase({ url: testDatabase.adminUrl, applicationName: 'restore', maxConnections: 1 })
  await owner.pool.query('set session_replication_role = replica')
  // Without triggers nothing cascades, and no row is refused for the order in which it comes.
  for (const [name, { columns, rows }] of dumped) {
    await owner.pool.query(`delete from ${name}`)
    await owner.pool.query(
      `insert into ${name} (${columns}) overriding system value select ${columns} from jsonb_populate_recordset(null::${name}, $1::jsonb)`,
      [JSON.stringify(rows)],
    )
  }
}

describe('a backup that was made before somebody was erased', () => {
  it('does not open her identity when the keys are not in it, and opens everybody when they are', async () => {
    const numbers = citizenNumbers()
    const number = numbers()
    const id = await register.register(newPerson(number, { identity: { name: '孙备份' } }))
    const other = await register.register(newPerson(numbers()))
    const withoutKeys = await dump(register, ['vault_keys'])
    const keysOfLater = async () => await dump(register, ['jobseekers', 'vault', 'consent'])
    await register.send('POST', `/v1/jobseekers/${id}/erase`, { body: { reason: 'person_asked' } })
    // Her key is hers for life: what was sealed before opens with the keys of later.
    await register.send('PATCH', `/v1/jobseekers/${other}`, { body: { identity: { phone: '19900005678' } } })

    await restore(restored, withoutKeys)
    const { admin } = restored.callers
    const alone = await restored.send('GET', `/v1/jobseekers/${id}`, { by: admin })
    expect(await restored.query('select 1 from vault.identities where jobseeker_id = $1', [id])).toHaveLength(1)
    // The keys come from their own copy, which is as young as the last erasure.
    await restore(restored, await keysOfLater())
    const [erased, living] = await Promise.all([id, other].map((who) => restored.send('GET', `/v1/jobseekers/${who}`, { by: admin })))

    expect([alone.statusCode >= 500, erased?.statusCode, living?.statusCode]).toEqual([true, 500, 200])
    for (const { body } of [alone, erased ?? alone]) expect([body.includes('孙备份'), body.includes(number)]).toEqual([false, false])
    expect(JSON.stringify([...withoutKeys])).not.toContain(number)
  })

  it('has her erased again by the tombstones of today', async () => {
    const id = await register.register(newPerson(citizenNumbers()()))
    const before = await dump(register, ['vault_keys'])
    await register.send('POST', `/v1/jobseekers/${id}/erase`, { body: { reason: 'person_asked' } })
    const tombstones = (await dump(register, [])).get('jobseekers.erasures')

    await restore(restored, before)
    if (tombstones) await restore(restored, new Map([['jobseekers.erasures', tombstones]]))
    const [{ back } = { back: 0 }] = await restored.query<{ back: number }>('select jobseekers.reapply_erasures() as back')

    expect(back).toBeGreaterThanOrEqual(1)
    expect((await restored.send('GET', `/v1/jobseekers/${id}`, { by: restored.callers.admin })).statusCode).toBe(404)
  })
})
