import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { type EmbeddedPostgres, eraseEmbeddedPostgres, startEmbeddedPostgres } from '../src/embedded.ts'

/** A server of one test file, that may be broken. */
export interface OwnServer extends AsyncDisposable {
  url(): string
  port(): number
  /** The folder of its cluster. */
  cluster(): string
  /** As the owner, outside of any pool. */
  run<Row extends object>(statement: string): Promise<Row[]>
  /** Ends it as a crash does; what was committed is there again after `start`. */
  crash(): Promise<void>
  start(): Promise<void>
}

export async function startOwnServer(): Promise<OwnServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'zhihe-own-'))
  chmodSync(dataDir, 0o711)
  let server: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir, purpose: 'local' })
  return {
    url: () => server.url,
    port: () => server.port,
    cluster: () => join(server.storedAt, 'cluster'),
    run: async <Row extends object>(statement: string) => {
      const client = new Client({ connectionString: server.url })
      client.on('error', () => {})
      await client.connect()
      try {
        return (await client.query<Row>(statement)).rows
      } finally {
        await client.end()
      }
    },
    crash: async () => {
      const postmaster = Number(readFileSync(join(server.storedAt, 'cluster/postmaster.pid'), 'utf8').split('\n')[0])
      process.kill(postmaster, 'SIGQUIT')
      await server.exited
      await server.stop()
    },
    start: async () => {
      server = await startEmbeddedPostgres({ dataDir, purpose: 'local' })
    },
    [Symbol.asyncDispose]: async () => {
      await server.stop()
      await eraseEmbeddedPostgres(dataDir)
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
