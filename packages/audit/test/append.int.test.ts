import { openDatabase } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AuditEntry, appendAudit, auditPart } from '../src/append.ts'
import { isAuditFailure } from '../src/failure.ts'
import { verifyAudit } from '../src/verify.ts'
import { entry, idOf, startTrail, type Trail } from './trail.ts'

let trail: Trail
beforeAll(async () => {
  trail = await startTrail()
})
afterAll(() => trail[Symbol.asyncDispose]())

const count = async (): Promise<number> => Number((await trail.owner.pool.query('select count(*) as n from audit.entries')).rows[0]?.n)
const message = async (work: Promise<unknown>): Promise<string> =>
  await work.then(
    () => 'done',
    (error: Error) => String((error.cause ?? error) as Error),
  )

describe('an audit entry', () => {
  it('is added by the register, alone or as a part of a statement that does what it says', async () => {
    await trail.append({ detail: { fields: ['name'], recipient: idOf(9) } })
    await trail.register.db.execute(sql`with ${auditPart({ ...entry, action: 'identity.changed' })} select (select count(*) from audited)`)
    await trail.register.db.execute(
      sql`with none as (select where false), ${auditPart(entry, sql`none`)} select (select count(*) from audited)`,
    )

    const { rows } = await trail.register.pool.query(
      `select action, opened, jobseeker_ids as people, detail, now() - recorded_at < interval '1 minute' as "isNow" from audit.entries order by recorded_at`,
    )
    expect(rows).toEqual([
      { action: 'identity.read', opened: 1, people: entry.jobseekerIds, detail: { fields: ['name'], recipient: idOf(9) }, isNow: true },
      { action: 'identity.changed', opened: 1, people: entry.jobseekerIds, detail: {}, isNow: true },
    ])
  })

  it('goes with the transaction that it stands in', async () => {
    const before = await count()

    await trail.register.db
      .transaction(async (tx) => {
        await appendAudit(tx, entry)
        throw new Error('no')
      })
      .catch(() => {})

    expect(await count()).toBe(before)
  })

  it.each<[string, Partial<AuditEntry>]>([
    ['no reason', { reason: '' }],
    ['a sentence for a reason', { reason: 'she asked me' }],
    ['a telephone number for a reason', { reason: 'called.19900001234' }],
    ['a name', { detail: { name: '王小明' } }],
    ['a name in words', { detail: { name: ['Wang Xiaoming'] } }],
    ['a telephone number', { detail: { phone: '19900001234' } }],
    ['a telephone number as a number', { detail: { phone: 19_900_001_234 } }],
    ['a citizen number', { detail: { number: '990106199003151044' } }],
    ['a date of birth in a list', { detail: { fields: ['19900315'] } }],
    ['a hash', { detail: { hash: 'a'.repeat(64) } }],
    ['an object', { detail: { more: { than: 'flat' } } as never }],
    ['more than it can hold', { detail: Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`k${at}`, 'x'.repeat(60)])) }],
    ['more than 2,000 people', { jobseekerIds: Array.from({ length: 2_001 }, (_, at) => idOf(at)) }],
    ['fewer than no opened identities', { opened: -1 }],
  ])('with %s is refused', async (_, changes) => {
    const before = await count()

    const text = await message(trail.append(changes))

    expect(text).toMatch(/violates check constraint|out of range/)
    expect(await count()).toBe(before)
  })

  it.each<[string, AuditEntry['detail']]>([
    ['nothing', {}],
    [
      'codes, ids and counts',
      { fields: ['name', 'phone'], recipient: idOf(8), people: 100_000, version: 'zhihe-2026-11', region: '330106' },
    ],
    ['an empty list', { fields: [], people: 0 }],
  ])('can say %s', async (_, detail) => {
    await expect(trail.append(detail ? { detail } : {})).resolves.toBeUndefined()
  })

  it('is one of many that are added at once: nobody waits for ever, and every chain is whole', async () => {
    await using many = openDatabase({ url: trail.testDatabase.url('zhihe_jobseekers'), applicationName: 'test-crowd', maxConnections: 24 })
    const before = await count()

    await Promise.all(
      Array.from({ length: 24 }, async (_, worker) => {
        for (let each = 0; each < 20; each += 1) {
          await many.db.transaction(async (tx) => {
            await appendAudit(tx, { ...entry, jobseekerIds: [idOf(worker)] })
            await appendAudit(tx, { ...entry, jobseekerIds: [idOf(worker), idOf(each)] })
          })
        }
      }),
    )

    expect(await count()).toBe(before + 24 * 20 * 2)
    expect(await verifyAudit(trail.register.db)).toMatchObject({ ok: true, findings: [] })
  })

  it.each([3, 11])('goes to chain %i when that alone is free', async (free) => {
    await using others = openDatabase({ url: trail.testDatabase.adminUrl, applicationName: 'test-others', maxConnections: 1 })
    const holder = await others.pool.connect()
    await holder.query(`begin; select from audit.chains where chain <> ${free} for update`)
    const [before] = (await trail.owner.pool.query('select last_seq::integer as seq from audit.chains where chain = $1', [free])).rows

    await trail.append()

    const [after] = (await trail.owner.pool.query('select last_seq::integer as seq from audit.chains where chain = $1', [free])).rows
    await holder.query('rollback')
    holder.release()
    expect(after.seq).toBe(before.seq + 1)
  })

  it('takes a free chain instead of waiting, the same one again, and as the last resort waits for its own', async () => {
    await using many = openDatabase({ url: trail.testDatabase.url('zhihe_jobseekers'), applicationName: 'test-many', maxConnections: 17 })
    const clients = await Promise.all(Array.from({ length: 17 }, () => many.pool.connect()))
    const append = `select audit.append(now(), '${idOf(1)}', null, 'test', 'identity.read', 'serve', '{}', 0, '{}') as place`
    const holders = clients.slice(0, 16)
    const late = clients[16]

    const chains: string[] = []
    for (const client of holders) {
      await client.query('begin')
      const places = [(await client.query(append)).rows[0].place, (await client.query(append)).rows[0].place].map(
        (place) => String(place).split('-')[0],
      )
      expect(places[1]).toBe(places[0])
      chains.push(String(places[0]))
    }
    const refusal = await message(late?.query(append) ?? Promise.resolve())
    for (const client of holders) await client.query('commit')

    expect(new Set(chains).size).toBe(16)
    expect(refusal).toContain('lock timeout')
    for (const client of clients) client.release()
  })
})

describe('the tables of the audit', () => {
  it('are written by nobody but audit.append, and read by no other service', async () => {
    await using matching = openDatabase({ url: trail.testDatabase.url('zhihe_matching'), applicationName: 'test' })
    await trail.append()

    await expect(appendAudit(matching.db, entry)).rejects.toSatisfy(isAuditFailure)
    await expect(matching.pool.query('select from audit.entries')).rejects.toThrow('permission denied')
    for (const table of ['entries', 'people', 'chains', 'anchors', 'checkpoints']) {
      for (const statement of [
        `insert into audit.${table} select * from audit.${table}`,
        `delete from audit.${table}`,
        `truncate audit.${table}`,
      ]) {
        await expect(trail.register.pool.query(statement)).rejects.toThrow('permission denied')
      }
    }
    await expect(trail.register.pool.query('update audit.entries set opened = 0')).rejects.toThrow('permission denied')
  })

  it('refuse changes to their owner too', async () => {
    await trail.append()

    for (const statement of [
      'update audit.entries set opened = 0',
      'delete from audit.entries',
      'truncate audit.entries',
      'update audit.people set seq = 0',
      'delete from audit.people',
      'truncate audit.people',
      'update audit.chains set last_seq = last_seq - 1',
      'update audit.chains set last_seq = last_seq + 2',
      'delete from audit.chains',
      'delete from audit.anchors',
      'update audit.checkpoints set seq = 1',
    ]) {
      await expect(trail.owner.pool.query(statement)).rejects.toMatchObject({ code: '42501' })
    }
  })
})
