import { createAuthenticator } from '@zhihe/access/authenticate'
import { createKey, createTenant } from '@zhihe/access/keys'
import type { Role } from '@zhihe/contracts/access'
import type { DomainEvent } from '@zhihe/contracts/event'
import type { App } from '@zhihe/http/app'
import { noLimits } from '@zhihe/http/limits'
import { type Database, openDatabase } from '@zhihe/postgres/pool'
import { createLogger } from '@zhihe/runtime/log'
import { createMetrics } from '@zhihe/runtime/metrics'
import { createTestDatabase } from '@zhihe/testing/database'
import { checkUscc } from '@zhihe/vocabulary/uscc'
import { sql } from 'drizzle-orm'
import { buildApp } from '../src/app.ts'

export const noon = new Date('2026-11-20T04:00:00Z')

/** Check-valid codes in region 99, which no real organisation can hold. */
export const uscc = {
  company: '91990106MA0TETT2XY',
  otherCompany: '91990106MA0T102360',
  shop: '92990106MA0TETT2XU',
  government: '11990100MA0TETT2XG',
  association: '51990100MA0TETT2XC',
}

const codeLetters = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** The same for any number of companies: the code with this organisation number, its check characters found by trying. */
export function companyCode(organisation: number): string {
  const stem = `91990106${String(organisation).padStart(8, '0')}`
  for (const first of `${codeLetters}IOSVZ`) {
    for (const last of codeLetters) {
      const code = stem + first + last
      if (checkUscc(code).ok) return code
    }
  }
  throw new Error(`no code has the stem ${stem}`)
}

export interface Call {
  method?: 'GET' | 'POST' | 'PUT'
  url: string
  token?: string
  body?: unknown
  idempotencyKey?: string
}

/** A parsed answer; the fields that tests read one by one have their types. */
export type Body = Record<string, unknown> & {
  id: string
  version: number
  items: { id: string; externalId: string }[]
  nextCursor: string | null
}

export interface PostingsService extends AsyncDisposable {
  app: App
  database: Database
  /** For what listens to the database by itself. */
  listenUrl: string
  tenantId: string
  otherTenantId: string
  /** Organiser of the tenant, of another tenant, and a federation of a third. */
  organiser: string
  stranger: string
  federation: string
  admin: string
  /** What `now()` answers from here on. */
  setNow(now: Date): void
  call(call: Call): Promise<{ status: number; body: Body; text: string; headers: Record<string, unknown> }>
  key(role: Role, options?: { tenantId?: string; employerId?: string }): Promise<string>
  employer(overrides?: Record<string, unknown>, token?: string): Promise<string>
  fair(overrides?: Record<string, unknown>): Promise<string>
  outbox(): Promise<DomainEvent[]>
  /** From here on every insert into this table fails, as a fault in the middle of a transaction. */
  failInserts(table: 'outbox'): Promise<void>
  /** Every import that waits asks for a mapping, as if a worker had looked at it. */
  endImports(): Promise<void>
  rows<T extends Record<string, unknown>>(table: 'postings' | 'posting_versions' | 'employers' | 'idempotency_keys'): Promise<T[]>
}

/** The service's app on a database of its own, as the service's own role. */
export async function startPostings(): Promise<PostingsService> {
  const stack = new AsyncDisposableStack()
  const testDatabase = stack.use(await createTestDatabase())
  const owner = stack.use(openDatabase({ url: testDatabase.adminUrl, applicationName: 'test-owner', maxConnections: 2 }))
  const database = stack.use(openDatabase({ url: testDatabase.url('zhihe_postings'), applicationName: 'test', queryTimeoutMs: 30_000 }))
  let now = noon
  const clock = () => now
  const tenantId = await createTenant(owner.db, '测试招聘会', noon)
  const otherTenantId = await createTenant(owner.db, '另一家', noon)
  const federationTenantId = await createTenant(owner.db, '残联', noon)
  const key = async (role: Role, options: { tenantId?: string; employerId?: string } = {}) =>
    (await createKey(owner.db, { tenantId, label: role, role, ...options }, noon)).token
  const organiser = await key('organiser')

  const logger = createLogger({ name: 'test', level: 'silent' })
  const authenticate = createAuthenticator({ db: database.db, now: clock })
  const app = await buildApp({ database, authenticate, now: clock, logger, metrics: createMetrics({}), limits: noLimits })
  stack.adopt(app, (built) => built.close())

  const call = async ({ method = 'GET', url, token = organiser, body, idempotencyKey }: Call) => {
    const headers = {
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    }
    const response = await app.inject({ method, url, headers, ...(body === undefined ? {} : { payload: body as object }) })
    return { status: response.statusCode, body: response.json<Body>(), text: response.body, headers: response.headers }
  }
  const created = async (url: string, body: unknown, token = organiser) => {
    const answer = await call({ method: 'POST', url, body, token })
    if (answer.status !== 201) throw new Error(`${url} answered ${answer.status}: ${answer.text}`)
    return answer.body.id
  }

  return {
    app,
    database,
    listenUrl: testDatabase.url('zhihe_postings'),
    tenantId,
    otherTenantId,
    organiser,
    stranger: await key('organiser', { tenantId: otherTenantId }),
    federation: await key('federation', { tenantId: federationTenantId }),
    admin: await key('admin', { tenantId: federationTenantId }),
    setNow: (changed) => void (now = changed),
    call,
    key,
    employer: (overrides = {}, token = organiser) => created('/v1/employers', employerBody(overrides), token),
    fair: (overrides = {}) => created('/v1/fairs', fairBody(overrides)),
    outbox: async () => {
      const rows = await database.db.execute<{ payload: DomainEvent }>(sql`select payload from postings.outbox order by seq`, 'objects')
      return rows.map(({ payload }) => payload)
    },
    failInserts: async (table) => {
      await owner.db.execute(sql.raw(`alter table postings.${table} add constraint fault check (false) not valid`))
    },
    endImports: async () => {
      await owner.db.execute(sql`update postings.imports set status = 'needs_mapping' where status in ('received', 'reading')`)
    },
    rows: async (table) => await owner.db.execute(sql.raw(`select * from postings.${table} order by 1, 2`), 'objects'),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

export function employerBody(overrides: Record<string, unknown> = {}) {
  return { uscc: uscc.company, name: '杭州云客服有限公司', kind: 'private', regionCode: '330106', ...overrides }
}

export function fairBody(overrides: Record<string, unknown> = {}) {
  return {
    name: '残疾人专场招聘会',
    regionCode: '330106',
    opensAt: '2026-11-20T09:00:00+08:00',
    closesAt: '2026-12-20T17:00:00+08:00',
    organiserName: '西湖区残联',
    ...overrides,
  }
}

/** A content with every element the law asks for. */
export function contentBody(employerId: string, overrides: Record<string, unknown> = {}) {
  return {
    employerId,
    title: '云客服',
    regionCode: '330106',
    headcount: 5,
    pay: { minFen: 450_000, maxFen: 600_000, unit: 'month', negotiable: false },
    education: 'senior_secondary',
    description: '在线文字答复顾客。',
    closesAt: '2026-12-20T17:00:00+08:00',
    ...overrides,
  }
}

export function postingBody(employerId: string, overrides: Record<string, unknown> = {}) {
  return { source: 'hz-fair', externalId: 'A-001', ...contentBody(employerId), ...overrides }
}
