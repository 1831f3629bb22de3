import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { citizenNumbers, newPerson } from './people.ts'
import { type Caller, type Register, startRegister } from './register.ts'

let register: Register
let id: string
let statusId: string
let measureId: string
const nobody = '019a0000-0000-7000-8000-000000000000'
const nextNumber = citizenNumbers()
const at = '2026-01-05T09:00:00+08:00'
const measure = { kind: 'training', agreedOn: '2026-01-05', dueOn: '2026-02-01' }
const status = { code: 'rural', source: 'federation', since: '2026-01-05' }

beforeAll(async () => {
  register = await startRegister()
  id = await register.register(newPerson(nextNumber()))
  const made = async (path: string, body: object) =>
    (await register.send('POST', `/v1/jobseekers/${id}/${path}`, { body })).json<{ id: string }>().id
  statusId = await made('statuses', status)
  measureId = await made('measures', measure)
})
afterAll(() => register[Symbol.asyncDispose]())

interface Call {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT'
  url: string
  body?: object
}
const calls: Call[] = [
  {
    method: 'POST',
    url: '/v1/jobseekers/ID/assessments',
    body: {
      instrument: { code: 'W', version: '1' },
      assessor: { kind: 'federation', organisation: '残联' },
      at,
      validUntil: '2026-12-01T00:00:00+08:00',
      items: [{ icf: 'd440', difficulty: 1 }],
    },
  },
  { method: 'GET', url: '/v1/jobseekers/ID/assessments' },
  { method: 'POST', url: '/v1/jobseekers/ID/statuses', body: status },
  { method: 'GET', url: '/v1/jobseekers/ID/statuses' },
  { method: 'POST', url: '/v1/jobseekers/ID/statuses/STATUS/end', body: { until: '2026-03-01' } },
  { method: 'PUT', url: '/v1/jobseekers/ID/case-owners', body: { owners: [{ side: 'school', organisation: '学院', from: '2026-01-05' }] } },
  { method: 'POST', url: '/v1/jobseekers/ID/measures', body: measure },
  { method: 'PATCH', url: '/v1/jobseekers/ID/measures/MEASURE', body: { dueOn: '2026-03-01' } },
  { method: 'POST', url: '/v1/jobseekers/ID/confirmations', body: { at, channel: 'phone', changed: false } },
  { method: 'GET', url: '/v1/jobseekers/ID/file' },
]
const lists: Call[] = [
  { method: 'GET', url: '/v1/jobseekers' },
  { method: 'GET', url: '/v1/jobseekers/summary' },
  { method: 'GET', url: '/v1/jobseekers/duplicates' },
]
const call = async ({ method, url, body }: Call, by: Caller | null, of: string) => {
  return await register.send(method, url.replace('ID', of).replace('STATUS', statusId).replace('MEASURE', measureId), { by, body })
}
const counts = async () => {
  const tables = ['assessments', 'statuses', 'case_owners', 'measures', 'confirmations']
  const rows = await Promise.all(tables.map(async (table) => await register.query(`select * from jobseekers.${table}`)))
  return rows.map(({ length }) => length)
}

describe.each(calls)('$method $url', (route) => {
  it('answers for a person of another region or tenant as for one who does not exist, and writes nothing', async () => {
    const body = (text: string) => ({ ...(JSON.parse(text) as object), requestId: '' })
    const before = await counts()
    const missing = await call(route, register.callers.hangzhou, nobody)

    const answers = [await call(route, register.callers.ningbo, id), await call(route, register.callers.foreign, id)]

    expect(missing.statusCode).toBe(404)
    expect(answers.map((answer) => [answer.statusCode, body(answer.body)])).toEqual([
      [404, body(missing.body)],
      [404, body(missing.body)],
    ])
    expect(await counts()).toEqual(before)
  })

  it('answers a federation without a region, and an admin', async () => {
    const answers = [await call(route, register.callers.everywhere, id), await call(route, register.callers.admin, id)]

    expect(answers.every(({ statusCode }) => statusCode === 200 || statusCode === 201)).toBe(true)
  })
})

describe.each([...calls, ...lists])('$method $url', (route) => {
  it('needs a key with the scope, and lets nobody keep the answer', async () => {
    const { organiser, enterprise, hangzhou } = register.callers
    const answers = [
      await call(route, null, id),
      await call(route, organiser, id),
      await call(route, enterprise, id),
      await call(route, hangzhou, id),
    ]

    expect(answers.slice(0, 3).map(({ statusCode }) => statusCode)).toEqual([401, 403, 403])
    expect(answers[3]?.statusCode).toBeLessThan(300)
    expect(answers.map(({ headers }) => headers['cache-control'])).toEqual(Array.from({ length: 4 }, () => 'no-store'))
  })
})

describe('an entry of another person', () => {
  it('is not there under her id', async () => {
    const other = await register.register(newPerson(nextNumber()))
    const { hangzhou } = register.callers

    const answers = [
      await call({ method: 'POST', url: '/v1/jobseekers/ID/statuses/STATUS/end', body: { until: '2026-03-01' } }, hangzhou, other),
      await call({ method: 'PATCH', url: '/v1/jobseekers/ID/measures/MEASURE', body: { dueOn: '2026-03-01' } }, hangzhou, other),
    ]

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([404, 404])
  })
})

describe('the role of the service', () => {
  it('adds to the ledgers of a file, and changes in them only what ends or moves', async () => {
    const refused = [
      `update jobseekers.assessments set valid_until = now()`,
      `delete from jobseekers.assessments`,
      `update jobseekers.statuses set source = 'school'`,
      `delete from jobseekers.statuses`,
      `update jobseekers.case_owners set organisation = ''`,
      `delete from jobseekers.measures`,
      `update jobseekers.measures set agreed_on = now()`,
      `update jobseekers.confirmations set confirmed_at = now()`,
      `delete from jobseekers.changes`,
      `delete from jobseekers.files`,
    ]

    for (const statement of refused) {
      await expect(register.database.pool.query(`${statement} where false`)).rejects.toMatchObject({ code: '42501' })
    }
  })
})
