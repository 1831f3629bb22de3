import { type AuditEntry, appendAudit } from '@zhihe/audit/append'
import type { AuditEntryView, AuditIntegrity, ExposedPerson } from '@zhihe/contracts/audit-trail'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { citizenNumbers, newPerson } from './people.ts'
import { type Caller, type Register, startRegister } from './register.ts'

let register: Register
let hangzhou: string
let ningbo: string
let foreign: string
const nextNumber = citizenNumbers()
const nobody = '019a0000-0000-7000-8000-000000000000'
const [keyOne, keyTwo, employer] = [uuidv7(), uuidv7(), uuidv7()]
const at = (second: number): Date => new Date(Date.UTC(2026, 2, 1, 9, 0, second))

beforeAll(async () => {
  register = await startRegister()
  hangzhou = await register.register(newPerson(nextNumber()))
  ningbo = await register.register(newPerson(nextNumber(), { profile: { regionCode: '330203' } }), { by: register.callers.everywhere })
  foreign = await register.register(newPerson(nextNumber()), { by: register.callers.foreign })
  await add({ at: at(1), jobseekerIds: [hangzhou] })
  await add({ at: at(2), jobseekerIds: [hangzhou, ningbo], keyId: keyTwo, action: 'person.exported', reason: 'person_asked' })
  await add({
    at: at(3),
    jobseekerIds: [hangzhou],
    actor: 'enterprise',
    action: 'disclosure.read',
    detail: { fields: ['name', 'phone'], recipient: employer },
  })
  await add({
    at: at(4),
    jobseekerIds: [ningbo],
    actor: 'enterprise',
    action: 'disclosure.read',
    detail: { fields: ['name', 'education'], recipient: employer },
  })
  await add({ at: at(5), jobseekerIds: [hangzhou], action: 'disclosure.read', detail: { fields: ['education'], recipient: employer } })
  await add({ at: at(6), jobseekerIds: [foreign], tenantId: register.callers.foreign.tenantId })
  await add({ at: at(7), jobseekerIds: [hangzhou, ningbo], action: 'statistics.read', opened: 2 })
  await add({
    at: at(9),
    jobseekerIds: [foreign],
    keyId: uuidv7(),
    action: 'consent.recorded',
    opened: 0,
    detail: { purpose: 'disclosure', recipient: employer },
  })
  await add({ at: at(8), jobseekerIds: [], action: 'disclosure.refused', opened: 0 })
})
afterAll(() => register[Symbol.asyncDispose]())

const add = async (changes: Partial<AuditEntry>): Promise<void> =>
  await appendAudit(register.database.db, {
    tenantId: register.callers.hangzhou.tenantId,
    keyId: keyOne,
    actor: 'federation',
    action: 'identity.read',
    reason: 'serve',
    jobseekerIds: [],
    opened: 1,
    at: at(0),
    ...changes,
  })

const old = `until=${at(60).toISOString()}`
async function list(query: string, by?: Caller): Promise<AuditEntryView[]> {
  const response = await register.send('GET', `/v1/audit/entries?${old}&${query}`, by ? { by } : {})
  expect([response.statusCode, response.body]).toEqual([200, expect.anything()])
  return response.json<{ items: AuditEntryView[] }>().items
}
async function exposed(query: string): Promise<ExposedPerson[]> {
  const response = await register.send('GET', `/v1/audit/exposed?${query}`, { by: register.callers.admin })
  expect([response.statusCode, response.body]).toEqual([200, expect.anything()])
  return response.json<{ items: ExposedPerson[] }>().items
}
const seconds = (entries: AuditEntryView[]) => entries.map((entry) => new Date(entry.at).getUTCSeconds())

describe('GET /v1/audit/entries', () => {
  it('tells who saw or received what of a person, newest first, and of nobody else', async () => {
    const entries = await list(`jobseekerId=${hangzhou}`)

    expect(seconds(entries)).toEqual([7, 5, 3, 2, 1])
    expect(entries[2]).toEqual({
      place: expect.stringMatching(/^\d+-\d+$/),
      at: '2026-03-01T09:00:03.000Z',
      recordedAt: expect.anything(),
      keyId: keyOne,
      actor: 'enterprise',
      action: 'disclosure.read',
      reason: 'serve',
      people: 1,
      jobseekerIds: [hangzhou],
      identityOpened: true,
      detail: { fields: ['name', 'phone'], recipient: employer },
    })
    expect(entries.flatMap(({ jobseekerIds }) => jobseekerIds)).toEqual([hangzhou, hangzhou, hangzhou, hangzhou, hangzhou])
  })

  it('tells what was done with a key: to an admin all, to a federation what concerns its people', async () => {
    const { admin, everywhere, hangzhou: region, foreign: other } = register.callers

    expect(seconds(await list(`keyId=${keyOne}`, admin))).toEqual([8, 7, 6, 5, 4, 3, 1])
    expect(seconds(await list(`keyId=${keyOne}`, everywhere))).toEqual([7, 5, 4, 3, 1])
    expect(seconds(await list(`keyId=${keyOne}`, region))).toEqual([7, 5, 3, 1])
    expect(seconds(await list(`keyId=${keyOne}`, other))).toEqual([6])
  })

  it('names of the people of an entry those whom the caller serves', async () => {
    const ofRegion = (await list(`keyId=${keyTwo}`))[0]
    const ofTenant = (await list(`keyId=${keyTwo}`, register.callers.everywhere))[0]

    expect(ofRegion).toMatchObject({ people: 1, jobseekerIds: [hangzhou] })
    expect(ofTenant).toMatchObject({ people: 2, jobseekerIds: [hangzhou, ningbo].toSorted() })
  })

  it.each(['ningbo', 'foreign'] as const)('answers about a person of %s as about one who does not exist', async (who) => {
    const id = { ningbo, foreign }[who]
    const missing = await register.send('GET', `/v1/audit/entries?jobseekerId=${nobody}`)

    const answer = await register.send('GET', `/v1/audit/entries?jobseekerId=${id}`)

    expect([missing.statusCode, answer.statusCode]).toEqual([200, 200])
    expect(answer.body).toBe(missing.body)
    expect(answer.json()).toEqual({ items: [], nextCursor: null })
  })

  it('takes a half-open interval, an action, and a key together with a person', async () => {
    const person = `jobseekerId=${hangzhou}`

    expect(seconds(await list(`${person}&since=${at(2).toISOString()}`))).toEqual([7, 5, 3, 2])
    const until = await register.send('GET', `/v1/audit/entries?${person}&since=${at(2).toISOString()}&until=${at(5).toISOString()}`)
    expect(seconds(until.json<{ items: AuditEntryView[] }>().items)).toEqual([3, 2])
    expect(seconds(await list(`${person}&action=disclosure.read`))).toEqual([5, 3])
    expect(seconds(await list(`${person}&keyId=${keyTwo}`))).toEqual([2])
  })

  it.each(['jobseekerId', 'keyId'])('goes through pages by %s, also of equal times, without a gap or a repetition', async (by) => {
    const busy = uuidv7()
    for (let each = 0; each < 7; each += 1) await add({ keyId: busy, jobseekerIds: [hangzhou], at: at(30) })
    const places: string[] = []
    let cursor = ''
    do {
      const response = await register.send(
        'GET',
        `/v1/audit/entries?keyId=${busy}&limit=3${by === 'keyId' ? '' : `&jobseekerId=${hangzhou}`}${cursor}`,
      )
      const page = response.json<{ items: AuditEntryView[]; nextCursor: string | null }>()
      places.push(...page.items.map(({ place }) => place))
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`
    } while (cursor !== '')

    expect(places).toHaveLength(7)
    expect(new Set(places).size).toBe(7)
  })

  it('refuses a question about nobody, and a cursor that is not its own', async () => {
    const answers = [
      await register.send('GET', '/v1/audit/entries'),
      await register.send(
        'GET',
        `/v1/audit/entries?keyId=${keyOne}&cursor=${Buffer.from('["1; drop table x",1,"2"]').toString('base64url')}`,
      ),
    ]

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([422, 422])
    expect(answers[0]?.json()).toMatchObject({ errors: [{ pointer: '#/query/jobseekerId', code: 'one_of_jobseeker_or_key' }] })
    expect(answers[1]?.json()).toMatchObject({ errors: [{ pointer: '#/query/cursor', code: 'bad_cursor' }] })
  })
})

describe('GET /v1/audit/exposed', () => {
  it('tells each person who was exposed through a key once, with what and when', async () => {
    const people = await exposed(`keyId=${keyOne}`)

    expect(people).toEqual(
      [
        {
          jobseekerId: hangzhou,
          actions: ['disclosure.read', 'identity.read'],
          fields: ['education', 'name', 'phone'],
          times: 3,
          firstAt: at(1).toISOString(),
          lastAt: at(5).toISOString(),
        },
        {
          jobseekerId: ningbo,
          actions: ['disclosure.read'],
          fields: ['education', 'name'],
          times: 1,
          firstAt: at(4).toISOString(),
          lastAt: at(4).toISOString(),
        },
        {
          jobseekerId: foreign,
          actions: ['identity.read'],
          fields: [],
          times: 1,
          firstAt: at(6).toISOString(),
          lastAt: at(6).toISOString(),
        },
      ].filter(({ times }) => times > 0),
    )
  })

  it('tells of an employer whom it was given something of, from one time on and before another', async () => {
    const all = await exposed(`recipientId=${employer}`)
    const some = await exposed(`recipientId=${employer}&since=${at(3).toISOString()}&until=${at(5).toISOString()}`)

    expect(all.map(({ jobseekerId, times }) => [jobseekerId, times])).toEqual([
      [hangzhou, 2],
      [ningbo, 1],
    ])
    expect(some.map(({ jobseekerId, times }) => [jobseekerId, times])).toEqual([
      [hangzhou, 1],
      [ningbo, 1],
    ])
  })

  it('tells of a webhook endpoint of whom it was told, whatever it answered', async () => {
    const endpoint = uuidv7()
    await register.query(
      `insert into webhooks.endpoints (id, tenant_id, url, events, status, created_at, updated_at) values ($1, $1, 'https://example.com/', '{match.proposed}', 'active', now(), now())`,
      [endpoint],
    )
    const tell = async (jobseekerId: string, outcome: string, second: number): Promise<void> => {
      const id = `msg_${uuidv7().replaceAll('-', '')}`
      await register.query(
        `insert into webhooks.messages (id, endpoint_id, tenant_id, event_id, dedup_key, type, body, status, jobseeker_id, created_at)
         values ($1, $2, $2, $3, $1, 'match.proposed', '{}', 'delivered', $4, now())`,
        [id, endpoint, uuidv7(), jobseekerId],
      )
      await register.query('insert into webhooks.attempts (message_id, number, started_at, outcome) values ($1, 1, $2, $3)', [
        id,
        at(second),
        outcome,
      ])
    }
    await tell(hangzhou, 'success', 1)
    await tell(hangzhou, 'failure', 3)
    await tell(ningbo, 'unknown', 4)

    expect(await exposed(`endpointId=${endpoint}&until=${at(4).toISOString()}`)).toEqual([
      {
        jobseekerId: hangzhou,
        actions: ['webhook.match.proposed'],
        fields: [],
        times: 2,
        firstAt: at(1).toISOString(),
        lastAt: at(3).toISOString(),
      },
    ])
    expect((await exposed(`endpointId=${endpoint}`)).map(({ jobseekerId }) => jobseekerId)).toEqual([hangzhou, ningbo])
  })

  it('goes through pages', async () => {
    const pages: string[][] = []
    let cursor = ''
    do {
      const response = await register.send('GET', `/v1/audit/exposed?keyId=${keyOne}&limit=2${cursor}`, { by: register.callers.admin })
      const page = response.json<{ items: ExposedPerson[]; nextCursor: string | null }>()
      pages.push(page.items.map(({ jobseekerId }) => jobseekerId))
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`
    } while (cursor !== '')

    expect(pages).toEqual([[hangzhou, ningbo], [foreign]])
  })

  it.each(['', `keyId=${keyOne}&recipientId=${employer}`])('refuses "%s": one way through is asked about', async (query) => {
    const answer = await register.send('GET', `/v1/audit/exposed?${query}`, { by: register.callers.admin })

    expect(answer.json()).toMatchObject({ status: 422, errors: [{ code: 'one_of_key_endpoint_or_recipient' }] })
  })
})

describe('GET /v1/audit/integrity', () => {
  it('says that all is as it was written, and where it is not', async () => {
    let clock = Date.now()
    await using own = await startRegister({ now: () => new Date(clock) })
    await own.register(newPerson(nextNumber()))
    await appendAudit(own.database.db, {
      tenantId: nobody,
      keyId: null,
      actor: 'test',
      action: 'keys.rotated',
      reason: 'rotation',
      jobseekerIds: [],
      opened: 0,
      at: at(1),
    })
    const ask = async () => (await own.send('GET', '/v1/audit/integrity', { by: own.callers.admin })).json<AuditIntegrity>()

    const before = await ask()
    await own.query(`set session_replication_role = replica; update audit.entries set reason = 'other' where action = 'keys.rotated'`)
    const kept = await ask()
    clock += 11_000
    const after = await ask()

    expect(before).toMatchObject({ ok: true, chains: 16, faults: 0, findings: [] })
    expect(before.entries).toBeGreaterThan(0)
    expect(kept).toEqual(before)
    expect(after).toMatchObject({ ok: false, faults: 1, findings: [{ kind: 'changed' }] })
  })
})

describe.each([
  ['entries', `keyId=${keyOne}`, [401, 403, 403, 200, 200]],
  ['exposed', `keyId=${keyOne}`, [401, 403, 403, 403, 200]],
  ['integrity', '', [401, 403, 403, 403, 200]],
])('GET /v1/audit/%s', (noun, query, expected) => {
  it('is for those who have the scope, and nobody keeps the answer', async () => {
    const { organiser, enterprise, everywhere, admin } = register.callers
    const answers = []
    for (const by of [null, organiser, enterprise, everywhere, admin])
      answers.push(await register.send('GET', `/v1/audit/${noun}?${query}`, { by }))

    expect(answers.map(({ statusCode }) => statusCode)).toEqual(expected)
    expect(answers.map(({ headers }) => headers['cache-control'])).toEqual(Array.from({ length: 5 }, () => 'no-store'))
  })
})
