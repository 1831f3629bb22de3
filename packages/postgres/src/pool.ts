import { setTimeout as pause } from 'node:timers/promises'
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import { Client, type Pool } from 'pg'
import { knock } from './knock.ts'
import { forgetPool, rememberPool } from './measure.ts'
import { tenantSetting } from './tenant.ts'
import { TenantClient } from './tenant-client.ts'
import { DatabaseWatch } from './watch.ts'
import { WatchedPool } from './watched-pool.ts'

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
  /** How long to wait for a connection while all are in use, 2,000. Who answers people says less. */
  waitMs?: number
  /** Whose rows are reached outside of `withTenant`, on tables with row-level security; nobody's when not given. */
  tenant?: string
  /** Gets one line when the database goes away and one when it is back. */
  log?: OutageLog
  /** Told about a connection that died; the pool has already replaced it. */
  onConnectionLost?: (error: Error) => void
}

/** What of a logger is used. */
export interface OutageLog {
  warn(fields: object, text: string): void
  info(fields: object, text: string): void
}

export interface Database {
  db: Db
  pool: Pool
  /** False from when the database was found to be away until it has been seen again. Meanwhile every question fails at once. */
  isUp(): boolean
  /** Idle connections first, then those that are given back within 3 s; the others are cut. */
  [Symbol.asyncDispose](): Promise<void>
}

const connectionTimeoutMs = 2_000
const defaultWaitMs = 2_000
const lockTimeoutMs = 2_000
const idleInTransactionTimeoutMs = 30_000
const knockTimeoutMs = 1_250
/** A session is tried when the server has said that it lives; over a slow line it takes half a dozen turns. */
const sessionTimeoutMs = 5_000
const endWithinMs = 3_000

/**
 * Opens a lazy pool: nothing connects before the first query, so it never throws for a server that is down.
 * Every wait has a deadline: connecting 2 s, waiting for a free connection `waitMs`, a lock 2 s, a statement `queryTimeoutMs` (default 5,000), and all
 * of them together what `startDeadline` says. A server that is down, silent or read-only is noticed within 2.5 s, and then everything fails at once until
 * it is back (decision 030).
 */
export function openDatabase(options: DatabaseOptions): Database {
  const settings = settingsOf(options)
  const watch = new DatabaseWatch({
    knock: () => knock(new Client(settings), knockTimeoutMs),
    tryOpen: () => tryWriting(settings),
    onAway: (error) => {
      options.log?.warn({ err: error, pool: options.applicationName }, 'the database is away; trying until it is back')
      pool.hangUpAll(error)
    },
    onBack: (outageMs) => options.log?.info({ outageMs, pool: options.applicationName }, 'the database is back'),
  })
  const pool = new WatchedPool({
    ...settings,
    Client: TenantClient,
    watch,
    max: options.maxConnections ?? 10,
    waitMs: options.waitMs ?? defaultWaitMs,
    connectionTimeoutMillis: connectionTimeoutMs,
  })
  // Without a listener, a server that dies under an idle or a checked-out client ends the process.
  const lost = options.onConnectionLost ?? (() => {})
  pool.on('error', lost)
  pool.on('connect', (client) => client.on('error', () => {}))

  let ended: Promise<void> | undefined
  const database: Database = {
    // An error's text travels to logs; what a statement was given may be a person's data.
    db: drizzle({ client: pool, paramsInErrors: false }),
    pool,
    isUp: () => watch.outage() === undefined,
    [Symbol.asyncDispose]: () => (ended ??= close()),
  }
  const close = async (): Promise<void> => {
    watch[Symbol.dispose]()
    forgetPool(options.applicationName, database)
    await endPool(pool)
  }
  rememberPool(options.applicationName, database)
  return database
}

function settingsOf({ url, applicationName, queryTimeoutMs = 5_000, tenant }: DatabaseOptions) {
  return {
    connectionString: url,
    application_name: applicationName,
    query_timeout: queryTimeoutMs,
    statement_timeout: queryTimeoutMs,
    lock_timeout: lockTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
    keepAlive: true,
    ...(tenant === undefined ? {} : { options: `-c ${tenantSetting}=${tenant}` }),
  }
}

/** Rejects while no session can be had, and while the one that can be had is on a server that takes no writes. */
async function tryWriting(settings: ReturnType<typeof settingsOf>): Promise<void> {
  const client = new Client({ ...settings, connectionTimeoutMillis: sessionTimeoutMs, query_timeout: sessionTimeoutMs })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ transaction_read_only: string }>('show transaction_read_only')
    if (rows[0]?.transaction_read_only === 'on') throw new Error('the database takes no writes')
  } finally {
    await Promise.race([client.end().catch(() => {}), pause(knockTimeoutMs, undefined, { ref: false })])
  }
}

/** A connection that nobody answers on would be waited for until its statement's deadline, which is longer than a process has to stop. */
async function endPool(pool: WatchedPool): Promise<void> {
  const timer = setTimeout(() => pool.hangUpAll(new Error('Client was closed while it was in use')), endWithinMs)
  try {
    await pool.end()
  } finally {
    clearTimeout(timer)
  }
}

/** The same database as another role. Without a password the URL has none (embedded clusters trust 127.0.0.1). */
export function urlAs(url: string, user: string, password?: string): string {
  const result = new URL(url)
  result.username = encodeURIComponent(user)
  result.password = password === undefined ? '' : encodeURIComponent(password)
  return result.href
}

export {
  isAway,
  isBusy,
  isLate,
  isSerializationConflict,
  isUnreachable,
  violatedForeignKey,
  violatedUniqueConstraint,
} from './errors.ts'
