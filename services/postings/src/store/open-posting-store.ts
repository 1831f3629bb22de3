import type { Db } from '@zhihe/postgres/pool'
import { and, desc, eq, type SQL, sql } from 'drizzle-orm'
import { employers, postings } from './schema.ts'

export interface OpenFilters {
  /** A region and all below it. */
  regionCode?: string | undefined
  workMode?: string | undefined
  occupationCode?: string | undefined
}

export interface OpenPlace {
  /** RFC 3339 with all six digits of its second: an instant of the database, not of JavaScript. */
  at: string
  id: string
}

/** What is published and within its window at a time, the newest publication first. There is no caller in it: everybody gets the same. */
export async function listOpenPostings(
  db: Db,
  { filters, now, after, limit }: { filters: OpenFilters; now: Date; after: OpenPlace | null; limit: number },
) {
  return await db
    .select({
      id: postings.id,
      content: postings.content,
      employer: { id: employers.id, name: employers.name, kind: employers.kind },
      publishedAt: sql<string>`to_char(${postings.publishedAt} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
    })
    .from(postings)
    .innerJoin(employers, eq(employers.id, postings.employerId))
    .where(and(eq(postings.status, 'published'), isWithinWindow(now), ...passes(filters), after ? isBehind(after) : undefined))
    .orderBy(desc(postings.publishedAt), desc(postings.id))
    .limit(limit)
}

function isWithinWindow(now: Date): SQL {
  const at = sql`${now.toISOString()}::timestamptz`
  return sql`(${postings.closesAt} is null or ${postings.closesAt} > ${at})
    and coalesce((${postings.content} ->> 'opensAt')::timestamptz, ${at}) <= ${at}`
}

function passes({ regionCode, workMode, occupationCode }: OpenFilters): (SQL | undefined)[] {
  const said = (field: string) => sql`${postings.content} ->> ${sql.raw(`'${field}'`)}`
  return [
    // 330000 and 330100 begin every code below them without their zeros.
    regionCode === undefined ? undefined : sql`starts_with(${said('regionCode')}, ${regionCode.replace(/(?:0000|00)$/, '')})`,
    workMode === undefined ? undefined : sql`${said('workMode')} = ${workMode}`,
    occupationCode === undefined ? undefined : sql`${said('occupationCode')} = ${occupationCode}`,
  ]
}

function isBehind({ at, id }: OpenPlace): SQL {
  return sql`(${postings.publishedAt}, ${postings.id}) < (${at}::timestamptz, ${id}::uuid)`
}
