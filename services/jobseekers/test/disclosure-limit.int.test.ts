import { openDatabase } from '@zhihe/postgres/pool'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Employer, grantTo, newEmployer, personOf, readAs } from './disclosures.ts'
import { citizenNumbers } from './people.ts'
import { type Register, startRegister } from './register.ts'

const clock = { now: new Date('2026-11-22T15:30:00Z') } // 23:30 in China
const nextNumber = citizenNumbers()
let register: Register
let employer: Employer
let other: Employer
beforeAll(async () => {
  register = await startRegister({ now: () => clock.now })
  employer = await newEmployer(register)
  other = await newEmployer(register)
})
afterAll(() => register[Symbol.asyncDispose]())

/** As many other people as given, read by the employer earlier on the same day. */
async function hasRead(count: number) {
  await using admin = openDatabase({ url: register.testDatabase.adminUrl, applicationName: 'test-readings', maxConnections: 1 })
  await admin.pool.query(
    `insert into jobseekers.disclosures (id, tenant_id, jobseeker_id, recipient, key_id, grant_id, receipt, candidate_ref, fields, text_version, at)
     select uuidv7(), $1, uuidv7(), $2, uuidv7(), uuidv7(), 'dr_' || n, 'c_' || n, '{name}', 'v1', $3 from generate_series(1, $4::int) as n`,
    [register.callers.foreign.tenantId, employer.id, clock.now, count],
  )
}

describe('the people one enterprise reads of in a day', () => {
  it('are limited to 500: who was read today is read again, another one from midnight in China, and others are not concerned', async () => {
    const people = await Promise.all([1, 2].map(async () => await register.register(personOf(nextNumber()))))
    const [first = '', second = ''] = await Promise.all(people.map(async (id) => await grantTo(register, id, employer.id)))
    const toOther = await grantTo(register, people[1] ?? '', other.id)
    await hasRead(499)

    const statuses = [await readAs(register, employer, first), await readAs(register, employer, first)].map((answer) => answer.statusCode)
    const refused = await readAs(register, employer, second)
    const ofOther = await readAs(register, other, toOther)
    clock.now = new Date('2026-11-22T16:00:00Z')
    const nextDay = await readAs(register, employer, second)

    expect(statuses).toEqual([200, 200])
    expect(refused.json()).toMatchObject({ status: 429, code: 'people_limit_reached' })
    expect(refused.headers['retry-after']).toBe('1800')
    expect([ofOther.statusCode, nextDay.statusCode]).toEqual([200, 200])
    const kept = await register.query('select from jobseekers.disclosures where jobseeker_id = $1 and recipient = $2', [
      people[1],
      employer.id,
    ])
    expect(kept).toHaveLength(1)
  })
})
