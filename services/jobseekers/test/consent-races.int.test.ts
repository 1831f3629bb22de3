import { openDatabase } from '@zhihe/postgres/pool'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lockTexts } from '../src/store/consent-text-store.ts'
import { endGrants, isInForce } from '../src/store/disclosure-grants.ts'
import { decide, disclosureTo, type Employer, grantTo, newEmployer, personOf, readAs } from './disclosures.ts'
import { citizenNumbers, granted, newPerson } from './people.ts'
import { type Register, startRegister } from './register.ts'

const races = Number(process.env['CONSENT_RACES'] ?? 200)

let register: Register
let employer: Employer
beforeAll(async () => {
  register = await startRegister({ peoplePerDay: 2 * races })
  employer = await newEmployer(register)
})
afterAll(() => register[Symbol.asyncDispose]())

const nextNumber = citizenNumbers()
const revoke = async (id: string) => {
  const response = await decide(
    register,
    id,
    disclosureTo(employer.id, { decision: 'revoked', at: new Date(Date.now() - 1).toISOString() }),
  )
  if (response.statusCode !== 201) throw new Error(response.body)
}
const readingsOf = async (id: string) =>
  await register.query<{ id: string; withheld: boolean }>(
    `select d.id, w.id is not null as withheld from jobseekers.disclosures d left join jobseekers.disclosures w on w.withholds = d.id
    where d.jobseeker_id = $1 and d.withholds is null`,
    [id],
  )

describe('a revoke that races with readings', () => {
  it(`lets nothing begin after it is answered, and sends nothing that it overtook (${races} races)`, async () => {
    const granted = await inParallel(
      Array.from({ length: races }, () => async () => {
        const id = await register.register(personOf('', { identity: { idNumber: undefined, certificateNumber: undefined } }))
        return { id, receipt: await grantTo(register, id, employer.id) }
      }),
      6,
    )
    const outcomes = { sent: 0, refused: 0, begunAfter: 0, sentUnrecorded: 0 }

    for (const { id, receipt } of granted) {
      const reads: Promise<{ statusCode: number }>[] = [readAs(register, employer, receipt)]
      const revoking = revoke(id)
      reads.push(readAs(register, employer, receipt))
      await revoking
      const begun = (await readingsOf(id)).length
      reads.push(readAs(register, employer, receipt))
      const answers = (await Promise.all(reads)).map(({ statusCode }) => statusCode)
      const readings = await readingsOf(id)
      const sent = answers.filter((status) => status === 200).length
      outcomes.sent += sent
      outcomes.refused += answers.filter((status) => status === 404).length
      if (readings.length > begun || answers[2] !== 404) outcomes.begunAfter += 1
      if (sent !== readings.filter(({ withheld }) => !withheld).length) outcomes.sentUnrecorded += 1
    }

    expect(outcomes).toMatchObject({ begunAfter: 0, sentUnrecorded: 0 })
    expect(outcomes.sent + outcomes.refused).toBe(races * 3)
    // Who of those that met wins is a matter of the machine; the one that came after never does.
    expect([outcomes.sent > 0, outcomes.refused >= races]).toEqual([true, true])
  })

  it('waits for a reading that holds the grant, and the next one waits for the revoke', async () => {
    const id = await register.register(personOf(nextNumber()))
    const receipt = await grantTo(register, id, employer.id)
    const order: string[] = []
    await using second = openDatabase({
      url: register.testDatabase.url('zhihe_jobseekers'),
      applicationName: 'test-second',
      maxConnections: 2,
    })
    const client = await second.pool.connect()
    await client.query('begin')
    await client.query(`select from jobseekers.disclosure_grants where receipt = $1 for share`, [receipt])

    const revoking = revoke(id).then(() => order.push('revoked'))
    await waitsForLock()
    order.push('read')
    await client.query('commit')
    client.release()
    await revoking

    expect(order).toEqual(['read', 'revoked'])
    expect((await readAs(register, employer, receipt)).statusCode).toBe(404)
  })

  it('is answered 404 when the revoke comes between the reading and its sending, and says that it was withheld', async () => {
    const id = await register.register(personOf(nextNumber()))
    const receipt = await grantTo(register, id, employer.id)
    // The revoke is committed as soon as the reading is: a trigger that waits for nobody cannot come later than the check.
    await register.query(`create function jobseekers.revoke_at_once() returns trigger language plpgsql security definer as $$ begin
      update jobseekers.disclosure_grants set ended_at = now(), ended_by = 'revoked' where id = new.grant_id and new.withholds is null; return null; end $$`)
    await register.query(
      'create constraint trigger revoke_at_once after insert on jobseekers.disclosures deferrable initially deferred for each row execute function jobseekers.revoke_at_once()',
    )

    const answer = await readAs(register, employer, receipt)
    await register.query('drop function jobseekers.revoke_at_once cascade')

    expect([answer.statusCode, answer.body.includes('王小明')]).toEqual([404, false])
    expect(await readingsOf(id)).toMatchObject([{ withheld: true }])
    expect((await register.send('GET', `/v1/jobseekers/${id}/disclosures`)).json().items).toMatchObject([{ outcome: 'withheld' }])
  })
})

describe('a text that is being published', () => {
  it('is waited for by decisions and registrations, which then fall under it', async () => {
    const fresh = await startRegister()
    try {
      const { db } = fresh.database
      const id = await fresh.register(newPerson(nextNumber(), { consents: [] }))
      let answers: Promise<{ statusCode: number }[]> | undefined
      await db.transaction(async (tx) => {
        await lockTexts(tx, fresh.callers.hangzhou.tenantId)
        answers = Promise.all([
          fresh.send('POST', `/v1/jobseekers/${id}/consents`, { body: granted }),
          fresh.send('POST', '/v1/jobseekers', { body: newPerson(nextNumber()) }),
        ])
        await waitsForLock(fresh, 2)
        await fresh.query(
          `insert into jobseekers.consent_texts (tenant_id, purpose, version, zh, sha256, published_at, by_key_id)
          values ($1, 'matching', 'v2', '二', $2, now(), $1)`,
          [fresh.callers.hangzhou.tenantId, 'a'.repeat(64)],
        )
      })

      expect((await answers)?.map(({ statusCode }) => statusCode)).toEqual([422, 422])
      expect(await fresh.query('select from consent.given')).toEqual([])
    } finally {
      await fresh[Symbol.asyncDispose]()
    }
  })

  it('leaves nobody matched under another one, however it meets what others do', async () => {
    const fresh = await startRegister()
    try {
      const people = await inParallel(
        Array.from({ length: 30 }, () => async () => await fresh.register(newPerson(nextNumber()))),
        6,
      )
      const busy = people.flatMap((id, n) => [
        async () => await fresh.send('PATCH', `/v1/jobseekers/${id}`, { body: { status: n % 2 === 0 ? 'inactive' : 'active' } }),
        async () => await fresh.send('POST', `/v1/jobseekers/${id}/consents`, { body: granted }),
        async () => await fresh.send('POST', '/v1/jobseekers', { body: newPerson(nextNumber()) }),
        async () => await fresh.send('PATCH', `/v1/jobseekers/${id}`, { body: { status: 'active', profile: { commuteMaxKm: n } } }),
      ])
      const publishing = async () =>
        await fresh.send('POST', '/v1/consent-texts', {
          by: fresh.callers.everywhere,
          body: { purpose: 'matching', version: 'v2', zh: '二' },
        })
      const work = [...busy.slice(0, 40), publishing, ...busy.slice(40)]

      const answers = await inParallel(work, 8)

      expect(answers.map(({ statusCode }) => statusCode).filter((status) => ![200, 201, 422].includes(status))).toEqual([])
      expect(await fresh.query('select from consent.given')).toEqual([])
      const last = await fresh.query<{ active: boolean }>(
        `select distinct on (payload -> 'data' -> 'facts' ->> 'id') (payload -> 'data' -> 'facts' ->> 'active')::bool as active
        from jobseekers.outbox order by payload -> 'data' -> 'facts' ->> 'id', (payload -> 'data' -> 'facts' ->> 'version')::int desc`,
      )
      expect(last.filter(({ active }) => active)).toEqual([])
    } finally {
      await fresh[Symbol.asyncDispose]()
    }
  })
})

describe('endGrants', () => {
  it('ends every grant of a person who is erased, and none of another one', async () => {
    const [gone, staying] = [await register.register(personOf(nextNumber())), await register.register(personOf(nextNumber()))]
    const other = await newEmployer(register)
    await grantTo(register, gone, employer.id)
    await grantTo(register, gone, other.id)
    const receipt = await grantTo(register, staying, employer.id)

    const events = await register.database.db.transaction(
      async (tx) => await endGrants(tx, { jobseekerId: gone }, { reason: 'erased', at: new Date() }),
    )

    expect(events.map(({ type, data }) => [type, 'reason' in data && data.reason])).toEqual([
      ['disclosure.revoked', 'erased'],
      ['disclosure.revoked', 'erased'],
    ])
    const [grant] = await register.query<{ id: string }>('select id from jobseekers.disclosure_grants where receipt = $1', [receipt])
    expect(await isInForce(register.database.db, { id: grant!.id, recipient: employer.id }, new Date())).toBe(true)
  })
})

/** Until so many sessions wait for a lock. */
async function waitsForLock(where = register, sessions = 1): Promise<void> {
  for (;;) {
    const [row] = await where.query<{ waiting: number }>(
      `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    if ((row?.waiting ?? 0) >= sessions) return
  }
}

async function inParallel<T>(work: readonly (() => Promise<T>)[], width: number): Promise<T[]> {
  const left = work.toReversed()
  const done: T[] = []
  const worker = async () => {
    for (let next = left.pop(); next; next = left.pop()) done.push(await next())
  }
  await Promise.all(Array.from({ length: width }, worker))
  return done
}
