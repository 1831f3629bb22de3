import type { Executor } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import type { ConsistencyReport } from '../domain/report.ts'

/** Who asked: a key, or null for the command line. */
export interface Asker {
  tenantId: string
  keyId: string | null
}

/** Notes that a report is being made. */
export async function beginReport(db: Executor, { id, by, startedAt }: { id: string; by: Asker; startedAt: Date }): Promise<void> {
  await db.execute(sql`
    insert into operations.reports (id, tenant_id, by_key_id, started_at)
    values (${id}, ${by.tenantId}, ${by.keyId}, ${startedAt.toISOString()}::timestamptz)`)
}

export async function endReport(db: Executor, { id, report, at }: { id: string; report: ConsistencyReport; at: Date }): Promise<void> {
  await db.execute(sql`
    update operations.reports set finished_at = ${at.toISOString()}::timestamptz, consistent = ${report.consistent}, report = ${JSON.stringify(report)}::jsonb
    where id = ${id}`)
}

/** A report that was not made is none: whoever asks next begins another. */
export async function dropReport(db: Executor, id: string): Promise<void> {
  await db.execute(sql`delete from operations.reports where id = ${id} and finished_at is null`)
}

/** The newest report that looked at a moment not before `since`. */
export async function findReport(db: Executor, since: Date): Promise<ConsistencyReport | null> {
  const { rows } = await db.execute<{ report: ConsistencyReport }>(sql`
    select report from operations.reports where finished_at is not null and started_at >= ${since.toISOString()}::timestamptz
    order by started_at desc limit 1`)
  return rows[0]?.report ?? null
}

/** Since when somebody, here or elsewhere, is making one; who began before `since` is gone. */
export async function findRunning(db: Executor, since: Date): Promise<Date | null> {
  const { rows } = await db.execute<{ at: Date | string }>(sql`
    select started_at as at from operations.reports where finished_at is null and started_at >= ${since.toISOString()}::timestamptz
    order by started_at limit 1`)
  return rows[0] ? new Date(rows[0].at) : null
}

export interface NotedRepairs {
  by: Asker
  at: Date
  done: readonly object[]
}

/** Keeps what was mended, and for whom; answers under which id. */
export async function noteRepairs(db: Executor, { by, at, done }: NotedRepairs): Promise<string> {
  const { rows } = await db.execute<{ id: string }>(sql`
    insert into operations.repairs (id, tenant_id, by_key_id, at, done)
    values (uuidv7(), ${by.tenantId}, ${by.keyId}, ${at.toISOString()}::timestamptz, ${JSON.stringify(done)}::jsonb) returning id`)
  const [row] = rows
  if (!row) throw new Error('repairs were not noted')
  return row.id
}
