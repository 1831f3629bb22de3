import { createAuthenticator } from '@zhihe/access/authenticate'
import { createKey, createTenant } from '@zhihe/access/keys'
import { consistencyCodes } from '@zhihe/contracts/admin'
import { type Limits, noLimits } from '@zhihe/http/limits'
import { openDatabase } from '@zhihe/postgres/pool'
import { createLogger } from '@zhihe/runtime/log'
import { createMetrics } from '@zhihe/runtime/metrics'
import { createTestDatabase } from '@zhihe/testing/database'
import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { buildApp, patientPool } from '../src/app.ts'

const role = 'zhihe_operations'

async function startOperations({ databaseMs }: Pick<Limits, 'databaseMs'> = noLimits) {
  const stack = new AsyncDisposableStack()
  const testDatabase = stack.use(await createTestDatabase())
  const owner = stack.use(openDatabase({ url: testDatabase.adminUrl, applicationName: 'operations-test-owner' }))
  const database = stack.use(openDatabase({ url: testDatabase.url(role), applicationName: 'operations-test' }))
  const patientDatabase = stack.use(openDatabase({ url: testDatabase.url(role), applicationName: 'operations-test', ...patientPool }))
  const now = () => new Date()
  const tenantId = await createTenant(owner.db, 'house', now())
  const keyOf = async (as: 'admin' | 'organiser' | 'federation' | 'enterprise') =>
    (await createKey(owner.db, { tenantId, role: as, label: 'test' }, now())).token
  const keys = {
    admin: await keyOf('admin'),
    organiser: await keyOf('organiser'),
    federation: await keyOf('federation'),
    enterprise: await keyOf('enterprise'),
  }
  const app = await buildApp({
    database,
    patientDatabase,
    authenticate: createAuthenticator({ db: database.db, now }),
    now,
    logger: createLogger({ name: 'test', level: 'silent' }),
    metrics: createMetrics({ process: 'test' }),
    limits: { ...noLimits, databaseMs },
  })
  stack.adopt(app, () => app.close())
  const ask = async (as: keyof typeof keys, query = '') =>
    await app.inject({ url: `/v1/admin/consistency${query}`, headers: { authorization: `Bearer ${keys[as]}` } })
  const repair = async (as: keyof typeof keys, codes: unknown[]) =>
    await app.inject({
      method: 'POST',
      url: '/v1/admin/consistency/repairs',
      headers: { authorization: `Bearer ${keys[as]}` },
      payload: { codes },
    })
  const rows = async (text: string, values: unknown[] = []) => (await owner.pool.query<Record<string, unknown>>(text, values)).rows
  /** While `work` runs, and waits for what is looked at, for so long. */
  const whileLocked = async <T>(ms: number, work: () => Promise<T>): Promise<T> => {
    const holder = await owner.pool.connect()
    try {
      await holder.query('begin; lock table matching.due in access exclusive mode')
      const working = work()
      await holder.query(`select pg_sleep(${ms / 1_000}); commit`)
      return await working
    } finally {
      holder.release()
    }
  }
  return { database, tenantId, ask, repair, rows, whileLocked, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

describe('GET /v1/admin/consistency', () => {
  it('answers every check, and keeps the report for whoever asks soon', async () => {
    await using operations = await startOperations()

    const first = await operations.ask('admin')
    const second = await operations.ask('admin')

    expect(first.statusCode).toBe(200)
    expect(first.json()).toMatchObject({ consistent: true, events: 0 })
    expect(first.json<{ checks: { code: string }[] }>().checks.map(({ code }) => code)).toEqual(consistencyCodes)
    expect(second.json()).toEqual(first.json())
    expect(await operations.rows('select tenant_id, consistent, finished_at is not null as finished from operations.reports')).toEqual([
      { tenant_id: operations.tenantId, consistent: true, finished: true },
    ])
  })

  it('looks again when the last report is too old', async () => {
    await using operations = await startOperations()
    await operations.ask('admin')
    await operations.rows("insert into matching.due (kind, entity_id, created_at) values ('posting', $1, now() - interval '1 hour')", [
      v7(),
    ])

    const kept = await operations.ask('admin', '?maxAgeSeconds=600')
    const anew = await operations.ask('admin', '?maxAgeSeconds=0')

    expect([kept.json(), anew.json()]).toMatchObject([{ consistent: true }, { consistent: false }])
  })

  it('makes one report for all who ask at the same time', async () => {
    await using operations = await startOperations()

    const answers = await Promise.all(Array.from({ length: 5 }, () => operations.ask('admin')))

    expect(new Set(answers.map(({ body }) => body)).size).toBe(1)
    expect(await operations.rows('select from operations.reports')).toHaveLength(1)
  })

  it('holds no answer while a report is made elsewhere, and makes one when whoever made it is gone', async () => {
    await using operations = await startOperations()
    const begin = 'insert into operations.reports (id, tenant_id, started_at) values ($1, $2, now() - $3::interval)'
    await operations.rows(begin, [v7(), operations.tenantId, '10 seconds'])

    const meanwhile = await operations.ask('admin')
    await operations.rows("update operations.reports set started_at = now() - interval '1 hour'")
    const afterwards = await operations.ask('admin')

    expect(meanwhile.statusCode).toBe(202)
    expect(meanwhile.headers['retry-after']).toBe('2')
    expect(meanwhile.json()).toEqual({ running: true, startedAt: expect.any(String) })
    expect(afterwards.statusCode).toBe(200)
  })

  it('takes longer than a request may, which it outlives', async () => {
    await using operations = await startOperations({ databaseMs: 300 })

    const answer = await operations.whileLocked(1_000, async () => await operations.ask('admin'))

    expect([answer.statusCode, answer.json()]).toMatchObject([200, { consistent: true }])
  })

  it('is refused to everybody but an administrator, as are repairs', async () => {
    await using operations = await startOperations()

    for (const as of ['organiser', 'federation', 'enterprise'] as const) {
      expect((await operations.ask(as)).statusCode).toBe(403)
      expect((await operations.repair(as, ['due_stuck'])).statusCode).toBe(403)
    }
  })
})

describe('POST /v1/admin/consistency/repairs', () => {
  it('says what was found and done, keeps it, and leaves alone what cannot be derived', async () => {
    await using operations = await startOperations()
    await operations.rows(
      "insert into postings.idempotency_keys (tenant_id, key, fingerprint, created_at) values ($1, 'k', 'f', now() - interval '1 hour')",
      [v7()],
    )

    const first = await operations.repair('admin', ['due_stuck', 'idempotency_unanswered'])
    const second = await operations.repair('admin', ['idempotency_unanswered'])

    expect(first.json()).toMatchObject({
      repairs: [
        { code: 'idempotency_unanswered', found: 1, done: 1, repairable: true },
        { code: 'due_stuck', found: 0, done: 0, repairable: false },
      ],
    })
    expect(second.json()).toMatchObject({ repairs: [{ found: 0, done: 0 }] })
    expect(await operations.rows('select done from operations.repairs order by at')).toHaveLength(2)
  })

  it('has the time that looking takes', async () => {
    await using operations = await startOperations({ databaseMs: 300 })

    const answer = await operations.whileLocked(1_000, async () => await operations.repair('admin', ['list_size_differs', 'due_stuck']))

    expect([answer.statusCode, answer.json()]).toMatchObject([200, { repairs: [{ found: 0 }, { found: 0 }] }])
  })

  it('refuses what is no code, and none', async () => {
    await using operations = await startOperations()

    expect((await operations.repair('admin', [])).statusCode).toBe(422)
    expect((await operations.repair('admin', ['nothing_of_ours'])).statusCode).toBe(422)
  })
})

const refused = [
  'select payload from postings.outbox',
  'select payload from jobseekers.outbox',
  'select facts from matching.jobseekers',
  'select facts from matching.postings',
  'select profile from jobseekers.jobseekers',
  'select id from jobseekers.jobseekers',
  'select body from webhooks.messages',
  'select url from webhooks.endpoints',
  'select ciphertext from vault.identities',
  'select jobseeker_id from vault_keys.data_keys',
  'select receipt from jobseekers.disclosure_grants',
  'select key from postings.idempotency_keys',
  'delete from matching.due',
  'update webhooks.messages set attempts = 0',
]

describe('the role of the service', () => {
  it('may see no fact, no body, no address and nobody’s identity, and change nothing', async () => {
    await using operations = await startOperations()

    const codes: string[] = []
    for (const statement of refused)
      codes.push(
        await operations.database.pool.query(statement).then(
          () => 'done',
          ({ code }: { code: string }) => code,
        ),
      )

    expect(codes).toEqual(refused.map(() => '42501'))
  })
})
