import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createAuthenticator } from '@zhihe/access/authenticate'
import { createKey, createTenant } from '@zhihe/access/keys'
import { buildApp } from '@zhihe/jobseekers-service/app'
import { eraseEmbeddedPostgres, startEmbeddedPostgres } from '@zhihe/postgres/embedded'
import { migrateWorkspace } from '@zhihe/postgres/migrate'
import { type Database, openDatabase, urlAs } from '@zhihe/postgres/pool'
import { createLogger } from '@zhihe/runtime/log'
import { createMetrics } from '@zhihe/runtime/metrics'
import { fillAudit } from '@zhihe/testing/audit-trail'
import { v7 as uuidv7 } from 'uuid'

export interface AuditPlace extends AsyncDisposable {
  owner: Database
  /** As the register's API has it, deadlines and all. */
  register: Database
  /** For what an operator runs at the command line. */
  patient: Database
  tenantId: string
  keyIds: string[]
  people: string[]
  employers: string[]
  /** As an admin; the answer and how long it took. */
  ask: (url: string) => Promise<{ body: { items: { jobseekerId: string }[]; nextCursor: string | null }; ms: number }>
}

export interface AuditSize {
  entries: number
  people: number
}

const root = resolve(import.meta.dirname, '../../..')
const patientMs = 600_000
const threeYearsMs = 3 * 365 * 86_400_000

/** A cluster as `npm start` makes it, every safety on, with three years of audit. */
export async function openAuditPlace({ entries, people: peopleCount }: AuditSize): Promise<AuditPlace> {
  const stack = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'zhihe-bench-'))
  chmodSync(folder, 0o711) // as root the server has another account, which must be able to pass through
  stack.defer(async () => {
    await eraseEmbeddedPostgres(folder)
    rmSync(folder, { recursive: true, force: true })
  })
  const server = stack.use(await startEmbeddedPostgres({ dataDir: folder, purpose: 'local' }))
  await migrateWorkspace({ url: server.url, root })
  const owner = stack.use(openDatabase({ url: server.url, applicationName: 'bench-owner', queryTimeoutMs: patientMs, maxConnections: 2 }))
  const url = urlAs(server.url, 'zhihe_jobseekers')
  const register = stack.use(openDatabase({ url, applicationName: 'bench' }))
  const patient = stack.use(openDatabase({ url, applicationName: 'bench-cli', queryTimeoutMs: patientMs, maxConnections: 5 }))
  const [keyIds, people, employers] = [many(7), many(peopleCount), many(200)]
  const tenantId = await createTenant(owner.db, 'bench', new Date())
  const until = new Date()
  const from = new Date(until.getTime() - threeYearsMs)
  await fillAudit(owner.pool, { entries, from, until, tenantId, keyIds, jobseekerIds: people, recipients: employers })
  await owner.pool.query('vacuum analyze audit.entries, audit.people')
  return {
    owner,
    register,
    patient,
    tenantId,
    keyIds,
    people,
    employers,
    ask: await asker(register, owner, tenantId),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

function many(count: number): string[] {
  return Array.from({ length: count }, () => uuidv7())
}

async function asker(register: Database, owner: Database, tenantId: string): Promise<AuditPlace['ask']> {
  const now = () => new Date()
  const app = await buildApp({
    database: register,
    authenticate: createAuthenticator({ db: register.db, now }),
    now,
    logger: createLogger({ name: 'bench', level: 'silent' }),
    metrics: createMetrics({}),
    identityKeys: { wrapping: [{ id: 'k1', key: randomBytes(32) }], lookup: [{ id: 'h1', key: randomBytes(32) }], suite: 'aes-256-gcm' },
    candidateRefKey: randomBytes(32),
    allowTestRegion: true,
  })
  const { token } = await createKey(owner.db, { tenantId, role: 'admin', label: 'bench' }, now())
  return async (url) => {
    const startedAt = performance.now()
    const response = await app.inject({ method: 'GET', url, headers: { authorization: `Bearer ${token}` } })
    const ms = performance.now() - startedAt
    if (response.statusCode !== 200) throw new Error(`${url} was answered ${response.statusCode}: ${response.body}`)
    return { body: response.json(), ms }
  }
}
