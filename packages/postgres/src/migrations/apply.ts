import { setTimeout as pause } from 'node:timers/promises'
import { type Client, escapeIdentifier } from 'pg'
import { isBusy, isSerializationConflict } from '../errors.ts'
import type { Lookout } from './give-way.ts'
import { noteOf } from './ledger.ts'
import type { Migration, MigrationPart } from './migration.ts'

export interface Session {
  client: Client
  lookout: Lookout
  room: string
  /** How long one part may go on giving way before the migration fails. */
  patienceMs: number
  /** Told when a part was taken back because others waited for it, or did not get its lock in time. */
  onGaveWay: () => void
}

const lockTimeoutMs = 400
// It waits for every transaction that is older, and nobody waits for it.
const concurrentLockTimeoutMs = 60_000
const longestPauseMs = 1_000

/** Settings of a session that migrates. */
export const sessionSettings = `
  set lock_timeout = ${lockTimeoutMs};
  set client_connection_check_interval = '500ms'; -- what a killed migrator was running ends with it
  set idle_in_transaction_session_timeout = '5s'`

/** Applies one migration and notes it. Rejects with PostgreSQL's error; what a transaction would have changed is then as it was. */
export async function applyMigration(session: Session, migration: Migration): Promise<void> {
  const note = noteOf(session.room, migration)
  if (!migration.isOnline) {
    // One message is one transaction: however slow or dead this process is, no lock waits for its next word.
    const whole = [...migration.parts.map(({ sql }) => sql), note].join('\n;\n')
    await givingWay(session, () => session.lookout.watch(() => session.client.query(whole)))
    return
  }
  for (const part of migration.parts) await runPart(session, part)
  await session.client.query(note)
}

async function runPart(session: Session, part: MigrationPart): Promise<void> {
  const { client, lookout } = session
  if (part.isConcurrent) {
    await withLockTimeout(client, () =>
      givingWay(session, async () => {
        if (part.builds) await dropHalfIndex(client, part.builds)
        await client.query(part.sql)
      }),
    )
    return
  }
  for (;;) {
    const { rowCount } = await givingWay(session, () => lookout.watch(() => client.query(part.sql)))
    if (!part.isRepeated || (rowCount ?? 0) === 0) return
  }
}

async function withLockTimeout(client: Client, work: () => Promise<void>): Promise<void> {
  await client.query(`set lock_timeout = ${concurrentLockTimeoutMs}`)
  try {
    await work()
  } finally {
    await client.query(`set lock_timeout = ${lockTimeoutMs}`)
  }
}

/** `if not exists` would take what a killed builder left for the index. */
async function dropHalfIndex(client: Client, { index, table }: { index: string; table: string }): Promise<void> {
  const { rows } = await client.query<{ schema: string }>(
    `select n.nspname as schema from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
      where c.relname = $1 and i.indrelid = to_regclass($2) and not i.indisvalid`,
    [index, table],
  )
  for (const { schema } of rows)
    await client.query(`drop index concurrently if exists ${escapeIdentifier(schema)}.${escapeIdentifier(index)}`)
}

/** Tries again, with a pause in which the others get on, until the patience is over. */
async function givingWay<T>({ patienceMs, onGaveWay }: Session, work: () => Promise<T>): Promise<T> {
  const until = performance.now() + patienceMs
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isBusy(error) && !isSerializationConflict(error)) throw error
      onGaveWay()
      if (performance.now() > until) throw new Error(`others wait for it, still after ${patienceMs} ms`, { cause: error })
      await pause(longestPauseMs * (0.5 + Math.random() / 2))
    }
  }
}
