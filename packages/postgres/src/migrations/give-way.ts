import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'

/** Longer than this nobody waits for a migration before it is cancelled; looked at so often, and with the way there, below 500 ms. */
const longestWaitMs = 250
const lookEveryMs = 50

export interface Lookout extends AsyncDisposable {
  /** Does the work, and cancels what the migrating session runs as soon as another session has waited too long for it. */
  watch<T>(work: () => Promise<T>): Promise<T>
}

/**
 * A second session that sees who waits for the first, whether for a lock that it holds or behind one that it waits for. Rejects when the server
 * cannot be reached: without a lookout nothing is to be migrated.
 */
export async function openLookout(url: string, migrator: Client): Promise<Lookout> {
  const client = new Client({ connectionString: url, application_name: 'zhihe-migrate-lookout', connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  await client.connect()
  const { rows } = await migrator.query<{ pid: number }>('select pg_backend_pid() as pid')
  const cancel = {
    name: 'cancel',
    text: `select pg_cancel_backend($1) where exists (select from pg_locks
      where not granted and waitstart < clock_timestamp() - $2 * interval '1 ms' and $1 = any (pg_blocking_pids(pid)))`,
    values: [rows[0]?.pid, longestWaitMs],
  }
  return {
    watch: async (work) => {
      const done = new AbortController()
      const looking = look(client, cancel, done.signal)
      try {
        return await work()
      } finally {
        done.abort()
        await looking
      }
    },
    [Symbol.asyncDispose]: () => client.end(),
  }
}

async function look(client: Client, cancel: { name: string; text: string; values: unknown[] }, done: AbortSignal): Promise<void> {
  while (!done.aborted) {
    // One look that fails is followed by the next; if the server is gone, so is the migration.
    await client.query(cancel).catch(() => {})
    await pause(lookEveryMs, undefined, { signal: done }).catch(() => {})
  }
}
