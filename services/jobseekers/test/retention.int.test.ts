import { openDatabase } from '@zhihe/postgres/pool'
import { purge } from '@zhihe/retention/purge'
import { eventually } from '@zhihe/testing/eventually'
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

describe('a person who comes back while her time is found to be over', () => {
  it('is not erased', async () => {
    const id = await register.register(newPerson(nextNumber()))
    await closedAt(id, '2020-01-01T00:00:00Z')
    await using admin = openDatabase({ url: register.testDatabase.adminUrl, applicationName: 'test-return', maxConnections: 1 })
    const client = await admin.pool.connect()
    await client.query('begin')
    await client.query(`update jobseekers.jobseekers set status = 'active', updated_at = now() where id = $1`, [id])

    const erasing = eraseInactive(register.database.db, new Date('2026-11-23T00:00:00+08:00'), 3)
    await eventually(async () => {
      const waiting = await register.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%for update%'`,
      )
      expect(waiting).toHaveLength(1)
    })
    await client.query('commit')
    client.release()

    expect([await erasing, await statusOf(id)]).toEqual([0, 200])
  })
})

describe('what the register keeps', () => {
  const [longAgo, then, later] = ['2020-01-01T00:00:00Z', '2026-03-10T12:00:00+08:00', '2099-01-01T00:00:00Z']
  const writeEvent = (name: string, at: string | null, other: string) =>
    register.query(`insert into jobseekers.outbox (id, type, payload, created_at, published_at) values ($1, $2, '{}', $3, $4)`, [
      uuidv7(),
      name,
      other,
      at,
    ])
  const writeImport = (name: string, at: string | null, other: string) =>
    register.query(
      `insert into jobseekers.imports (id, tenant_id, by_key_id, actor, fingerprint, media_type, bytes, consents, status, claimed_until, started_at,
        finished_at, upload_destroyed_at, created_at)
      values ($1, $1, $1, 'federation', sha256(''), $2, 1, '[]', $3, $4, $4, $5, $4, $4)`,
      [uuidv7(), name, at === null ? 'reading' : 'finished', other, at],
    )
  const writeExposure = (lists: number, id: string, at: string) =>
    register.query(
      'insert into jobseekers.exposures (jobseeker_id, seq, lists, first_places, proposals, changed_at) values ($1, 1, $2, 1, 1, $3)',
      [id, lists, at],
    )

  // Written `then` and a day later; other times of a row are in the far future and long ago. `stay`: what is kept however old it is.
  it.each([
    {
      name: 'idempotency_keys',
      lastDay: '2026-04-09',
      write: (name: string, at: string) =>
        register.query('insert into jobseekers.idempotency_keys (tenant_id, key, fingerprint, created_at) values ($1, $2, $2, $3)', [
          uuidv7(),
          name,
          at,
        ]),
      left: `select key as name from jobseekers.idempotency_keys`,
    },
    {
      name: 'inbox',
      lastDay: '2026-04-09',
      write: (name: string, at: string) => register.query('insert into jobseekers.inbox values ($1, $2, $3)', [name, uuidv7(), at]),
      left: 'select consumer as name from jobseekers.inbox',
    },
    {
      name: 'outbox',
      lastDay: '2026-03-24',
      write: writeEvent,
      left: `select type as name from jobseekers.outbox where type in ('due', 'young', 'unpublished')`,
      stay: async (): Promise<void> => void (await writeEvent('unpublished', null, longAgo)),
    },
    {
      name: 'imports',
      lastDay: '2029-03-10',
      write: writeImport,
      left: 'select media_type as name from jobseekers.imports',
      stay: async (): Promise<void> => void (await writeImport('unfinished', null, longAgo)),
    },
    {
      name: 'exposures_of_nobody',
      lastDay: '2026-03-11',
      write: (name: string, at: string) => writeExposure(name === 'due' ? 1 : 2, uuidv7(), at),
      left: `select (array['due', 'young', 'of somebody'])[lists] as name from jobseekers.exposures`,
      stay: async (): Promise<void> => void (await writeExposure(3, await register.register(newPerson(nextNumber())), longAgo)),
    },
  ])('of $name goes on the day after its last, and not before', async ({ name, lastDay, write, left, stay }) => {
    const rules = retentionRules.filter((rule) => rule.name === name)
    await stay?.()
    await write('due', then, later)
    await write('young', '2026-03-11T00:00:00+08:00', longAgo)
    const names = async () => (await register.query<{ name: string }>(left)).map((row) => row.name).toSorted()
    const all = await names()

    const onTheLastDay = await purge(register.database.db, rules, new Date(`${lastDay}T23:59:59+08:00`))
    expect([onTheLastDay, await names()]).toEqual([[{ rule: name, rows: 0, isDone: true }], all])

    const onTheDay = await purge(register.database.db, rules, new Date(Date.parse(`${lastDay}T23:59:59+08:00`) + 1_000))
    expect([onTheDay, await names()]).toEqual([[{ rule: name, rows: 1, isDone: true }], all.filter((one) => one !== 'due')])
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
        `with proof as (
          insert into jobseekers.consent_evidence (consent_id, jobseeker_id, tenant_id, evidence, erased_at) values ($1, $1, $1, '{}', ${at})
        ) insert into jobseekers.disclosures (id, tenant_id, jobseeker_id, recipient, key_id, grant_id, receipt, candidate_ref, fields, text_version, at)
        values ($1, $1, $1, $1, $1, $1, '', '', '{}', '', ${at})`,
        [id],
      )
    const [withheld, withholds] = [uuidv7(), uuidv7()]
    for (const [id, which, at] of [
      [withheld, null, years(3, 2)],
      [withholds, withheld, years(3, -2)],
    ])
      await register.query(
        `insert into jobseekers.disclosures (id, tenant_id, jobseeker_id, recipient, key_id, grant_id, receipt, candidate_ref, fields, text_version, at, withholds)
        values ($1, $1, $1, $1, $1, $1, '', '', '{}', '', ${at}, $2)`,
        [id, which],
      )

    expect(await purgeLedgers(register.database.db, new Date())).toBe(2)

    const left = await register.query('select consent_id as id from jobseekers.consent_evidence where consent_id = any($1)', [[old, young]])
    expect(left).toEqual([{ id: young }])
    const disclosed = await register.query<{ id: string }>('select id from jobseekers.disclosures')
    expect(disclosed.map(({ id }) => id).toSorted()).toEqual([young, withheld, withholds].toSorted())
  })
})
