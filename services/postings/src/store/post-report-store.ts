import type { ReportedPost } from '@zhihe/contracts/post-report'
import type { Executor } from '@zhihe/postgres/pool'
import { and, asc, eq, isNotNull, ne, type SQL, sql } from 'drizzle-orm'
import type { Reach } from '../domain/reach.ts'
import { postings, postingVersions } from './schema.ts'

export interface ReportQuery {
  employerId: string
  reach: Reach
  /** The year: its first moment and the first of the next. */
  span: { from: Date; until: Date }
  now: Date
}

/** Postings received in the year or open to everybody at some time in it, oldest first. */
export async function listReported(db: Executor, query: ReportQuery, { after, limit }: { after: ReportPlace | null; limit: number }) {
  const life = lifeOf(db, query)
  const { id, source, externalId, content, status, reasonCode, canonicalId, fairId, createdAt } = postings
  return await db
    .select({
      posting: { id, source, externalId, content, status, reasonCode, canonicalId, fairId, createdAt },
      publishedAt: life.publishedAt,
      closedAt: life.closedAt,
    })
    .from(postings)
    .innerJoinLateral(life, sql`true`)
    .where(
      and(...conditionsOf(query, life), after ? sql`(${createdAt}, ${id}) > (${after.at}::timestamptz, ${after.id}::uuid)` : undefined),
    )
    .orderBy(asc(createdAt), asc(id))
    .limit(limit)
}

export type ReportedRow = Awaited<ReturnType<typeof listReported>>[number]

export interface ReportPlace {
  /** RFC 3339. */
  at: string
  id: string
}

/** The sums over all of them; copies are counted apart, a headcount that is not stated counts as 0. */
export async function sumReported(db: Executor, query: ReportQuery) {
  const life = lifeOf(db, query)
  const counted = ne(postings.status, 'merged')
  const targeted = sql`${counted} and ${postings.content} ->> 'channel' = 'targeted'`
  const published = sql`${counted} and ${isNotNull(life.publishedAt)}`
  const open = eq(postings.status, 'published' satisfies ReportedPost['status'])
  const [row] = await db
    .select({
      all: tally(counted),
      targeted: tally(targeted),
      published: tally(published),
      open: tally(open),
      withoutHeadcount: countOf(sql`${counted} and ${headcount} is null`),
      copies: countOf(eq(postings.status, 'merged')),
    })
    .from(postings)
    .innerJoinLateral(life, sql`true`)
    .where(and(...conditionsOf(query, life)))
  if (!row) throw new Error('a sum has one row')
  return row
}

const headcount = sql`(${postings.content} ->> 'headcount')::int`

function tally(which: SQL) {
  return { postings: countOf(which), headcount: sql<number>`coalesce(sum(${headcount}) filter (where ${which}), 0)::float8` }
}

function countOf(which: SQL) {
  return sql<number>`count(*) filter (where ${which})::int`
}

type Life = ReturnType<typeof lifeOf>

function conditionsOf({ employerId, reach }: ReportQuery, life: Life): (SQL | undefined)[] {
  // What was open to everybody once, the federation has seen.
  return [eq(postings.employerId, employerId), sql`${life.inYear}`, reach.kind === 'published' ? isNotNull(life.publishedAt) : undefined]
}

// A version lasts until the next; the last one lasts until now.
function lifeOf(db: Executor, { span, now }: ReportQuery) {
  const { at, version, status, postingId } = postingVersions
  const ended = sql<Date>`lead(${at}, 1, ${now.toISOString()}::timestamptz) over (order by ${version})`
  const versions = db
    .select({ at, version, status, ended: ended.as('ended') })
    .from(postingVersions)
    .where(eq(postingId, postings.id))
    .as('versions')
  const [from, until] = [sql`${span.from.toISOString()}::timestamptz`, sql`${span.until.toISOString()}::timestamptz`]
  const isReceived = sql`${versions.version} = 1 and ${versions.at} >= ${from}`
  const isOpen = sql`${versions.status} = 'published' and ${versions.ended} > ${from}`
  return db
    .select({
      publishedAt: sql<Date | null>`min(${versions.at}) filter (where ${versions.status} = 'published')`.mapWith(toDate).as('published_at'),
      closedAt: sql<Date | null>`
        case ${postings.status} when 'closed' then max(${versions.at}) filter (where ${versions.status} = 'closed') end`
        .mapWith(toDate)
        .as('closed_at'),
      inYear: sql<boolean>`bool_or(${versions.at} < ${until} and ((${isReceived}) or (${isOpen})))`.as('in_year'),
    })
    .from(versions)
    .as('life')
}

function toDate(value: string | Date): Date | null {
  return new Date(value)
}
