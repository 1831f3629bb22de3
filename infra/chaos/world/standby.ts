import { execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, cpSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@zhihe/postgres/embedded'
import { Client } from 'pg'
import { waitUntil } from './waiting.ts'
import type { World } from './world.ts'

export interface Standby extends AsyncDisposable {
  port: number
  /** From now on it takes writes. */
  promote(): Promise<void>
}

const left = new Set(['postmaster.pid', 'postmaster.opts', 'standby.signal'])
const streamsWithinMs = 30_000

/** A second server that follows the database of a world by streaming, and that every commit there waits for: what was answered is in both. */
export async function startStandby({ database }: World): Promise<Standby> {
  const { rows } = await database.pool.query<{ folder: string; port: string }>(
    "select current_setting('data_directory') as folder, current_setting('port') as port",
  )
  const { folder = '', port = '' } = rows[0] ?? {}
  const dataDir = mkdtempSync('/var/tmp/zhihe-standby-')
  chmodSync(dataDir, 0o711)
  const cluster = join(dataDir, 'cluster')
  await copyCluster(database.url, folder, cluster)
  writeFileSync(join(cluster, 'standby.signal'), '')
  appendFileSync(join(cluster, 'postgresql.auto.conf'), `primary_conninfo = 'host=127.0.0.1 port=${port} user=postgres'\n`)
  const { uid, gid } = statSync(folder)
  execFileSync('chown', ['-R', `${uid}:${gid}`, cluster])
  chmodSync(cluster, 0o700)
  const server = await startEmbeddedPostgres({ dataDir, purpose: 'local' })
  await database.pool.query("alter system set synchronous_standby_names = '*'")
  await database.pool.query('select pg_reload_conf()')
  const isStreaming = await waitUntil(
    async () => (await database.pool.query("select 1 from pg_stat_replication where sync_state = 'sync'")).rowCount === 1,
    { withinMs: streamsWithinMs },
  )
  if (isStreaming === null) throw new Error('the standby does not follow')
  return standbyOf(server, dataDir)
}

function standbyOf(server: EmbeddedPostgres, dataDir: string): Standby {
  return {
    port: server.port,
    promote: async () => {
      const client = new Client({ connectionString: server.url })
      await client.connect()
      // What was copied from the other asks that one for every commit.
      await client.query('select pg_promote()')
      await client.query('alter system reset synchronous_standby_names')
      await client.query('select pg_reload_conf()')
      await client.end()
    },
    [Symbol.asyncDispose]: async () => {
      await server.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** As pg_basebackup does it, which is not there: between the two calls the files may be copied as they change. */
async function copyCluster(url: string, from: string, to: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query("select pg_backup_start('chaos', true)")
    const isWal = (path: string): boolean => basename(dirname(path)) === 'pg_wal'
    cpSync(from, to, { recursive: true, filter: (path) => !left.has(basename(path)) && !isWal(path) })
    const { rows } = await client.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)')
    writeFileSync(join(to, 'backup_label'), rows[0]?.labelfile ?? '')
  } finally {
    await client.end()
  }
}
