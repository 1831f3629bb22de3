import type { VacancyTotals } from '@zhihe/contracts/vacancy'
import { publicBodyKinds } from '@zhihe/contracts/vacancy'
import type { Db } from '@zhihe/postgres/pool'
import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Reach } from '../domain/reach.ts'
import { employersWithin } from './reach-filter.ts'
import { employers, postings } from './schema.ts'

export interface VacancyFilter {
  reach: Reach
  /** A region and all below it. */
  regionCode?: string | undefined
  kind?: (typeof publicBodyKinds)[number] | undefined
}

export interface VacancyPlace {
  regionCode: string
  id: string
}

/** Public bodies with what they have published now, by region. */
export async function listPublicBodies(db: Db, filter: VacancyFilter, { after, limit }: { after: VacancyPlace | null; limit: number }) {
  const open = openOf(db)
  const { id, uscc, name, kind, regionCode, establishment } = employers
  const place = sql`(${regionCode}, ${id})`
  return await db
    .select({
      body: { employerId: id, uscc, name, kind, regionCode },
      establishment,
      openPostings: open.openPostings,
      openHeadcount: open.openHeadcount,
      openTargetedHeadcount: open.openTargetedHeadcount,
    })
    .from(employers)
    .innerJoinLateral(open, sql`true`)
    .where(and(isPublicBody(filter), after ? sql`${place} > (${after.regionCode}, ${after.id}::uuid)` : undefined))
    .orderBy(asc(regionCode), asc(id))
    .limit(limit)
}

/** The figures of all of them together. */
export async function sumPublicBodies(db: Db, filter: VacancyFilter): Promise<VacancyTotals> {
  const open = openOf(db)
  const [posts, filled, reserved, hired] = [figure('posts'), figure('filled'), figure('reservedForDisabled'), figure('hiredDisabled')]
  const [row] = await db
    .select({
      bodies: sql<number>`count(*)::int`,
      declared: sql<number>`count(${employers.establishment})::int`,
      posts: sumOf(posts),
      filled: sumOf(filled),
      gap: sumOf(sql`greatest(0, ${posts} - ${filled})`),
      reservedForDisabled: sumOf(reserved),
      hiredDisabled: sumOf(hired),
      reservedGap: sumOf(sql`greatest(0, ${reserved} - ${hired})`),
      openPostings: sumOf(sql`${open.openPostings}`),
      openHeadcount: sumOf(sql`${open.openHeadcount}`),
      openTargetedHeadcount: sumOf(sql`${open.openTargetedHeadcount}`),
    })
    .from(employers)
    .innerJoinLateral(open, sql`true`)
    .where(isPublicBody(filter))
  if (!row) throw new Error('a sum has one row')
  return row
}

function isPublicBody({ reach, regionCode, kind }: VacancyFilter): SQL | undefined {
  return and(
    employersWithin(reach),
    inArray(employers.kind, [...publicBodyKinds]),
    kind === undefined ? undefined : eq(employers.kind, kind),
    regionCode === undefined ? undefined : sql`starts_with(${employers.regionCode}, ${subtreePrefix(regionCode)})`,
  )
}

// 330000 and 330100 begin every code below them without their zeros.
function subtreePrefix(regionCode: string): string {
  return regionCode.replace(/(?:0000|00)$/, '')
}

function openOf(db: Db) {
  const headcount = sql`(${postings.content} ->> 'headcount')::int`
  return db
    .select({
      openPostings: sql<number>`count(*)::int`.as('open_postings'),
      openHeadcount: sumOf(headcount).as('open_headcount'),
      openTargetedHeadcount: sql<number>`
        coalesce(sum(${headcount}) filter (where ${postings.content} ->> 'channel' = 'targeted'), 0)::int`.as('open_targeted_headcount'),
    })
    .from(postings)
    .where(and(eq(postings.employerId, employers.id), eq(postings.status, 'published')))
    .as('open')
}

function figure(key: 'posts' | 'filled' | 'reservedForDisabled' | 'hiredDisabled'): SQL {
  return sql`(${employers.establishment} ->> ${key})::int`
}

// Beyond what int holds a JavaScript number still counts.
function sumOf(of: SQL): SQL<number> {
  return sql<number>`coalesce(sum(${of}), 0)::float8`
}
