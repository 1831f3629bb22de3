import { setTimeout as pause } from 'node:timers/promises'
import type { Pool } from 'pg'

export interface DatabaseClock extends Disposable {
  /** The database's time; this machine's as long as the database has never been asked. */
  now: () => Date
  /** Whether the database has been asked. */
  isSet: () => boolean
  /** Asks the database. Rejects when it is away. */
  set: () => Promise<void>
}

interface Reading {
  databaseMs: number
  /** The monotonic time (`performance.now`) of that moment. */
  at: number
}

const setEveryMs = 5_000
const firstEveryMs = 200
// A reading that took so long says little about when it was made.
const longestReadingMs = 1_000

/**
 * One clock for all processes, however the clocks of their machines are set or step: the database's, read every 5 s, and in between this machine's
 * monotonic one, which does not step. Due times, leases and signatures are told by it. `startDatabaseClock(database)` returns at once.
 */
export function startDatabaseClock({ pool }: { pool: Pool }): DatabaseClock {
  const stopping = new AbortController()
  let last: Reading | undefined

  const timeNow = (): number => (last === undefined ? Date.now() : last.databaseMs + performance.now() - last.at)
  const set = async (): Promise<void> => {
    const askedAt = performance.now()
    const { rows } = await pool.query<{ ms: number }>('select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms')
    const tookMs = performance.now() - askedAt
    const databaseMs = rows[0]?.ms
    if (databaseMs === undefined || (last !== undefined && tookMs > longestReadingMs)) return
    const reading = { databaseMs, at: askedAt + tookMs / 2 }
    // Within what a reading cannot know, time goes on evenly.
    const offBy = last === undefined ? Number.POSITIVE_INFINITY : Math.abs(reading.databaseMs - last.databaseMs - (reading.at - last.at))
    if (offBy > tookMs / 2) last = reading
  }
  const keepSet = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await set().catch(() => {})
      const waitMs = last === undefined ? firstEveryMs : setEveryMs
      await pause(waitMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {})
    }
  }
  void keepSet()
  return {
    now: () => new Date(timeNow()),
    isSet: () => last !== undefined,
    set,
    // A reading that is under way ends with the pool.
    [Symbol.dispose]: () => stopping.abort(),
  }
}
