import { openDatabase } from '@zhihe/postgres/pool'
import { createTestDatabase } from '@zhihe/testing/database'
import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { consentSet, setConsent } from '../src/given.ts'

const at = new Date('2026-11-20T04:00:00Z')
const later = new Date('2026-11-21T04:00:00Z')
const anna = '019a0000-0000-7000-8000-000000000001'
const bella = '019a0000-0000-7000-8000-000000000002'

async function startConsent() {
  const stack = new AsyncDisposableStack()
  const test = stack.use(await createTestDatabase())
  const as = (role: string) => stack.use(openDatabase({ url: test.url(role), applicationName: 'consent-test', maxConnections: 2 }))
  const register = as('zhihe_jobseekers')
  const given = async () =>
    (await register.pool.query<{ id: string; since: Date }>('select jobseeker_id as id, since from consent.given order by 1')).rows
  return { as, register, given, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

describe('setConsent', () => {
  it('is kept since it was first given, until it is withdrawn', async () => {
    await using consent = await startConsent()
    const { db } = consent.register

    await setConsent(db, { jobseekerId: anna, purpose: 'matching', given: true, at })
    await setConsent(db, { jobseekerId: anna, purpose: 'matching', given: true, at: later })
    await setConsent(db, { jobseekerId: bella, purpose: 'matching', given: true, at: later })
    const before = await consent.given()
    await setConsent(db, { jobseekerId: bella, purpose: 'matching', given: false, at: later })
    await setConsent(db, { jobseekerId: bella, purpose: 'matching', given: false, at: later })

    expect(before).toEqual([
      { id: anna, since: at },
      { id: bella, since: later },
    ])
    expect(await consent.given()).toEqual([{ id: anna, since: at }])
  })

  it('is undone with the transaction that decided it', async () => {
    await using consent = await startConsent()
    const { db } = consent.register

    const undone = db.transaction(async (tx) => {
      await setConsent(tx, { jobseekerId: anna, purpose: 'matching', given: true, at })
      throw new Error('changed our mind')
    })

    await expect(undone).rejects.toThrow('changed our mind')
    expect(await consent.given()).toEqual([])
  })

  it.each([true, false])('changes nothing beside a change that was not made (given: %s)', async (given) => {
    await using consent = await startConsent()
    const { db } = consent.register
    await setConsent(db, { jobseekerId: bella, purpose: 'matching', given: true, at })
    const change = { jobseekerId: given ? anna : bella, purpose: 'matching' as const, given, at }

    await db.execute(sql`with changed as (select 1 where false), ${consentSet(change, sql`changed`)} select 1`)

    expect(await consent.given()).toEqual([{ id: bella, since: at }])
  })

  it('waits for whoever holds the consent, and nobody holds it while it is being withdrawn', async () => {
    await using consent = await startConsent()
    const sender = consent.as('zhihe_webhooks')
    await setConsent(consent.register.db, { jobseekerId: anna, purpose: 'matching', given: true, at })
    const hold = sql`select webhooks.hold_consent(array[${anna}]::uuid[]) as id`
    const held = async () => (await sender.db.execute<{ id: string }>(hold)).rows
    const order: string[] = []

    let withdrawing: Promise<unknown> | undefined
    await sender.db.transaction(async (tx) => {
      await tx.execute(hold)
      withdrawing = setConsent(consent.register.db, { jobseekerId: anna, purpose: 'matching', given: false, at }).then(() =>
        order.push('withdrawn'),
      )
      await sender.db.execute(sql`select 1`)
      order.push('sent')
    })
    await withdrawing

    expect(order).toEqual(['sent', 'withdrawn'])
    expect(await held()).toEqual([])
  })
})

describe('consent.given', () => {
  it('is read by every service and written by the register alone', async () => {
    await using consent = await startConsent()
    const may = async (privilege: string) =>
      (
        await consent.register.pool.query<{ role: string }>(
          `select rolname as role from pg_roles
          where rolname like 'zhihe\\_%' and not rolsuper and has_table_privilege(oid, 'consent.given', $1) order by 1`,
          [privilege],
        )
      ).rows.map(({ role }) => role)

    expect(await may('select')).toEqual(expect.arrayContaining(['zhihe_jobseekers', 'zhihe_matching', 'zhihe_postings', 'zhihe_webhooks']))
    expect(await may('insert')).toEqual(['zhihe_jobseekers'])
    expect(await may('delete')).toEqual(['zhihe_jobseekers'])
    for (const privilege of ['update', 'truncate']) expect(await may(privilege)).toEqual([])
  })

  it.each(['zhihe_matching', 'zhihe_postings', 'zhihe_webhooks'])('is refused to %s', async (role) => {
    await using consent = await startConsent()
    const { db } = consent.as(role)

    for (const given of [true, false]) {
      const refused = setConsent(db, { jobseekerId: anna, purpose: 'matching', given, at })
      await expect(refused).rejects.toMatchObject({ cause: { message: 'permission denied for table given' } })
    }
  })
})
