import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { Pool } from 'pg'
import { tenantSetting } from './tenant.ts'
import { TenantClient } from './tenant-client.ts'
import { TenantPool } from './tenant-pool.ts'

/** A drizzle database over a pool. Use the SQL-like builder only; the relations API is not part of the house. */
export type Db = NodePgDatabase

/** What `db.transaction` hands to its callback; store functions take this. */
export type Transaction = Parameters<Parameters<Db['transaction']>[0]>[0]

/** For a query that may run inside a transaction or outside. */
export type Executor = Db | Transaction

export interface DatabaseOptions {
  url: string
  /** Shown in pg_stat_activity. */
  applicationName: string
  maxConnections?: number
  /** One deadline for a statement, on the server and on this side: a server that cannot be reached cannot enforce its own. */
  queryTimeoutMs?: number
  /** Whose rows are reached outside of `withTenant`, on tables with row-level security; nobody's when not given. */
  tenant?: string
  /** Told about a connection that died; the pool has already replaced it. */
  onConnectionLost?: (error: Error) => void
}

export interface Database {
  db: Db
  pool: Pool
  [Symbol.asyncDispose](): Promise<void>
}

const connectionTimeoutMs = 2_000
const lockTimeoutMs = 2_000
const idleInTransactionTimeoutMs = 30_000

/**
 * Opens a lazy pool: nothing connects before the first query, so it never throws for a server that is down.
 * Every wait has a deadline: connecting or waiting for a free connection 2 s, a lock 2 s, a statement `queryTimeoutMs` (default 5,000).
 */
export function openDatabase(options: DatabaseOptions): Database {
  const queryTimeoutMs = options.queryTimeoutMs ?? 5_000
  const pool = new TenantPool({
    Client: TenantClient,
    connectionString: options.url,
    application_name: options.applicationName,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: connectionTimeoutMs,
    query_timeout: queryTimeoutMs,
    statement_timeout: queryTimeoutMs,
    lock_timeout: lockTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
    keepAlive: true,
    ...(options.tenant === undefined ? {} : { options: `-c ${tenantSetting}=${options.tenant}` }),
  })
  // Without a listener, a server that dies under an idle or a checked-out client ends the process.
  const lost = options.onConnectionLost ?? (() => {})
  pool.on('error', lost)
  pool.on('connect', (client) => client.on('error', () => {}))

  let ended: Promise<void> | undefined
  return {
    // An error's text travels to logs; what a statement was given may be a person's data.
    db: drizzle({ client: pool, paramsInErrors: false }),
    pool,
    [Symbol.asyncDispose]: () => (ended ??= pool.end()),
  }
}

/** The same database as another role. Without a password the URL has none (embedded clusters trust 127.0.0.1). */
export function urlAs(url: string, user: string, password?: string): string {
  const result = new URL(url)
  result.username = encodeURIComponent(user)
  result.password = password === undefined ? '' : encodeURIComponent(password)
  return result.href
}

export { isBusy, isSerializationConflict, isUnreachable, violatedForeignKey, violatedUniqueConstraint } from './errors.ts'
