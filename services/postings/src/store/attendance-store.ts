import type { Executor, Transaction } from '@zhihe/postgres/pool'
import { and, asc, eq, gte, inArray, lt, type SQL, sql } from 'drizzle-orm'
import type { Attendance } from '../domain/attendance.ts'
import type { Reach } from '../domain/reach.ts'
import { attendances, attendanceVersions, employers, fairs, postings } from './schema.ts'
import { wasPublished } from './was-published.ts'

/** Keeps the attendance unless there is one of this employer at this fair on this day. */
export async function insertAttendance(tx: Transaction, attendance: Attendance, byKeyId: string): Promise<boolean> {
  const rows = await tx
    .insert(attendances)
    .values(attendance)
    .onConflictDoNothing({ target: [attendances.fairId, attendances.employerId, attendances.attendedOn] })
    .returning({ id: attendances.id })
  if (rows.length === 0) return false
  await keepVersion(tx, attendance, byKeyId)
  return true
}

export async function lockAttendance(
  tx: Transaction,
  { fairId, employerId, attendedOn }: Pick<Attendance, 'fairId' | 'employerId' | 'attendedOn'>,
): Promise<Attendance> {
  const [row] = await tx
    .select()
    .from(attendances)
    .where(and(eq(attendances.fairId, fairId), eq(attendances.employerId, employerId), eq(attendances.attendedOn, attendedOn)))
    .for('update')
  if (!row) throw new Error('an attendance was neither inserted nor there')
  return row
}

export async function updateAttendance(tx: Transaction, attendance: Attendance, byKeyId: string): Promise<void> {
  const { form, booth, note, withdrawn, version, updatedAt } = attendance
  await tx.update(attendances).set({ form, booth, note, withdrawn, version, updatedAt }).where(eq(attendances.id, attendance.id))
  await keepVersion(tx, attendance, byKeyId)
}

async function keepVersion(tx: Transaction, attendance: Attendance, byKeyId: string): Promise<void> {
  const { id, version, form, booth, note, withdrawn, updatedAt } = attendance
  await tx.insert(attendanceVersions).values({ attendanceId: id, version, form, booth, note, withdrawn, at: updatedAt, byKeyId })
}

export interface AttendanceQuery {
  reach: Reach
  /** This one, withdrawn or not; without it those that stand. */
  id?: string
  fairId?: string
  employerId?: string
  /** A calendar year in China. */
  year?: number | undefined
  after?: { on: string; id: string } | null
  /** All of them when not given. */
  limit?: number
}

/** Attendances with what the employer brought to the fair, earliest day first. */
export async function listAttendances(db: Executor, { limit, after, ...query }: AttendanceQuery) {
  const brought = broughtTo(db)
  const place = sql`(${attendances.attendedOn}, ${attendances.id})`
  const found = db
    .select({
      attendance: attendances,
      fairName: fairs.name,
      employerName: employers.name,
      postings: brought.postings,
      vacancies: brought.vacancies,
    })
    .from(attendances)
    .innerJoin(fairs, eq(fairs.id, attendances.fairId))
    .innerJoin(employers, eq(employers.id, attendances.employerId))
    .leftJoinLateral(brought, sql`true`)
    .where(and(...conditionsOf(query), after ? sql`${place} > (${after.on}::date, ${after.id}::uuid)` : undefined))
    .orderBy(asc(attendances.attendedOn), asc(attendances.id))
  const rows = await (limit === undefined ? found : found.limit(limit))
  const histories = await readHistories(
    db,
    rows.map(({ attendance }) => attendance.id),
  )
  return rows.map((row) => ({ ...row, history: histories.get(row.attendance.id) ?? [] }))
}

export type ListedAttendance = Awaited<ReturnType<typeof listAttendances>>[number]

function conditionsOf({ reach, id, fairId, employerId, year }: AttendanceQuery): (SQL | undefined)[] {
  return [
    attendancesWithin(reach),
    id === undefined ? eq(attendances.withdrawn, false) : eq(attendances.id, id),
    fairId === undefined ? undefined : eq(attendances.fairId, fairId),
    employerId === undefined ? undefined : eq(attendances.employerId, employerId),
    year === undefined ? undefined : gte(attendances.attendedOn, `${year}-01-01`),
    year === undefined ? undefined : lt(attendances.attendedOn, `${year + 1}-01-01`),
  ]
}

// Evidence is there for whoever looks after the duty: the federation sees all of it, an enterprise its own.
function attendancesWithin(reach: Reach): SQL | undefined {
  if (reach.kind === 'all' || reach.kind === 'published') return undefined
  const ofTenant = eq(attendances.tenantId, reach.tenantId)
  return reach.kind === 'tenant' ? ofTenant : and(ofTenant, eq(attendances.employerId, reach.employerId))
}

// A copy counts where the posting it stands behind is not at the same fair: the employer brought it there all the same.
function broughtTo(db: Executor) {
  const isAlone = sql`not exists (
    select from ${postings} as canonical where canonical.id = ${postings.canonicalId} and canonical.fair_id = ${attendances.fairId})`
  return db
    .select({
      postings: sql<number>`count(*)::int`.as('brought_postings'),
      vacancies: sql<number>`coalesce(sum((${postings.content} ->> 'headcount')::int), 0)::int`.as('brought_vacancies'),
    })
    .from(postings)
    .where(
      and(
        eq(postings.fairId, attendances.fairId),
        eq(postings.employerId, attendances.employerId),
        sql`case ${postings.status} when 'published' then true when 'merged' then ${isAlone} else ${wasPublished} end`,
      ),
    )
    .as('brought')
}

async function readHistories(db: Executor, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, never[]>()
  const rows = await db
    .select()
    .from(attendanceVersions)
    .where(inArray(attendanceVersions.attendanceId, [...ids]))
    .orderBy(asc(attendanceVersions.version))
  return Map.groupBy(rows, ({ attendanceId }) => attendanceId)
}
