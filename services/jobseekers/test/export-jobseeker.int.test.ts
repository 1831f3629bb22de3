import type { PersonExport } from '@zhihe/contracts/rights'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { notExported } from '../src/domain/person-export.ts'
import { consumeEvent } from '../src/jobs/consume-event.ts'
import { exposureChanged } from './exposures.ts'
import { citizenNumbers, granted, newPerson } from './people.ts'
import { type Register, startRegister } from './register.ts'

const nextNumber = citizenNumbers()
let register: Register
beforeAll(async () => {
  register = await startRegister()
})
afterAll(() => register[Symbol.asyncDispose]())

const exportOf = async (id: string, by = register.callers.hangzhou) => await register.send('GET', `/v1/jobseekers/${id}/export`, { by })

/** What matching and webhooks hold of her, as they would. */
async function shown(id: string, matches: number): Promise<{ employerId: string }> {
  const [employerId, endpointId] = [uuidv7(), uuidv7()]
  const facts = {
    status: 'open', opensAt: null, closesAt: null, headcount: 2, employerKind: 'private', channel: 'open', employmentForm: 'full_time', workMode: 'onsite',
    regionCode: '330106', pay: null, age: null, education: null, experienceYears: null, occupationCode: null, skills: [], licences: [], demands: [],
    accommodations: [], statementTypes: [],
  } // biome-ignore format: one posting
  const her = (await register.announced(id)).at(-1)
  await register.query(`insert into matching.jobseekers (id, tenant_id, region_code, version, facts) values ($1, $2, '330106', 1, $3)`, [
    id, register.callers.hangzhou.tenantId, her,
  ]) // biome-ignore format: one row
  await register.query('insert into matching.jobseeker_facts (id, version, facts) values ($1, 1, $2)', [id, her])
  await register.query('insert into matching.exposures values ($1, 1, 2, 1, 3)', [id])
  await register.query(
    `insert into matching.people_seen (employer_id, day, jobseeker_id, tenant_id, key_id, at) values ($1, '2026-11-20', $2, $1, $1, '2026-11-20')`,
    [employerId, id],
  )
  await register.query(
    `with p as (
      insert into matching.postings (id, tenant_id, employer_id, version, status, facts)
      select uuidv7(), $2, $3, 1, 'open', $4::jsonb from generate_series(1, $5) returning id
    ), f as (insert into matching.posting_facts select id, 1, $4::jsonb || jsonb_build_object('id', id, 'version', 1) from p
    ), l as (insert into matching.shortlists (posting_id, posting_version, seq, size, floor_tier, floor_key) select id, 1, 1, 1, 0, 7000 from p
    ), m as (insert into matching.matches (id, posting_id, jobseeker_id) select uuidv7(), id, $1 from p returning id, posting_id)
    insert into matching.shortlist_entries (posting_id, jobseeker_id, match_id, rank, rank_key, verdict, score, confidence, component_scores,
      posting_version, jobseeker_version, scoring_version, evaluated_at)
    select posting_id, $1, id, 1, 7000, 'eligible', 7000, 8000, '{1,2}', 1, 1, 'x', now() from m`,
    [id, uuidv7(), employerId, facts, matches],
  )
  await register.query(
    `insert into webhooks.endpoints (id, tenant_id, employer_id, url, events, status, created_at, updated_at)
    values ($1, $2, $3, 'https://hr.example.com/hook?token=secret-of-theirs', '{match.proposed}', 'active', now(), now())`,
    [endpointId, uuidv7(), employerId],
  )
  const body = JSON.stringify({ type: 'match.proposed', data: { candidateRef: 'c_export', matchId: 'x', needs: [{ zh: '金丝雀需求' }] } })
  const message = `msg_${'a'.repeat(32)}`
  await register.query(
    `insert into webhooks.messages (id, endpoint_id, tenant_id, employer_id, event_id, dedup_key, type, jobseeker_id, body, status, attempts, created_at)
    values ($1, $2, $3, $4, $5, 'x', 'match.proposed', $6, $7, 'delivered', 1, now())`,
    [message, endpointId, uuidv7(), employerId, uuidv7(), id, body],
  )
  await register.query(
    `insert into webhooks.attempts (message_id, number, started_at, outcome, response_status, response_snippet) values ($1, 1, now(), 'success', 200, '收到金丝雀')`,
    [message],
  )
  return { employerId }
}

describe('GET /v1/jobseekers/{id}/export', () => {
  it('holds what every store has of her, in plain, within three seconds with 500 matches', async () => {
    const number = nextNumber()
    const recipient = uuidv7()
    const id = await register.register(
      newPerson(number, { identity: { name: '钱金丝雀' }, profile: { skills: [{ text: '金丝雀饲养', level: 2, evidence: 'declared' }] } }),
    )
    await register.send('POST', `/v1/jobseekers/${id}/consents`, {
      body: { ...granted, at: new Date().toISOString(), purpose: 'disclosure', recipient },
    })
    await consumeEvent({ db: register.database.db })({ data: exposureChanged([{ jobseekerId: id, lists: 31 }]) })
    const { employerId } = await shown(id, 500)
    const startedMs = performance.now()

    const response = await exportOf(id)

    expect(performance.now() - startedMs).toBeLessThan(3_000)
    expect([response.statusCode, response.headers['cache-control']]).toEqual([200, 'no-store'])
    for (const canary of [
      number,
      `${number}43`,
      '钱金丝雀',
      '19900001234',
      '金丝雀饲养',
      recipient,
      '金丝雀需求',
      '收到金丝雀',
      employerId,
    ])
      expect([canary, response.body.includes(canary)]).toEqual([canary, true])
    for (const secret of ['secret-of-theirs', '\\x']) expect([secret, response.body.includes(secret)]).toEqual([secret, false])
    const exported = response.json<PersonExport>()
    const matches = exported.matching['matches'] as { explanation: object; receipt: object }[]
    expect(matches).toHaveLength(500)
    expect(matches[0]).toMatchObject({
      explanation: { verdict: expect.any(String), components: expect.any(Array) },
      receipt: { postingVersion: 1, jobseekerVersion: 1, published: true },
    })
    expect(exported.register['jobseekers.exposures']).toMatchObject([{ lists: 31 }])
    expect(exported.register['consent.disclosures']).toMatchObject([{ expiresAt: expect.any(String) }])
    expect(exported.matching).toMatchObject({
      facts: { regionCode: '330106', facts: { id } },
      toldVersions: [{ version: 1, facts: { id } }],
      seenBy: [{ employer_id: employerId }],
    })
    expect(Object.values(exported.matching['exposure'] ?? {})).toEqual(expect.arrayContaining([2, 3]))
    expect(exported.auditTrail.map(({ action }) => action)).toContain('person.exported')
  })

  it('is noted in the audit, once, with what was opened', async () => {
    const id = await register.register(newPerson(nextNumber()))

    await exportOf(id)

    const entries = await register.query(
      `select action, opened, reason from audit.entries where action = 'person.exported' and $1 = any(jobseeker_ids)`,
      [id],
    )
    expect(entries).toEqual([{ action: 'person.exported', opened: 1, reason: 'person_asked' }])
  })

  it('is for those who serve her and for nobody else', async () => {
    const id = await register.register(newPerson(nextNumber()))
    const { ningbo, foreign, organiser, enterprise, admin } = register.callers

    const statuses = await Promise.all(
      [ningbo, foreign, organiser, enterprise, admin].map(async (by) => (await exportOf(id, by)).statusCode),
    )

    expect(statuses).toEqual([404, 404, 403, 403, 200])
    expect(
      await register.query(`select 1 from audit.entries where action = 'person.exported' and $1 = any(jobseeker_ids)`, [id]),
    ).toHaveLength(1)
  })

  it('leaves out no column of any table that speaks of her, unless it says so with a reason', async () => {
    const id = await register.register(newPerson(nextNumber()))
    const columns = await register.query<{ table: string; column: string }>(
      `select t.name as table, a.attname as column from jobseekers.tables_of_people() t
      join pg_attribute a on a.attrelid = t.relation and a.attnum > 0 and not a.attisdropped`,
    )
    const wanted = new Set(columns.map(({ table, column }) => `${table}.${column}`))

    const { register: rows, notExported: said } = (await exportOf(id)).json<PersonExport>()

    // What is named as left out is there to be left out, and a table that is new is in the document by itself.
    expect(Object.keys(notExported).filter((column) => !wanted.has(column))).toEqual([])
    expect(said.map(({ column }) => column).toSorted()).toEqual(Object.keys(notExported).toSorted())
    expect(new Set(columns.map(({ table }) => table)).difference(new Set(Object.keys(rows)))).toEqual(new Set())
    const missing = columns.filter(({ table, column }) => {
      const [row] = rows[table] ?? []
      return row !== undefined && !(camel(column) in row) && !(`${table}.${column}` in notExported)
    })
    expect(missing).toEqual([])
    const bytes = await register.query<{ name: string }>(
      `select t.name || '.' || a.attname as name from jobseekers.tables_of_people() t
      join pg_attribute a on a.attrelid = t.relation and a.atttypid = 'bytea'::regtype and not a.attisdropped where a.attname <> 'sealed'`,
    )
    expect(bytes.map(({ name }) => name).filter((name) => !(name in notExported))).toEqual([])
  })

  it.each(['matching', 'webhooks'])('has a word for every column of %s that holds somebody', async (schema) => {
    // Tables that hold people under their pseudonym, and what of them is another service's own housekeeping.
    const housekeeping = new Set(
      'matching.due matching.inbox matching.outbox matching.outbox_epochs matching.postings matching.posting_facts matching.shortlists matching.rebuilds matching.rebuild_batches matching.index_snapshots webhooks.inbox webhooks.idempotency_keys webhooks.secrets webhooks.endpoints webhooks.erasures'.split(
        ' ',
      ),
    )
    const tables = await register.query<{ name: string }>(
      `select schemaname || '.' || tablename as name from pg_tables where schemaname = $1 order by 1`,
      [schema],
    )
    const [{ source } = { source: '' }] = await register.query<{ source: string }>(
      `select string_agg(prosrc, '') as source from pg_proc where pronamespace = 'rights'::regnamespace and starts_with(proname, $1)`,
      [schema],
    )

    const forgotten = tables.map(({ name }) => name).filter((name) => !housekeeping.has(name) && !source.includes(name))

    expect(forgotten).toEqual([])
  })

  it('may be read from the stores by the register alone', async () => {
    for (const role of ['zhihe_matching', 'zhihe_webhooks', 'zhihe_postings']) {
      const rights = await register.query(
        `select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = 'rights' and has_function_privilege($1, p.oid, 'execute')`,
        [role],
      )
      expect([role, rights]).toEqual([role, []])
    }
  })
})

function camel(column: string): string {
  return column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
