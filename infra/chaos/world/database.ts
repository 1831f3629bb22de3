import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type EmbeddedPostgres, eraseEmbeddedPostgres, startEmbeddedPostgres } from '@zhihe/postgres/embedded'
import { startTcpProxy, type TcpProxy } from '@zhihe/testing/tcp-proxy'
import { Pool } from 'pg'

/** The PostgreSQL of a world, durable as in earnest; it may die and come back on another port, which the lines to it follow. */
export interface WorldDatabase extends AsyncDisposable {
  /** The owner's URL of the database `zhihe`, by a line that no fault touches. */
  url: string
  /** As the owner; its connections come back by themselves, a query in the middle of a crash rejects. */
  pool: Pool
  isUp(): boolean
  /** `pg_ctl -m immediate`: every backend is gone at once, and the log is replayed at the next start. */
  crash(): Promise<void>
  /** A fast shutdown. */
  stop(): Promise<void>
  start(): Promise<void>
  /** Ends all connections but the owner's, and returns how many. */
  terminateBackends(): Promise<number>
  /** Another server takes its place: every line leads there from now on, those that are open as they were. */
  moveTo(port: number): void
  /** A line of one process to the database, which follows it when it moves. */
  openLine(): Promise<TcpProxy>
}

const name = 'zhihe'

export async function startWorldDatabase(folder: string): Promise<WorldDatabase> {
  const dataDir = join(folder, 'postgres')
  let server: EmbeddedPostgres | undefined = await startEmbeddedPostgres({ dataDir, purpose: 'local' })
  let port = server.port
  const lines: TcpProxy[] = []
  const openLine = async (): Promise<TcpProxy> => {
    const line = await startTcpProxy(port)
    lines.push(line)
    return line
  }
  const own = await openLine()
  const url = `postgres://postgres@127.0.0.1:${own.port}/${name}`
  const pool = new Pool({ connectionString: url, max: 4, connectionTimeoutMillis: 5_000, query_timeout: 60_000 })
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  await createDatabase(`postgres://postgres@127.0.0.1:${own.port}/postgres`)

  const moveTo = (moved: number): void => {
    port = moved
    for (const line of lines) line.pointTo(port)
  }
  const stop = async (): Promise<void> => {
    const running = server
    server = undefined
    await running?.stop()
  }
  return {
    url,
    pool,
    isUp: () => server !== undefined,
    crash: async () => {
      if (!server) return
      const postmaster = Number(readFileSync(join(server.storedAt, 'cluster/postmaster.pid'), 'utf8').split('\n')[0])
      process.kill(postmaster, 'SIGQUIT')
      await server.exited
      await stop()
    },
    stop,
    start: async () => {
      if (server) return
      server = await startEmbeddedPostgres({ dataDir, purpose: 'local' })
      moveTo(server.port)
    },
    moveTo,
    terminateBackends: async () => {
      const { rows } = await pool.query<{ ended: number }>(
        "select count(pg_terminate_backend(pid))::int as ended from pg_stat_activity where usename <> 'postgres' and pid <> pg_backend_pid()",
      )
      return rows[0]?.ended ?? 0
    },
    openLine,
    [Symbol.asyncDispose]: async () => {
      await pool.end().catch(() => {})
      for (const line of lines) await line[Symbol.asyncDispose]()
      await stop()
      // It may lie elsewhere: the account of the server cannot enter a folder of root's.
      await eraseEmbeddedPostgres(dataDir)
    },
  }
}

async function createDatabase(url: string): Promise<void> {
  const pool = new Pool({ connectionString: url, max: 1 })
  try {
    const { rowCount } = await pool.query('select from pg_database where datname = $1', [name])
    if (rowCount === 0) await pool.query(`create database ${name}`)
  } finally {
    await pool.end()
  }
}
