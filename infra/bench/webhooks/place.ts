import { type ChildProcess, fork } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createAuthenticator } from '@zhihe/access/authenticate'
import { createKey, createTenant } from '@zhihe/access/keys'
import { eraseEmbeddedPostgres, startEmbeddedPostgres } from '@zhihe/postgres/embedded'
import { migrateWorkspace } from '@zhihe/postgres/migrate'
import { type Database, openDatabase, urlAs } from '@zhihe/postgres/pool'
import { createLogger } from '@zhihe/runtime/log'
import { createMetrics } from '@zhihe/runtime/metrics'
import { buildApp } from '@zhihe/webhooks-service/app'
import type { Endpoint } from './messages.ts'

export interface Place extends AsyncDisposable {
  databaseUrl: string
  queueUrl: string
  admin: Database
  database: Database
  receiver: Receiver
  /** Every one of them may be told of. */
  people: string[]
  secretKey: { id: string; key: Buffer }
}

export interface Worker extends AsyncDisposable {
  pid: number
}

export interface Receiver {
  origin: string
  /** For each kind of receiver what was received since the last call: milliseconds since each was published. */
  report: () => Promise<Record<string, number[]>>
}

const root = resolve(import.meta.dirname, '../../..')
const workerEntry = join(root, 'services/webhooks/src/worker.ts')
const peopleCount = 5_000
const endpointsPerTenant = 10
const patientMs = 60_000

/** A cluster as `npm start` makes it, with every safety on, and receivers in a process of their own. */
export async function openPlace(): Promise<Place> {
  const stack = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'zhihe-bench-'))
  chmodSync(folder, 0o711) // as root the server has another account, which must be able to pass through
  stack.defer(async () => {
    await eraseEmbeddedPostgres(folder)
    rmSync(folder, { recursive: true, force: true })
  })
  const server = stack.use(await startEmbeddedPostgres({ dataDir: folder, purpose: 'local' }))
  await migrateWorkspace({ url: server.url, root })
  const databaseUrl = urlAs(server.url, 'zhihe_webhooks')
  const admin = stack.use(openDatabase({ url: server.url, applicationName: 'bench-admin', queryTimeoutMs: patientMs }))
  const database = stack.use(openDatabase({ url: databaseUrl, applicationName: 'bench', queryTimeoutMs: patientMs }))
  const people = Array.from({ length: peopleCount }, () => randomUUID())
  await admin.pool.query(`insert into consent.given select unnest($1::uuid[]), 'matching', now()`, [people])
  return {
    databaseUrl,
    queueUrl: urlAs(server.url, 'zhihe_queue'),
    admin,
    database,
    receiver: await startReceiver(stack),
    people,
    secretKey: { id: 'k1', key: randomBytes(32) },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** Makes endpoints by the API, ten to a tenant; `kind` says how their receivers behave. */
export async function makeEndpoints({ admin, database, receiver, secretKey }: Place, kind: string, count: number): Promise<Endpoint[]> {
  const now = () => new Date()
  const app = await buildApp({
    database,
    authenticate: createAuthenticator({ db: database.db, now }),
    now,
    logger: createLogger({ name: 'bench', level: 'silent' }),
    metrics: createMetrics({}),
    secretKeys: [secretKey],
    allowPrivate: true,
  })
  const endpoints: Endpoint[] = []
  let token = ''
  let tenantId = ''
  for (let made = 0; made < count; made += 1) {
    if (made % endpointsPerTenant === 0) {
      tenantId = await createTenant(admin.db, `${kind} ${made}`, now())
      token = (await createKey(admin.db, { tenantId, role: 'organiser', label: 'bench' }, now())).token
    }
    const payload = { url: `${receiver.origin}/${kind}/${made}`, events: ['match.proposed'] }
    const headers = { authorization: `Bearer ${token}` }
    const response = await app.inject({ method: 'POST', url: '/v1/webhook-endpoints', headers, payload })
    if (response.statusCode !== 201) throw new Error(`an endpoint was answered ${response.statusCode}: ${response.body}`)
    endpoints.push({ id: response.json<{ id: string }>().id, tenantId })
  }
  await app.close()
  return endpoints
}

/** The worker as it is deployed. Its events come from nowhere: messages are published beside it. */
export async function startWorker({ databaseUrl, queueUrl, secretKey }: Place): Promise<Worker> {
  const env = {
    PATH: process.env['PATH'],
    LOG_LEVEL: 'warn',
    DATABASE_URL: databaseUrl,
    QUEUE_URL: queueUrl,
    WEBHOOK_SECRET_KEY: `${secretKey.id}:${secretKey.key.toString('base64')}`,
    WEBHOOK_ALLOW_PRIVATE: 'true',
  }
  const child = fork(workerEntry, { env, execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  await once(child, 'message')
  return { pid: child.pid ?? 0, [Symbol.asyncDispose]: async () => await end(child, 'SIGTERM') }
}

async function startReceiver(stack: AsyncDisposableStack): Promise<Receiver> {
  const child = fork(join(import.meta.dirname, 'receiver.ts'), { execArgv: [], serialization: 'advanced' })
  stack.defer(async () => await end(child, 'SIGKILL'))
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return {
    origin: `http://127.0.0.1:${port}`,
    async report() {
      const answer = once(child, 'message')
      child.send('report')
      const [latencies] = (await answer) as [Record<string, number[]>]
      return latencies
    },
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}
