import { createAuthenticator } from '@zhihe/access/authenticate'
import { createKey, createTenant, type NewKey } from '@zhihe/access/keys'
import type { JobseekerFacts } from '@zhihe/contracts/facts'
import type { App } from '@zhihe/http/app'
import { type Limits, noLimits } from '@zhihe/http/limits'
import { openDatabase } from '@zhihe/postgres/pool'
import { createLogger } from '@zhihe/runtime/log'
import { createMetrics } from '@zhihe/runtime/metrics'
import { createTestDatabase } from '@zhihe/testing/database'
import { buildApp } from '../src/app.ts'
import { createIdentityKeys, fingerprintOfKey, type IdentityKeys, type KeySettings } from '../src/store/identity-keys.ts'

export interface Caller {
  token: string
  tenantId: string
}

export const identityKey = { id: 'test', key: Buffer.alloc(32, 7) }
export const identityHashKey = Buffer.alloc(32, 9)
export const candidateRefKey = Buffer.alloc(32, 5)
export const keySettings: KeySettings = {
  wrapping: [identityKey],
  lookup: [{ id: fingerprintOfKey(identityHashKey), key: identityHashKey }],
  suite: 'aes-256-gcm',
}

export interface RegisterOptions {
  now?: () => Date
  identityKeys?: KeySettings
  /** Of requests a second and the like; none when not given. */
  limits?: Limits
  /** Of whom one enterprise may read; the default when not given. */
  peoplePerDay?: number
}

/** The keys of the register, for what lies beside the routes. */
export function testKeys(settings: KeySettings = keySettings): IdentityKeys {
  return createIdentityKeys(settings, { metrics: createMetrics({}), logger: createLogger({ name: 'test', level: 'silent' }) })
}

/** The register on a database of its own, as its own role, with one key per kind of caller. */
export async function startRegister({
  now = () => new Date(),
  identityKeys = keySettings,
  limits = noLimits,
  peoplePerDay,
}: RegisterOptions = {}) {
  const testDatabase = await createTestDatabase()
  const admin = openDatabase({ url: testDatabase.adminUrl, applicationName: 'test-admin', maxConnections: 2 })
  const database = openDatabase({ url: testDatabase.url('zhihe_jobseekers'), applicationName: 'test-jobseekers', queryTimeoutMs: 30_000 })
  const lines: string[] = []
  const logger = createLogger({ name: 'test', level: 'trace' }, { write: (line) => void lines.push(line) })
  const metrics = createMetrics({})
  const buildUnder = async (keys: KeySettings, registry = createMetrics({})) =>
    await buildApp({
      database,
      authenticate: createAuthenticator({ db: database.db, now }),
      now,
      limits,
      ...(peoplePerDay !== undefined && { peoplePerDay }),
      logger,
      metrics: registry,
      identityKeys: keys,
      candidateRefKey,
      allowTestRegion: true,
    })
  const app = await buildUnder(identityKeys, metrics)
  const tenantId = await createTenant(admin.db, '浙江省残联', now())
  const otherTenantId = await createTenant(admin.db, '另一家', now())
  const caller = async (key: Omit<NewKey, 'label'>): Promise<Caller> => {
    const { token } = await createKey(admin.db, { ...key, label: 'test' }, now())
    return { token, tenantId: key.tenantId }
  }
  const callers = {
    hangzhou: await caller({ tenantId, role: 'federation', regionCode: '330100' }),
    ningbo: await caller({ tenantId, role: 'federation', regionCode: '330200' }),
    everywhere: await caller({ tenantId, role: 'federation' }),
    foreign: await caller({ tenantId: otherTenantId, role: 'federation' }),
    organiser: await caller({ tenantId, role: 'organiser' }),
    enterprise: await caller({ tenantId, role: 'enterprise' }),
    admin: await caller({ tenantId: otherTenantId, role: 'admin' }),
  }

  const send = async (method: 'GET' | 'POST' | 'PATCH' | 'PUT', url: string, options: SendOptions = {}) => {
    const { by = callers.hangzhou, body, key, to = app } = options
    return await to.inject({
      method,
      url,
      headers: { ...(by && { authorization: `Bearer ${by.token}` }), ...(key && { 'idempotency-key': key }) },
      ...(body === undefined ? {} : { payload: body as object }),
    })
  }
  const query = async <T extends object>(text: string, values: unknown[] = []): Promise<T[]> => (await admin.pool.query(text, values)).rows
  return {
    app,
    database,
    testDatabase,
    callers,
    buildUnder,
    metrics,
    lines,
    send,
    query,
    register: async (body: object, options: SendOptions = {}): Promise<string> => {
      const response = await send('POST', '/v1/jobseekers', { ...options, body })
      if (response.statusCode !== 201) throw new Error(`not registered: ${response.body}`)
      return response.json<{ id: string }>().id
    },
    /** The facts announced of one person, oldest first. */
    announced: async (id: string): Promise<JobseekerFacts[]> => {
      const rows = await query<{ facts: JobseekerFacts }>(
        `select payload -> 'data' -> 'facts' as facts from jobseekers.outbox where payload -> 'data' -> 'facts' ->> 'id' = $1 order by seq`,
        [id],
      )
      return rows.map(({ facts }) => facts)
    },
    [Symbol.asyncDispose]: async () => {
      await app.close()
      await database[Symbol.asyncDispose]()
      await admin[Symbol.asyncDispose]()
      await testDatabase[Symbol.asyncDispose]()
    },
  }
}
export type Register = Awaited<ReturnType<typeof startRegister>>

export interface SendOptions {
  /** null sends no key. */
  by?: Caller | null
  body?: unknown
  key?: string
  /** Another process of the register, such as one that has other keys. */
  to?: App
}
