import { isBusy, isUnreachable, openDatabase } from '@zhihe/postgres/pool'
import {
  createPostgresBackend,
  type PgPool,
  type PgPoolClient,
  type PgQueryResult,
  type Queue,
  runMigrations,
  type Worker,
  withBackend,
} from 'bullmq'
import { Client, type Pool, type QueryResult } from 'pg'
import type { Backend, BackendOptions } from './backend.ts'
import { callDeadlineMs, workerOptions } from './policy.ts'

const schema = 'bullmq'
const connectTimeoutMs = 2_000
const migrationTimeoutMs = 30_000
const pooledConnections = 5

const bull = withBackend(createPostgresBackend)

/** Connections: the pool is one per process and URL, five at most and none when idle; each worker adds one that listens. */
export function openPostgresBackend({ url, queue, onFault }: BackendOptions): Backend {
  const shared = sharePool(url)
  const connection = poolFor(url, shared, onFault)
  const report = (error: unknown): void => onFault(error)
  return {
    prepare: () => shared.prepare(),
    createQueue: () => {
      const created = new bull.Queue(queue, { connection, streams: { events: { maxLen: 100 } } }) as unknown as Queue
      return created.on('error', report)
    },
    createWorker: (processor, { concurrency, leaseMs }) => {
      const created = new bull.Worker(queue, processor, { connection, ...workerOptions(leaseMs), concurrency }) as unknown as Worker
      return created.on('error', report)
    },
    close: () => shared.release(),
  }
}

interface SharedPool {
  pool: Pool
  prepare(): Promise<void>
  release(): Promise<void>
}

const sharedPools = new Map<string, { users: number; open: Omit<SharedPool, 'release'>; end(): Promise<void> }>()

function sharePool(url: string): SharedPool {
  const entry = sharedPools.get(url) ?? openPool(url)
  sharedPools.set(url, entry)
  entry.users += 1
  let released: Promise<void> | undefined
  const release = async (): Promise<void> => {
    entry.users -= 1
    if (entry.users > 0) return
    sharedPools.delete(url)
    await entry.end()
  }
  return { ...entry.open, release: () => (released ??= release()) }
}

function openPool(url: string) {
  const database = openDatabase({
    url: withSearchPath(url),
    applicationName: 'zhihe-queue',
    maxConnections: pooledConnections,
    queryTimeoutMs: callDeadlineMs,
  })
  let prepared: Promise<void> | undefined
  const prepare = (): Promise<void> => {
    prepared ??= migrateOnce(url)
    prepared.catch(() => (prepared = undefined))
    return prepared
  }
  return { users: 0, open: { pool: database.pool, prepare }, end: () => database[Symbol.asyncDispose]() }
}

/** BullMQ's own migrations, in one transaction under its advisory lock: any number of processes may start at once. */
async function migrateOnce(url: string): Promise<void> {
  const client = await connect(url, migrationTimeoutMs)
  try {
    // Our migration made the schema; asking again would need the right to create schemas in this database.
    const withoutCreateSchema = {
      query: async <R>(text: string, parameters?: readonly unknown[]): Promise<PgQueryResult<R>> =>
        text.startsWith('CREATE SCHEMA') ? { rows: [] } : asBullResult(await client.query(text, parameters?.slice())),
    }
    await runMigrations(withoutCreateSchema, schema)
  } finally {
    await client.end()
  }
}

/**
 * What BullMQ sees of the pool: short queries share it; a long-lived LISTEN gets a connection of its own, so that workers cannot use the pool
 * up. BullMQ adds a listener to the pool for each object and never takes it away; here that costs nothing.
 */
function poolFor(url: string, { pool }: SharedPool, onFault: (error: unknown) => void): PgPool {
  const facade: PgPool = {
    query: async <R>(text: string, parameters?: readonly unknown[]): Promise<PgQueryResult<R>> => {
      try {
        return asBullResult(await pool.query(text, parameters?.slice()))
      } catch (error) {
        if (isUnreachable(error) || isBusy(error)) onFault(error)
        throw error
      }
    },
    connect: async () => {
      const client = await connect(withSearchPath(url), callDeadlineMs)
      return Object.assign(client, { release: () => hangUp(client) }) as unknown as PgPoolClient
    },
    end: async () => {},
    on: () => facade,
    removeAllListeners: () => facade,
  }
  return facade
}

/** BullMQ names the shape of a row where it asks, and pg does not know it. */
function asBullResult<R>(result: QueryResult): PgQueryResult<R> {
  return result
}

async function connect(url: string, queryTimeoutMs: number): Promise<Client> {
  const client = new Client({
    connectionString: url,
    application_name: 'zhihe-queue',
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: queryTimeoutMs,
    statement_timeout: queryTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  })
  client.on('error', () => {})
  await client.connect()
  return client
}

function hangUp(client: Client): void {
  client.on('error', () => {}) // BullMQ has removed every listener by now
  void client.end().catch(() => {})
}

function withSearchPath(url: string): string {
  const result = new URL(url)
  const given = result.searchParams.get('options')
  result.searchParams.set('options', `${given ? `${given} ` : ''}-c search_path=${schema}`)
  return result.href
}
