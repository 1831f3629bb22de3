import type { KeyView } from '@zhihe/contracts/key'
import { openDatabase } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { citizenNumbers, newPerson } from './people.ts'
import { type Caller, type Register, startRegister } from './register.ts'

const start = Date.parse('2026-11-22T09:00:00Z')
const day = 86_400_000
type Issued = KeyView & { token: string }
interface Listed {
  items: KeyView[]
  nextCursor: string | null
}

let register: Register
let time = start
let person: string
beforeAll(async () => {
  register = await startRegister({ now: () => new Date(time) })
  person = await register.register(newPerson(citizenNumbers()()))
})
afterAll(() => register[Symbol.asyncDispose]())

const asAdmin = async (method: 'GET' | 'POST', url: string, body?: object) => {
  const response = await register.send(method, url, { by: register.callers.admin, ...(body && { body }) })
  return { status: response.statusCode, body: response.json<Issued & Listed & { errors: object[] }>() }
}
const make = async (changes: object = {}) =>
  (await asAdmin('POST', '/v1/keys', { tenantId: register.callers.hangzhou.tenantId, role: 'federation', label: '前台', ...changes })).body
const opens = async (token: string) => (await register.send('GET', `/v1/jobseekers/${person}`, { by: { token, tenantId: '' } })).statusCode
const audited = async (key: string) =>
  await register.query<{ action: string; detail: object; tenant: string }>(
    `select action, detail, tenant_id as tenant from audit.entries where detail ->> 'key' = $1 order by recorded_at`,
    [key],
  )

describe('POST /v1/keys', () => {
  it('makes a key that works, for a year, shows its token once and says so in the audit', async () => {
    const made = await make({ regionCode: '330100' })

    expect(made).toMatchObject({ role: 'federation', regionCode: '330100', status: 'active', lastUsedAt: null, revokedAt: null })
    expect(Date.parse(made.expiresAt ?? '')).toBe(time + 365 * day)
    expect(await opens(made.token)).toBe(200)
    const rows = await register.query(
      `select k::text as row from access.api_keys k union all select i::text from jobseekers.idempotency_keys i`,
    )
    expect(JSON.stringify([rows, register.lines, await audited(made.id)])).not.toContain(made.token.slice(3))
    expect(await audited(made.id)).toEqual([
      { action: 'key.created', detail: { key: made.id, role: 'federation' }, tenant: register.callers.hangzhou.tenantId },
    ])
  })

  it.each([
    [{ regionCode: '330100', role: 'organiser' }, '/regionCode', 'only_federation'],
    [{ employerId: '019a0000-0000-7000-8000-000000000001' }, '/employerId', 'only_enterprise'],
    [{ expiresAt: '2026-11-22T08:59:59Z' }, '/expiresAt', 'in_the_past'],
    [{ expiresAt: '2028-12-31T00:00:00Z' }, '/expiresAt', 'beyond_two_years'],
    [{ tenantId: '019a0000-0000-7000-8000-00000000dead' }, '/tenantId', 'unknown_tenant'],
    [{ role: 'root' }, '/role', 'not_allowed'],
  ])('refuses %j and names the field', async (changes, pointer, code) => {
    const body = { tenantId: register.callers.hangzhou.tenantId, role: 'federation', label: 'x', ...changes }

    const answer = await asAdmin('POST', '/v1/keys', body)

    expect(answer.status).toBe(422)
    expect(answer.body.errors).toMatchObject([{ pointer, code }])
  })
})

describe('POST /v1/keys/{id}/rotate', () => {
  it('gives a new token; the old one opens until the overlap ends, and the one before it no more', async () => {
    const made = await make()
    const first = (await asAdmin('POST', `/v1/keys/${made.id}/rotate`, { overlapSeconds: 3_600 })).body
    expect(first).toMatchObject({ id: made.id, expiresAt: made.expiresAt, rotatedAt: new Date(time).toISOString() })
    expect(Date.parse(first.previousTokenUntil ?? '')).toBe(time + 3_600_000)
    expect([await opens(made.token), await opens(first.token)]).toEqual([200, 200])

    time += 3_600_000
    expect([await opens(made.token), await opens(first.token)]).toEqual([401, 200])
    const second = (await asAdmin('POST', `/v1/keys/${made.id}/rotate`, { overlapSeconds: 60 })).body
    const third = (await asAdmin('POST', `/v1/keys/${made.id}/rotate`, { overlapSeconds: 60 })).body
    time += 5_000

    expect([await opens(first.token), await opens(second.token), await opens(third.token)]).toEqual([401, 200, 200])
    expect(await audited(made.id)).toMatchObject([
      { action: 'key.created' },
      { action: 'key.rotated', detail: { overlap: 3600 } },
      { action: 'key.rotated' },
      { action: 'key.rotated' },
    ])
  })

  it('never lets an old token outlive the key, nor overlap more than seven days', async () => {
    const made = await make({ expiresAt: new Date(time + 60_000).toISOString() })
    const rotated = (await asAdmin('POST', `/v1/keys/${made.id}/rotate`, { overlapSeconds: 7 * 86_400 })).body

    time += 60_000

    expect([await opens(made.token), await opens(rotated.token)]).toEqual([401, 401])
    expect((await asAdmin('POST', `/v1/keys/${made.id}/rotate`, { overlapSeconds: 7 * 86_400 + 1 })).status).toBe(422)
    expect((await asAdmin('POST', `/v1/keys/${made.id}/rotate`, {})).status).toBe(409)
  })
})

describe('POST /v1/keys/{id}/revoke', () => {
  it('ends both tokens of a key within five seconds, once and for ever', async () => {
    const made = await make()
    const rotated = (await asAdmin('POST', `/v1/keys/${made.id}/rotate`, {})).body
    expect([await opens(made.token), await opens(rotated.token)]).toEqual([200, 200])

    const revoked = await asAdmin('POST', `/v1/keys/${made.id}/revoke`)
    time += 5_000

    expect(revoked).toMatchObject({
      status: 200,
      body: { status: 'revoked', revokedAt: new Date(time - 5_000).toISOString(), previousTokenUntil: null },
    })
    expect([await opens(made.token), await opens(rotated.token)]).toEqual([401, 401])
    expect((await asAdmin('POST', `/v1/keys/${made.id}/revoke`)).body.revokedAt).toBe(revoked.body.revokedAt)
    expect((await asAdmin('POST', `/v1/keys/${made.id}/rotate`, {})).status).toBe(409)
  })

  it('answers 404 for a key that is not there', async () => {
    for (const verb of ['rotate', 'revoke'])
      expect(
        (await asAdmin('POST', `/v1/keys/019a0000-0000-7000-8000-00000000dead/${verb}`, verb === 'rotate' ? {} : undefined)).status,
      ).toBe(404)
  })
})

describe('GET /v1/keys', () => {
  it('lists keys without tokens, by tenant, role and expiry, a page at a time, with their last use to the minute', async () => {
    const made = await make({ expiresAt: new Date(time + 20 * day).toISOString(), label: '即将到期' })
    await opens(made.token)
    const page = async (query: string) => (await asAdmin('GET', `/v1/keys?${query}`)).body
    await expect
      .poll(async () => (await page('limit=200')).items.find(({ id }) => id === made.id)?.lastUsedAt)
      .toBe(new Date(time).toISOString())

    const all = await page('limit=200')
    const walked: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { items, nextCursor }: { items: KeyView[]; nextCursor: string | null } = await page(`limit=2${cursor && `&cursor=${cursor}`}`)
      walked.push(...items.map(({ id }) => id))
      cursor = nextCursor
    }

    expect(walked).toEqual(all.items.map(({ id }) => id))
    expect(new Set(walked).size).toBe(walked.length)
    expect(
      (await page(`tenantId=${register.callers.foreign.tenantId}`)).items.every(
        ({ tenantId }) => tenantId === register.callers.foreign.tenantId,
      ),
    ).toBe(true)
    expect((await page('role=enterprise')).items.map(({ role }) => role)).toEqual(['enterprise'])
    const soon = await page(`expiringBefore=${encodeURIComponent(new Date(time + 30 * day).toISOString())}`)
    expect(soon.items.find(({ id }) => id === made.id)).toMatchObject({ status: 'expiring', label: '即将到期' })
    expect(soon.items.every(({ expiresAt }) => expiresAt !== null)).toBe(true)
    expect(JSON.stringify(all)).not.toMatch(/token"|hash/)
  })

  it('notes a use once a minute, and nobody waits for it', async () => {
    const made = await make()
    const lastUse = async () =>
      (await register.query<{ at: Date | null }>('select last_used_at as at from access.api_keys where id = $1', [made.id]))[0]?.at
    await opens(made.token)
    await expect.poll(lastUse).toEqual(new Date(time))
    const noted = time

    time += 59_000
    await opens(made.token)
    expect(await lastUse()).toEqual(new Date(noted))
    await using owner = openDatabase({ url: register.testDatabase.adminUrl, applicationName: 'test-lock', maxConnections: 1 })
    time += 1_000
    await owner.db.transaction(async (tx) => {
      await tx.execute(sql`select from access.api_keys where id = ${made.id} for update`)
      const startedAt = performance.now()
      expect(await opens(made.token)).toBe(200)
      expect(performance.now() - startedAt).toBeLessThan(1_000)
    })
    // Passed over while it was locked; noted, if it was looked at only afterwards.
    expect([noted, time]).toContain((await lastUse())?.getTime())
    time += 60_000
    await opens(made.token)

    await expect.poll(lastUse).toEqual(new Date(time))
  })
})

describe('keys', () => {
  it('are for an admin alone', async () => {
    const { hangzhou, organiser, enterprise } = register.callers
    for (const by of [hangzhou, organiser, enterprise] as Caller[]) {
      for (const [method, url, body] of [
        ['GET', '/v1/keys', undefined],
        ['POST', '/v1/keys', {}],
        ['POST', '/v1/keys/019a0000-0000-7000-8000-00000000dead/rotate', {}],
        ['POST', '/v1/keys/019a0000-0000-7000-8000-00000000dead/revoke', undefined],
      ] as const)
        expect((await register.send(method, url, { by, body })).statusCode).toBe(403)
    }
  })

  it('are written by no service: only the register may have them made, and not without an end', async () => {
    const attempts = [
      'insert into access.api_keys select * from access.api_keys',
      `update access.api_keys set role = 'admin'`,
      'delete from access.api_keys',
      'select label from access.api_keys',
      `select access.create_key(gen_random_uuid(), '${register.callers.hangzhou.tenantId}', sha256('x'), 'admin', null, null, 'x', now(), null)`,
      `select access.create_key(gen_random_uuid(), '${register.callers.hangzhou.tenantId}', sha256('x'), 'admin', null, null, 'x', now(), now() + interval '3 years')`,
    ]

    for (const attempt of attempts) await expect(register.database.pool.query(attempt)).rejects.toMatchObject({ code: /^(42501|23514)$/ })
    const functions = await register.query<{ name: string; roles: string[] }>(`
      select p.proname as name, array_agg(r.rolname::text order by r.rolname) filter (where has_function_privilege(r.oid, p.oid, 'execute')) as roles
      from pg_proc p cross join pg_roles r
      where p.pronamespace = 'access'::regnamespace and r.rolname in ('zhihe_jobseekers', 'zhihe_postings', 'zhihe_matching', 'zhihe_webhooks')
      group by 1 order by 1`)
    const everybody = ['zhihe_jobseekers', 'zhihe_matching', 'zhihe_postings', 'zhihe_webhooks']
    expect(functions).toEqual(
      ['create_key', 'list_keys', 'note_use', 'revoke_key', 'rotate_key'].map((name) => ({
        name,
        roles: name === 'note_use' ? everybody : ['zhihe_jobseekers'],
      })),
    )
  })
})
