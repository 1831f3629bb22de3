import { randomBytes } from 'node:crypto'
import { createAuthenticator } from '@zhihe/access/authenticate'
import { createKey, createTenant } from '@zhihe/access/keys'
import type { Role } from '@zhihe/contracts/access'
import type { DomainEvent } from '@zhihe/contracts/event'
import { webhookTypes } from '@zhihe/contracts/webhook-body'
import { noLimits } from '@zhihe/http/limits'
import { type Database, openDatabase } from '@zhihe/postgres/pool'
import { createLogger } from '@zhihe/runtime/log'
import { createMetrics } from '@zhihe/runtime/metrics'
import { createTestDatabase, type TestDatabase } from '@zhihe/testing/database'
import { v7 as uuidv7 } from 'uuid'
import { buildApp } from '../src/app.ts'
import { type Resolve, resolveBySystem } from '../src/delivery/guarded-lookup.ts'
import { createPoster } from '../src/delivery/post.ts'
import { createSender, type Sender, type SenderOptions } from '../src/delivery/sender.ts'
import { consumeEvent } from '../src/jobs/consume-event.ts'
import { createSecretCipher, type NamedKey } from '../src/secret-cipher.ts'

export interface Call {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  url: string
  token?: string
  body?: unknown
  headers?: Record<string, string>
}

export interface Answer {
  status: number
  text: string
  headers: Record<string, unknown>
  body: Record<string, unknown> & { id: string; secret: string; items: Record<string, unknown>[]; nextCursor: string | null }
}

export interface SenderSetup {
  allowPrivate?: boolean
  resolve?: Resolve
  deadlineMs?: number
  secretKeys?: [NamedKey, ...NamedKey[]]
  limits?: SenderOptions['limits']
}

/** The service on a database of its own, as its own role, with a clock that only the test moves. */
export async function startWebhooks({ allowPrivate = true }: { allowPrivate?: boolean } = {}) {
  const stack = new AsyncDisposableStack()
  const testDatabase: TestDatabase = stack.use(await createTestDatabase())
  const admin = stack.use(openDatabase({ url: testDatabase.adminUrl, applicationName: 'test-admin', maxConnections: 2 }))
  const database: Database = stack.use(
    openDatabase({ url: testDatabase.url('zhihe_webhooks'), applicationName: 'test-webhooks', maxConnections: 20, queryTimeoutMs: 30_000 }),
  )
  const logger = createLogger({ name: 'test', level: 'silent' })
  const secretKey: NamedKey = { id: 'k1', key: randomBytes(32) }
  const clock = { now: new Date() }
  const now = () => clock.now

  const tenantId = await createTenant(admin.db, 'fair', clock.now)
  const otherTenantId = await createTenant(admin.db, 'other fair', clock.now)
  const employerId = uuidv7()
  const otherEmployerId = uuidv7()
  const key = async (role: Role, bounds: { tenantId?: string; employerId?: string } = {}) =>
    (await createKey(admin.db, { tenantId, role, label: 'test', ...bounds }, clock.now)).token
  const tokens = {
    organiser: await key('organiser'),
    otherOrganiser: await key('organiser', { tenantId: otherTenantId }),
    enterprise: await key('enterprise', { employerId }),
    otherEnterprise: await key('enterprise', { employerId: otherEmployerId }),
    federation: await key('federation'),
    admin: await key('admin'),
  }
  const app = await buildApp({
    database,
    authenticate: createAuthenticator({ db: database.db, now: () => new Date() }),
    now,
    logger,
    metrics: createMetrics({}),
    limits: noLimits,
    secretKeys: [secretKey],
    allowPrivate,
  })
  stack.defer(() => app.close())

  const call = async ({ method = 'GET', url, token = tokens.enterprise, body, headers }: Call): Promise<Answer> => {
    const response = await app.inject({
      method,
      url,
      headers: { ...(token === '' ? {} : { authorization: `Bearer ${token}` }), ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
    })
    return {
      status: response.statusCode,
      text: response.body,
      headers: response.headers,
      body: (response.body === '' ? {} : JSON.parse(response.body)) as Answer['body'],
    }
  }
  const createEndpoint = async (url: string, { token = tokens.enterprise, events = [...webhookTypes] as string[] } = {}) =>
    await call({ method: 'POST', url: '/v1/webhook-endpoints', token, body: { url, events } })
  const consume = consumeEvent({ db: database.db, now })
  /** As the register does, before anybody can be proposed. */
  const consentOf = async (event: DomainEvent): Promise<void> => {
    if (event.type !== 'shortlist.changed') return
    const people = [...event.data.proposed, ...event.data.updated].map(({ jobseekerId }) => jobseekerId)
    await admin.pool.query(
      `insert into consent.given (jobseeker_id, purpose, since) select id, 'matching', now() from unnest($1::uuid[]) as id where id is not null
      on conflict do nothing`,
      [people],
    )
  }

  return {
    app,
    admin: admin.pool,
    database,
    testDatabase,
    tenantId,
    otherTenantId,
    employerId,
    otherEmployerId,
    tokens,
    key,
    secretKey,
    clock,
    call,
    createEndpoint,
    advance: (ms: number) => void (clock.now = new Date(clock.now.getTime() + ms)),
    consentOf,
    /** The event comes, about people who have consented. */
    hear: async (event: DomainEvent) => {
      await consentOf(event)
      await consume({ data: event })
    },
    messages: async (token = tokens.enterprise) => (await call({ url: '/v1/webhook-messages?limit=200', token })).body.items,
    attempts: async (messageId: unknown, token = tokens.enterprise) =>
      (await call({ url: `/v1/webhook-messages/${String(messageId)}/attempts`, token })).body.items,
    startSender({
      allowPrivate: senderMayGoPrivate = allowPrivate,
      resolve = resolveBySystem,
      deadlineMs = 3_000,
      secretKeys = [secretKey],
      limits = {},
    }: SenderSetup = {}): Sender {
      const poster = stack.use(createPoster({ allowPrivate: senderMayGoPrivate, resolve, deadlineMs }))
      const sender = createSender({
        db: database.db,
        poster,
        cipher: createSecretCipher(secretKeys),
        now,
        logger,
        random: () => 0.5,
        limits,
      })
      stack.defer(() => sender.drain(0))
      return sender
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

export type Webhooks = Awaited<ReturnType<typeof startWebhooks>>

/** Sends until nothing is due and nothing in flight. */
export async function sendAll(sender: Sender): Promise<void> {
  for (;;) {
    const doneBefore = sender.done()
    const taken = await sender.takeUp()
    if (taken > 0 || sender.done() > doneBefore) continue
    if (sender.inFlight() === 0) return
    await sender.oneDone()
  }
}
