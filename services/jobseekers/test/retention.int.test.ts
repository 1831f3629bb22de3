import { purge } from '@zhihe/retention/purge'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eraseInactive } from '../src/jobs/erase-inactive.ts'
import { purgeLedgers } from '../src/store/ledger-purge.ts'
import { retentionRules } from '../src/store/retention.ts'
import { citizenNumbers, newPerson } from './people.ts'
import { type Register, startRegister } from './register.ts'

const nextNumber = citizenNumbers()
let register: Register
beforeAll(async () => {
  register = await startRegister()
})
afterAll(() => register[Symbol.asyncDispose]())

const statusOf = async (id: string) => (await register.send('GET', `/v1/jobseekers/${id}`)).statusCode
const closedAt = async (id: string, at: string, status = 'inactive') =>
  await register.query('update jobseekers.jobseekers set status = $2, updated_at = $3 where id = $1', [id, status, at])

describe('a person whose time is over', () => {
  it('is there until the last day of the three years, and erased everywhere on the day after', async () => {
    const [closed, active] = [await register.register(newPerson(nextNumber())), await register.register(newPerson(nextNumber()))]
    await closedAt(closed, '2026-11-22T15:00:00+08:00')
    await closedAt(active, '2026-11-22T15:00:00+08:00', 'active')

    const onTheLastDay = await eraseInactive(register.database.db, new Date('2029-11-22T23:59:59+08:00'), 3)
    expect([onTheLastDay, await statusOf(closed)]).toEqual([0, 200])

    const onTheDay = await eraseInactive(register.database.db, new Date('2029-11-23T00:00:00+08:00'), 3)
    expect([onTheDay, await statusOf(closed), await statusOf(active)]).toEqual([1, 404, 200])
    const [entry] = await register.query(
      `select actor, key_id, reason from audit.entries where action = 'person.erased' and $1 = any(jobseeker_ids)`,
      [closed],
    )
    expect(entry).toEqual({ actor: 'retention', key_id: null, reason: 'retention' })
    expect(
      await register.query(`select 1 from jobseekers.outbox where type = 'jobseeker.erased' and jobseekers.subject_of(payload) = $1`, [
        closed,
      ]),
    ).toHaveLength(1)
  })

  it('is kept as long as she goes on confirming', async () => {
    const id = await register.register(newPerson(nextNumber()))
    await closedAt(id, '2020-01-01T00:00:00Z')
    const [{ tenant_id: tenantId } = { tenant_id: '' }] = await register.query<{ tenant_id: string }>(
      'select tenant_id from jobseekers.jobseekers where id = $1',
      [id],
    )
    await register.query(
      `insert into jobseekers.confirmations (id, jobseeker_id, tenant_id, confirmed_at, channel, changed, recorded_at, by_key_id)
      values ($1, $2, $3, '2025-01-01', 'phone', false, '2025-01-01', $1)`,
      [uuidv7(), id, tenantId],
    )

    expect(await eraseInactive(register.database.db, new Date('2026-11-23T00:00:00+08:00'), 3)).toBe(0)
    expect(await statusOf(id)).toBe(200)
  })
})

describe('what the register keeps', () => {
  it('goes on its day, table by table', async () => {
    const at = '2026-01-01T12:00:00+08:00'
    await register.query(`insert into jobseekers.idempotency_keys (tenant_id, key, fingerprint, created_at) values ($1, 'old', 'x', $2)`, [
      uuidv7(),
      at,
    ])
    await register.query('insert into jobseekers.inbox values ($1, $2, $3)', ['jobseekers', uuidv7(), at])
    await register.query('insert into jobseekers.exposures values ($1, 1, 1, 1, 1, $2)', [uuidv7(), at])
    const count = async () =>
      await register.query<{ n: number }>(
        `select (select count(*) from jobseekers.idempotency_keys where key = 'old')::int + (select count(*) from jobseekers.inbox)::int
          + (select count(*) from jobseekers.exposures)::int as n`,
      )
    const rules = retentionRules.filter(({ name }) => ['idempotency_keys', 'inbox', 'exposures_of_nobody'].includes(name))

    await purge(register.database.db, rules, new Date('2026-01-02T12:00:00+08:00'))
    expect(await count()).toEqual([{ n: 3 }])
    await purge(register.database.db, rules, new Date('2026-01-31T12:00:00+08:00'))
    expect(await count()).toEqual([{ n: 2 }])
    await purge(register.database.db, rules, new Date('2026-02-01T12:00:00+08:00'))
    expect(await count()).toEqual([{ n: 0 }])
  })

  it('names tables and columns that are there, and may be deleted from by the register', async () => {
    await expect(purge(register.database.db, retentionRules, new Date())).resolves.toHaveLength(retentionRules.length)
  })

  it('lets go of ledgers after three years and not before', async () => {
    const years = (count: number, days: number) => `now() - interval '${count} years' - interval '${days} days'`
    const [old, young] = [uuidv7(), uuidv7()]
    for (const [id, at] of [
      [old, years(3, 2)],
      [young, years(3, -2)],
    ])
      await register.query(
        `insert into jobseekers.consent_evidence (consent_id, jobseeker_id, tenant_id, evidence, erased_at) values ($1, $1, $1, '{}', ${at})`,
        [id],
      )

    expect(await purgeLedgers(register.database.db, new Date())).toBe(1)

    const left = await register.query('select consent_id as id from jobseekers.consent_evidence where consent_id = any($1)', [[old, young]])
    expect(left).toEqual([{ id: young }])
  })
})
