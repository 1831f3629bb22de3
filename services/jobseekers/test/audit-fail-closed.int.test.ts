import { openDatabase } from '@zhihe/postgres/pool'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { citizenNumbers, granted, newPerson } from './people.ts'
import { type Register, startRegister } from './register.ts'

let register: Register
let id: string
const nextNumber = citizenNumbers()

beforeAll(async () => {
  register = await startRegister()
  id = await register.register(newPerson(nextNumber()))
})
afterAll(() => register[Symbol.asyncDispose]())

/** What the metrics say, over all labels. */
async function counted(name: string): Promise<number> {
  const { body } = await register.app.inject({ method: 'GET', url: '/metrics' })
  const values = body
    .split('\n')
    .filter((line) => line.startsWith(name))
    .map((line) => Number(line.split(' ').at(-1)))
  return values.reduce((sum, value) => sum + value, 0)
}
const audited = async () =>
  (
    await register.query<{ entries: number; opened: number }>(
      'select count(*)::integer as entries, coalesce(sum(opened), 0)::integer as opened from audit.entries',
    )
  )[0]

interface Call {
  method: 'GET' | 'PATCH' | 'POST'
  url: string
  body?: object
}
const calls: Call[] = [
  { method: 'GET', url: '/v1/jobseekers/ID' },
  { method: 'PATCH', url: '/v1/jobseekers/ID', body: { profile: { commuteMaxKm: 7 } } },
  { method: 'POST', url: '/v1/jobseekers/ID/consents', body: { ...granted, textVersion: 'v9' } },
]
const send = async ({ method, url, body }: Call) => await register.send(method, url.replace('ID', id), body ? { body } : {})
const stored = async () => await register.query(`select row_to_json(j) as person from jobseekers.jobseekers j where id = $1`, [id])

describe('when the audit cannot be written', () => {
  it.each(calls.slice(0, 2))('$method $url is answered 503, nothing is opened and nothing changed', async (call) => {
    const before = {
      audited: await audited(),
      opened: await counted('zhihe_identities_opened_total'),
      failures: await counted('zhihe_audit_append_failures_total'),
      stored: await stored(),
    }
    await register.query('revoke execute on function audit.append from zhihe_jobseekers')

    const refused = await send(call)

    await register.query('grant execute on function audit.append to zhihe_jobseekers')
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([503, '1'])
    expect(refused.json()).toMatchObject({ code: 'unavailable' })
    expect(refused.body).not.toMatch(/王|1234|9901/)
    expect(await audited()).toEqual(before.audited)
    expect(await stored()).toEqual(before.stored)
    expect(await counted('zhihe_identities_opened_total')).toBe(before.opened)
    expect(await counted('zhihe_audit_append_failures_total')).toBe(before.failures + 1)
    expect((await send(call)).statusCode).toBe(200)
  })

  it('waits for no chain longer than for a lock, and opens nothing either', async () => {
    await using others = openDatabase({ url: register.testDatabase.adminUrl, applicationName: 'test-others', maxConnections: 1 })
    const holder = await others.pool.connect()
    await holder.query('begin; select from audit.chains for update')
    const before = { audited: await audited(), opened: await counted('zhihe_identities_opened_total') }

    const refused = await register.send('GET', `/v1/jobseekers/${id}`)

    await holder.query('rollback')
    holder.release()
    expect(refused.statusCode).toBe(503)
    expect(await audited()).toEqual(before.audited)
    expect(await counted('zhihe_identities_opened_total')).toBe(before.opened)
    expect((await register.send('GET', `/v1/jobseekers/${id}`)).statusCode).toBe(200)
  })

  it('is not what another missing right is taken for', async () => {
    await register.query('revoke select on jobseekers.consents from zhihe_jobseekers')

    const failed = await register.send('GET', `/v1/jobseekers/${id}`)

    await register.query('grant select on jobseekers.consents to zhihe_jobseekers')
    expect(failed.statusCode).toBe(500)
  })
})

describe('every identity that is decrypted', () => {
  it('stands in exactly one entry, whichever way it was asked for', async () => {
    const before = { audited: await audited(), opened: await counted('zhihe_identities_opened_total') }
    expect(before.opened).toBe(before.audited?.opened)

    const number = nextNumber()
    const another = await register.register(newPerson(number))
    for (const call of calls) await send(call)
    const urls = [
      `/v1/jobseekers/${another}`,
      `/v1/jobseekers/${another}/export`,
      `/v1/jobseekers/${id}/certificates`,
      '/v1/audit/exposure',
      '/v1/jobseekers/duplicates',
    ]
    const answers = []
    for (const url of urls) answers.push(await register.send('GET', url))
    const lookup = await register.send('POST', '/v1/jobseekers/lookup', { body: { idNumber: number } })
    await register.send('GET', `/v1/jobseekers/${another}`, { by: register.callers.ningbo })
    await register.send('GET', `/v1/jobseekers/${another}`, { by: register.callers.organiser })

    const after = { audited: await audited(), opened: await counted('zhihe_identities_opened_total') }
    expect([...answers, lookup].filter(({ statusCode }) => statusCode >= 500)).toEqual([])
    expect(after.opened).toBeGreaterThan(before.opened + 2)
    expect(after.opened).toBe(after.audited?.opened)
    const unexplained = await register.query(
      `select from audit.entries where reason = '' or (opened > 0 and cardinality(jobseeker_ids) <> opened)`,
    )
    expect(unexplained).toEqual([])
  })
})
