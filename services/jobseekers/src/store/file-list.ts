import type { ownerSides } from '@zhihe/contracts/register-plan'
import type { Executor } from '@zhihe/postgres/pool'
import { type SQL, sql } from 'drizzle-orm'
import { chinaDay } from '../domain/china-day.ts'
import { type Need, wanted } from '../domain/completeness.ts'
import type { Reach } from '../domain/reach.ts'
import type { StatusCode } from '../domain/status.ts'
import { subtreePrefix } from './jobseeker-store.ts'

export interface ListedFile {
  id: string
  regionCode: string
  status: 'active' | 'inactive'
  isMatched: boolean
  statusCodes: StatusCode[]
  stated: string[]
  assessedUntil: Date | null
  ownerSides: (typeof ownerSides)[number][]
  measures: number
  confirmationDueOn: string
  /** To the microsecond, as two people can differ by one. */
  updatedAt: string
}

export interface ListFilters {
  regionCode?: string | undefined
  status?: 'active' | 'inactive' | undefined
  statusCode?: StatusCode | undefined
  confirmationDueBefore?: string | undefined
  incomplete?: boolean | undefined
  updatedSince?: Date | undefined
}

export interface Listing {
  reach: Reach
  filters: ListFilters
  after: { at: string; id: string } | null
  limit: number
  now: Date
}

// Raw rows have times as text.
type ListedRow = Omit<ListedFile, 'assessedUntil'> & { assessedUntil: number | null }

/** A page of people, longest unchanged first. It opens nothing and reads no profile. */
export async function listFiles(executor: Executor, { reach, filters, after, limit, now }: Listing): Promise<ListedFile[]> {
  const conditions = [filesReached(reach), ...conditionsOf(filters, now)]
  if (after) conditions.push(sql`(f.updated_at, f.jobseeker_id) > (${after.at}::timestamptz, ${after.id}::uuid)`)
  const { rows } = await executor.execute<Record<string, unknown>>(sql`
    select p.jobseeker_id as id, p.region_code as "regionCode", p.status, p.status_codes as "statusCodes", p.stated,
      (extract(epoch from p.assessed_until) * 1000)::float8 as "assessedUntil", p.owner_sides as "ownerSides", p.measures, p.confirmation_due_on::text as "confirmationDueOn",
      to_char(p.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "updatedAt",
      exists (select from consent.given g where g.jobseeker_id = p.jobseeker_id and g.purpose = 'matching') as "isMatched"
    from (
      select f.* from jobseekers.files f where ${sql.join(conditions, sql` and `)} order by f.updated_at, f.jobseeker_id limit ${limit}
    ) p
    order by p.updated_at, p.jobseeker_id`)
  return (rows as unknown as ListedRow[]).map(({ assessedUntil, ...row }) => {
    return { ...row, assessedUntil: assessedUntil === null ? null : new Date(assessedUntil) }
  })
}

function conditionsOf({ regionCode, status, statusCode, confirmationDueBefore, incomplete, updatedSince }: ListFilters, now: Date): SQL[] {
  return [
    ...(regionCode === undefined ? [] : [livesBelow(regionCode)]),
    ...(status === undefined ? [] : [sql`f.status = ${status}`]),
    ...(statusCode === undefined ? [] : [sql`${statusCode} = any (f.status_codes)`]),
    ...(confirmationDueBefore === undefined ? [] : [sql`f.confirmation_due_on < ${confirmationDueBefore}::date`]),
    ...(incomplete === undefined ? [] : [incomplete ? sql`not (${isComplete(now)})` : isComplete(now)]),
    ...(updatedSince === undefined ? [] : [sql`f.updated_at >= ${updatedSince.toISOString()}::timestamptz`]),
  ]
}

// The same table as domain/completeness.ts judges one person by.
function isComplete(now: Date): SQL {
  const stated = wanted.flatMap(({ need }) => ('stated' in need ? [need.stated] : []))
  const filed = wanted.flatMap(({ need }) => ('file' in need ? [conditionOf(need.file, now)] : []))
  const all = sql`f.stated @> array(select jsonb_array_elements_text(${JSON.stringify(stated)}::jsonb))`
  return sql.join([all, ...filed], sql` and `)
}

function conditionOf(need: Extract<Need, { file: string }>['file'], now: Date): SQL {
  const conditions = {
    assessment: sql`coalesce(f.assessed_until > ${now.toISOString()}::timestamptz, false)`,
    case_owner: sql`cardinality(f.owner_sides) > 0`,
    measure: sql`f.measures > 0`,
    confirmation: sql`f.confirmation_due_on >= ${chinaDay(now)}::date`,
  }
  return conditions[need]
}

/** The files of those who are within reach. */
export function filesReached(reach: Reach): SQL {
  if (reach.kind === 'all') return sql`true`
  if (reach.kind === 'none') return sql`false`
  const own = sql`f.tenant_id = ${reach.tenantId}::uuid`
  return reach.regionCode === null ? own : sql`${own} and ${livesBelow(reach.regionCode)}`
}

/** In a region or below it. */
export function livesBelow(regionCode: string): SQL {
  return sql`starts_with(f.region_code, ${subtreePrefix(regionCode)})`
}
