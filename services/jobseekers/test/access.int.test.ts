import { openDatabase } from '@zhihe/postgres/pool'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { citizenNumbers, granted, newPerson } from './people.ts'
import { type Caller, type Register, startRegister } from './register.ts'

let register: Register
let id: string
const nextNumber = citizenNumbers()
const nobody = '019a0000-0000-7000-8000-000000000000'
beforeAll(async () => {
  register = await startRegister()
  id = await register.register(newPerson(nextNumber()))
})
afterAll(() => register[Symbol.asyncDispose]())

interface Call {
  method: 'GET' | 'POST' | 'PATCH'
  url: string
  body?: object
}
const calls: Call[] = [
  { method: 'GET', url: '/v1/jobseekers/ID' },
  { method: 'PATCH', url: '/v1/jobseekers/ID', body: { status: 'active' } },
  { method: 'GET', url: '/v1/jobseekers/ID/consents' },
  { method: 'POST', url: '/v1/jobseekers/ID/consents', body: granted },
]
const creation: Call = { method: 'POST', url: '/v1/jobseekers' }
const call = ({ method, url, body }: Call, by: Caller | null, of: string) =>
  register.send(method, url.replace('ID', of), { by, body: url === creation.url ? newPerson(nextNumber()) : body })

describe.each(calls)('$method $url', (route) => {
  it('answers for a person of another region or tenant as for one who does not exist', async () => {
    const body = (text: string) => ({ ...(JSON.parse(text) as object), requestId: '' })
    const missing = await call(route, register.callers.hangzhou, nobody)

    const answers = [await call(route, register.callers.ningbo, id), await call(route, register.callers.foreign, id)]

    expect(missing.statusCode).toBe(404)
    for (const answer of answers) {
      expect(answer.statusCode).toBe(404)
      expect(body(answer.body)).toEqual(body(missing.body))
    }
  })

  it('answers a federation without a region, and an admin', async () => {
    const answers = [await call(route, register.callers.everywhere, id), await call(route, register.callers.admin, id)]

    expect(answers.every(({ statusCode }) => statusCode === 200 || statusCode === 201)).toBe(true)
  })
})

describe.each([...calls, creation])('$method $url', (route) => {
  it('needs a key with the scope, and lets nobody keep the answer', async () => {
    const answers = [
      await call(route, null, id),
      await call(route, { token: `zk_${'a'.repeat(43)}`, tenantId: '' }, id),
      await call(route, register.callers.organiser, id),
      await call(route, register.callers.enterprise, id),
      await call(route, register.callers.hangzhou, id),
    ]

    expect(answers.slice(0, 4).map(({ statusCode }) => statusCode)).toEqual([401, 401, 403, 403])
    expect(answers.map(({ headers }) => headers['cache-control'])).toEqual(Array.from({ length: 5 }, () => 'no-store'))
  })
})

describe('an address that leads nowhere', () => {
  it('is a 404 that nobody keeps', async () => {
    const answers = [await register.send('GET', '/v1/jobseekers/990106199003151044'), await register.send('GET', '/v1/nothing')]

    expect(answers.map(({ statusCode, headers }) => [statusCode, headers['cache-control']])).toEqual([
      [404, 'no-store'],
      [404, 'no-store'],
    ])
  })
})

describe('the database', () => {
  it.each(['zhihe_matching', 'zhihe_postings', 'zhihe_webhooks'])('refuses %s both schemas', async (role) => {
    await register.query(`do $$ begin create role ${role} login; exception when duplicate_object or unique_violation then null; end $$`)
    await using foreign = openDatabase({ url: register.testDatabase.url(role), applicationName: 'test-foreign', maxConnections: 1 })

    for (const table of [
      'vault.identities',
      'jobseekers.jobseekers',
      'jobseekers.consents',
      'jobseekers.outbox',
      'jobseekers.idempotency_keys',
    ]) {
      await expect(foreign.pool.query(`select * from ${table}`)).rejects.toMatchObject({ code: '42501' })
    }
  })

  it('grants nothing of identity to anybody but the service, and of the register only what a comparison of the books needs', async () => {
    const granted = await register.query<{ role: string; relation: string }>(`
      select distinct acl.grantee::regrole::text as role, c.oid::regclass::text as relation
      from pg_class c cross join lateral aclexplode(c.relacl) as acl
      where c.relnamespace in ('jobseekers'::regnamespace, 'vault'::regnamespace) and acl.grantee <> c.relowner`)
    const others = granted.filter(({ role }) => role !== 'zhihe_jobseekers')

    expect([...new Set(others.map(({ role }) => role))]).toEqual(['zhihe_operations'])
    expect(others.map(({ relation }) => relation).filter((name) => !/^jobseekers\.(consistency_\w+|inbox)$/.test(name))).toEqual([])
  })
})
