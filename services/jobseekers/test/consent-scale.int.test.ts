import { defaultLimits } from '@zhihe/http/limits'
import { openDatabase } from '@zhihe/postgres/pool'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashOfText } from '../src/domain/consent-text.ts'
import { skilledProfile } from './people.ts'
import { type Register, startRegister } from './register.ts'

// Many pages, and more than a request usually has the time for; CONSENT_PEOPLE=100000 is the long form.
const people = Number(process.env['CONSENT_PEOPLE'] ?? 25_000)
const text = { purpose: 'matching', version: 'v2', zh: '二' }

let register: Register
beforeAll(async () => {
  register = await startRegister({ limits: defaultLimits })
  await using admin = openDatabase({ url: register.testDatabase.adminUrl, applicationName: 'test-fill', queryTimeoutMs: 120_000 })
  const fill = async (statement: string, values: unknown[] = []) => await admin.pool.query(statement, values)
  await fill(
    `insert into jobseekers.jobseekers (id, tenant_id, status, region_code, profile, version, created_at, updated_at)
    select uuidv7(), $1, 'active', '330106', $2, 1, now(), now() from generate_series(1, $3::int)`,
    [register.callers.everywhere.tenantId, JSON.stringify(skilledProfile), people],
  )
  // Every tenth has consented to the new words already.
  await fill(
    `insert into jobseekers.consents (id, jobseeker_id, purpose, text_version, text_sha256, decision, decided_at, recorded_at, by_key_id)
    select uuidv7(), id, 'matching', 'v1', case when n % 10 = 0 then $1 end, 'granted', now() - interval '1 day', now(), id
    from (select id, row_number() over (order by id) as n from jobseekers.jobseekers) p`,
    [hashOfText(text)],
  )
  await fill(`insert into consent.given select id, 'matching', now() from jobseekers.jobseekers`)
  await fill('analyze jobseekers.jobseekers, jobseekers.consents, consent.given')
}, 300_000)
afterAll(() => register[Symbol.asyncDispose]())

const publish = async (body: object) => {
  const startedAt = performance.now()
  const response = await register.send('POST', '/v1/consent-texts', { by: register.callers.everywhere, body })
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10
  if (response.statusCode !== 201) throw new Error(response.body)
  process.stdout.write(`published ${JSON.stringify(body).slice(0, 50)}… for ${people} people in ${seconds} s\n`)
  return response.json<{ stopped: { people: number } }>().stopped.people
}
const eventsOf = async (condition: string) =>
  (
    await register.query<{ n: number }>(
      `select count(distinct payload -> 'data' -> 'facts' ->> 'id')::int as n from jobseekers.outbox where ${condition}`,
    )
  )[0]?.n

describe('a text for many', () => {
  it('reaches everybody, page after page: first what is sensitive, then matching', async () => {
    const told = await publish({ ...text, purpose: 'sensitive_data' })
    const sensitiveEvents = await eventsOf(
      `payload -> 'data' -> 'facts' ->> 'active' = 'true' and payload -> 'data' -> 'facts' -> 'capabilities' = '[]'`,
    )
    const stopped = await publish(text)

    const staying = Math.floor(people / 10)
    expect([told, sensitiveEvents, stopped]).toEqual([people, people, people - staying])
    expect(await eventsOf(`payload -> 'data' -> 'facts' ->> 'active' = 'false'`)).toBe(people - staying)
    expect(await register.query('select count(*)::int as n from consent.given')).toEqual([{ n: staying }])
    expect(await register.query('select min(version) as least, max(version) as most from jobseekers.jobseekers')).toEqual([
      { least: 2, most: 3 },
    ])
  }, 300_000)
})
