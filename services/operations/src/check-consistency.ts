import type { Consumer } from '@zhihe/contracts/event'
import type { Db, Transaction } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import { type Code, isCode } from './domain/codes.ts'
import { type ConsistencyReport, type Found, toReport } from './domain/report.ts'
import type { Look, Terms } from './store/look.ts'
import { allLooks, type LookName } from './store/looks.ts'

export type { Code } from './domain/codes.ts'
export type { CheckResult, ConsistencyReport } from './domain/report.ts'

export interface ConsistencyOptions {
  /** What is younger is under way, 60,000. */
  graceMs?: number
  /** By how much clocks of machines may differ, 5,000. */
  marginMs?: number
  /** Consumers whose queues still hold jobs; none when not given. */
  busy?: readonly Consumer[]
  /** Connections at once, each with one statement; 3. The pool must have as many. */
  lanes?: number
  /** Ids told of each code, 20. */
  samples?: number
}

/** A statement has so long, on the server; open the database with a `queryTimeoutMs` that is longer. */
export const statementDeadlineMs = 120_000

const defaults = { graceMs: 60_000, marginMs: 5_000, busy: [], lanes: 3, samples: 20 }

/**
 * Compares what the services hold, at one moment: every statement sees the same snapshot, in read-only transactions that lock nothing. The role is
 * `zhihe_operations` or the owner. Rejects when the database is away or a statement takes too long; it never says `consistent` of what it has not
 * looked at.
 */
export async function checkConsistency(db: Db, options: ConsistencyOptions = {}): Promise<ConsistencyReport> {
  const { lanes, samples, ...terms } = { ...defaults, ...options }
  const startedAt = performance.now()
  const waiting = Object.keys(allLooks) as LookName[]
  const found: Found[] = []

  const work = async (tx: Transaction): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      found.push(...(await take(tx, allLooks[name], { terms, samples })))
    }
  }
  const facts = await inSnapshot(db, null, async (tx) => {
    const { rows } = await tx.execute<{ snapshot: string; at: Date | string; events: string }>(sql`
      select pg_export_snapshot() as snapshot, now() as at,
        (select count(*) from postings.outbox) + (select count(*) from jobseekers.outbox) + (select count(*) from matching.outbox) as events`)
    const [row] = rows
    if (!row) throw new Error('a snapshot was not taken')
    // The others end before the one whose snapshot they share, also when one of them fails.
    const others = Array.from({ length: lanes - 1 }, () => inSnapshot(db, row.snapshot, work))
    const ends = await Promise.allSettled([work(tx), ...others])
    for (const end of ends) if (end.status === 'rejected') throw end.reason
    return { checkedAt: new Date(row.at).toISOString(), events: Number(row.events) }
  })
  return toReport(found, { ...facts, tookMs: Math.round(performance.now() - startedAt) })
}

const snapshotName = /^[0-9A-F]+-[0-9A-F]+-\d+$/

async function inSnapshot<T>(db: Db, snapshot: string | null, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return await db.transaction(
    async (tx) => {
      if (snapshot !== null) {
        if (!snapshotName.test(snapshot)) throw new Error('a snapshot has no such name')
        await tx.execute(sql.raw(`set transaction snapshot '${snapshot}'`))
      }
      // Whole tables are read and joined once: memory for it, a compiler for nothing, and no second core, which the other lanes have.
      await tx.execute(sql`
        select set_config('statement_timeout', ${String(statementDeadlineMs)}, true), set_config('work_mem', '128MB', true),
          set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)`)
      return await work(tx)
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  )
}

async function take(tx: Transaction, look: Look, { terms, samples }: { terms: Terms; samples: number }): Promise<Found[]> {
  const { rows } = await tx.execute<{ code: string; findings: number; underway: number; sample: string[] | null }>(sql`
    select f.code, (count(*) filter (where not f.underway))::integer as findings, (count(*) filter (where f.underway))::integer as underway,
      (array_agg(f.id order by f.id) filter (where not f.underway))[1:${sql.raw(String(Math.trunc(samples)))}] as sample
    from (select distinct l.code, l.id, l.underway from (${look(terms)}) l) f group by f.code`)
  return rows.map(({ code, findings, underway, sample }) => ({ code: known(code), findings, underway, sample: sample ?? [] }))
}

function known(code: string): Code {
  if (!isCode(code)) throw new Error(`a look found ${code}, which has no words`)
  return code
}
