import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { type Account, serverAccount } from './embedded/account.ts'
import { type Binaries, locateBinaries } from './embedded/binaries.ts'
import { stopOrphans } from './embedded/orphans.ts'
import { claimDirectory, isClaimed, releaseDirectory } from './embedded/ownership.ts'
import { runToEnd, startServer, stopServer } from './embedded/server.ts'
import { prepareStorage, privateDirectory, removeStorage, storagePlaces } from './embedded/storage.ts'

export interface EmbeddedOptions {
  dataDir: string
  /** `test` trades durability for speed: after a crash of the machine the data is worth nothing. */
  purpose: 'local' | 'test'
  onProgress?: (text: string) => void
}

export interface EmbeddedPostgres {
  /** The owner's URL, database `postgres`. Every role may connect without a password, from 127.0.0.1 only. */
  url: string
  port: number
  /** Where the data really is: `dataDir`, or a private stand-in when the server's account cannot reach it. */
  storedAt: string
  /** Settles when the server is gone, whoever ended it. */
  exited: Promise<void>
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts PostgreSQL on this machine, making the cluster when there is none, stopping an orphan first, recovering after a crash.
 * Rejects when another living process uses `dataDir`, or with the server's last words when it does not start.
 */
export async function startEmbeddedPostgres({ dataDir, purpose, onProgress = () => {} }: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const account = serverAccount()
  const binaries = locateBinaries(account, onProgress)
  const storedAt = prepareStorage(dataDir, account)
  claimDirectory(storedAt)
  try {
    const cluster = join(storedAt, 'cluster')
    if (existsSync(cluster)) await stopOrphans(cluster, onProgress)
    else await createCluster({ cluster, binaries, account, onProgress })
    const settings = settingsFor(purpose)
    const server = await startServer({ program: binaries.postgres, cluster, logFile: join(storedAt, 'postgres.log'), account, settings })
    let stopped: Promise<void> | undefined
    const stop = (): Promise<void> => (stopped ??= stopServer(server).finally(() => releaseDirectory(storedAt)))
    return { url: server.url, port: server.port, storedAt, exited: server.exited, stop, [Symbol.asyncDispose]: stop }
  } catch (error) {
    releaseDirectory(storedAt)
    throw error
  }
}

/** Removes the cluster kept for `dataDir` and nothing else there. Rejects when a living process uses it. */
export async function eraseEmbeddedPostgres(dataDir: string): Promise<void> {
  for (const place of storagePlaces(dataDir)) {
    if (isClaimed(place)) throw new Error(`the data in ${place} is in use: stop that process first`)
    const cluster = join(place, 'cluster')
    if (existsSync(cluster)) await stopOrphans(cluster, () => {})
  }
  removeStorage(dataDir)
}

interface NewCluster {
  cluster: string
  binaries: Binaries
  account: Account | undefined
  onProgress: (text: string) => void
}

async function createCluster({ cluster, binaries, account, onProgress }: NewCluster): Promise<void> {
  onProgress('Creating the database cluster (first run only) …')
  // Made beside its place and renamed, so that a killed initdb leaves no half cluster.
  const draft = `${cluster}.partial`
  privateDirectory(draft, account)
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  await runToEnd(binaries.initdb, ['-D', draft, '--username=postgres', '--auth=trust', '--no-sync', ...locale], account)
  renameSync(draft, cluster)
}

function settingsFor(purpose: 'local' | 'test'): Record<string, string> {
  const common = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '64MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    log_min_error_statement: 'panic', // a failed statement's text may hold a name
    log_parameter_max_length_on_error: '0',
    log_error_verbosity: 'terse', // the detail of a unique violation quotes the value
  }
  if (purpose === 'local') return common
  const fast = {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    autovacuum: 'off',
    wal_level: 'minimal',
    max_wal_senders: '0',
  }
  return { ...common, ...fast }
}
