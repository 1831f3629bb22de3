import type { Db, Transaction } from '@zhihe/postgres/pool'
import { and, asc, eq, gte, inArray, lte, type SQL, sql } from 'drizzle-orm'
import type { Posting, PostingKey, PostingStatus } from '../domain/posting.ts'
import type { Reach } from '../domain/reach.ts'
import { postingsWithin } from './reach-filter.ts'
import { readHistory } from './save-postings.ts'
import { postings } from './schema.ts'

export interface PostingFilters {
  fairId?: string | undefined
  employerId?: string | undefined
  status?: string | undefined
  updatedSince?: Date | undefined
}

export interface PostingPlace {
  /** RFC 3339. */
  at: string
  id: string
}

/** A source never holds a space, so the two parts cannot run together. */
export function keyOf({ source, externalId }: PostingKey): string {
  return `${source} ${externalId}`
}

async function findPosting(tx: Transaction, id: string, reach: Reach): Promise<Posting | undefined> {
  const [row] = await tx
    .select()
    .from(postings)
    .where(and(eq(postings.id, id), postingsWithin(reach)))
  return row && toPosting(row)
}

/** Both as of one moment: a change between two reads would show a version that its own history does not have. */
export async function readPostingWithHistory(db: Db, id: string, reach: Reach) {
  return await db.transaction(
    async (tx) => {
      const posting = await findPosting(tx, id, reach)
      return posting && { posting, history: await readHistory(tx, id) }
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  )
}

export async function lockPosting(tx: Transaction, id: string, reach: Reach): Promise<Posting | undefined> {
  const [row] = await tx
    .select()
    .from(postings)
    .where(and(eq(postings.id, id), postingsWithin(reach)))
    .for('update')
  return row && toPosting(row)
}

/** The postings that exist under these keys, locked in the order of their keys so that two writers cannot wait for each other. */
export async function lockPostings(tx: Transaction, tenantId: string, keys: readonly PostingKey[]): Promise<Map<string, Posting>> {
  if (keys.length === 0) return new Map()
  const sources = sql.param(keys.map(({ source }) => source))
  const externalIds = sql.param(keys.map(({ externalId }) => externalId))
  const rows = await tx
    .select()
    .from(postings)
    .where(
      and(
        eq(postings.tenantId, tenantId),
        sql`(${postings.source}, ${postings.externalId}) in (select * from unnest(${sources}::text[], ${externalIds}::text[]))`,
      ),
    )
    .orderBy(...keyOrder)
    .for('update')
  return new Map(rows.map((row) => [keyOf(row), toPosting(row)]))
}

/** In the order of their keys, like `lockPostings`. */
export async function lockPostingsById(tx: Transaction, ids: readonly string[]): Promise<Posting[]> {
  if (ids.length === 0) return []
  const rows = await tx
    .select()
    .from(postings)
    .where(inArray(postings.id, [...ids]))
    .orderBy(...keyOrder)
    .for('update')
  return rows.map(toPosting)
}

export async function readTitles(db: Db, tenantId: string, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, { source: string; externalId: string; title: string }>()
  const rows = await db
    .select({
      id: postings.id,
      source: postings.source,
      externalId: postings.externalId,
      title: sql<string>`${postings.content} ->> 'title'`,
    })
    .from(postings)
    .where(and(eq(postings.tenantId, tenantId), inArray(postings.id, [...ids])))
  return new Map(rows.map(({ id, ...known }) => [id, known]))
}

/** Everything of one source that the caller may write, in the order of the keys. */
export async function lockSource(tx: Transaction, reach: Reach, tenantId: string, source: string): Promise<Posting[]> {
  const rows = await tx
    .select()
    .from(postings)
    .where(and(eq(postings.tenantId, tenantId), eq(postings.source, source), postingsWithin(reach)))
    .orderBy(...keyOrder)
    .for('update')
  return rows.map(toPosting)
}

export async function lockPublishedPostings(tx: Transaction, employerId: string): Promise<Posting[]> {
  const rows = await tx
    .select()
    .from(postings)
    .where(and(eq(postings.employerId, employerId), eq(postings.status, 'published')))
    .orderBy(...keyOrder)
    .for('update')
  return rows.map(toPosting)
}

/** The copies that stand behind these. */
export async function lockMergedInto(tx: Transaction, canonicalIds: readonly string[]): Promise<Posting[]> {
  if (canonicalIds.length === 0) return []
  const rows = await tx
    .select()
    .from(postings)
    .where(inArray(postings.canonicalId, [...canonicalIds]))
    .orderBy(...keyOrder)
    .for('update')
  return rows.map(toPosting)
}

/** Published postings that nobody has written or confirmed since `before` and that nobody else is working on. */
export async function lockUnconfirmedPostings(tx: Transaction, before: Date, limit: number): Promise<Posting[]> {
  const rows = await tx
    .select()
    .from(postings)
    .where(and(eq(postings.status, 'published'), lte(postings.confirmedAt, before)))
    .orderBy(asc(postings.confirmedAt))
    .limit(limit)
    .for('update', { skipLocked: true })
  return rows.map(toPosting)
}

/** Postings whose time is over and that nobody else is working on. */
export async function lockExpiredPostings(tx: Transaction, now: Date, limit: number): Promise<Posting[]> {
  const open: PostingStatus[] = ['published', 'needs_info', 'blocked', 'merged']
  const rows = await tx
    .select()
    .from(postings)
    .where(and(inArray(postings.status, open), lte(postings.closesAt, now)))
    .orderBy(asc(postings.closesAt))
    .limit(limit)
    .for('update', { skipLocked: true })
  return rows.map(toPosting)
}

/** One page, oldest change first, beginning after `after`. */
export async function listPostings(
  db: Db,
  { reach, filters, after, limit }: { reach: Reach; filters: PostingFilters; after: PostingPlace | null; limit: number },
): Promise<Posting[]> {
  const rows = await db
    .select()
    .from(postings)
    .where(and(postingsWithin(reach), ...conditionsOf(filters), after ? afterPlace(after) : undefined))
    .orderBy(asc(postings.updatedAt), asc(postings.id))
    .limit(limit)
  return rows.map(toPosting)
}

// Compared byte by byte, as JavaScript sorts: the order must not depend on the collation of the database.
const keyOrder = [sql`${postings.source} collate "C"`, sql`${postings.externalId} collate "C"`]

function conditionsOf({ fairId, employerId, status, updatedSince }: PostingFilters): (SQL | undefined)[] {
  return [
    fairId === undefined ? undefined : eq(postings.fairId, fairId),
    employerId === undefined ? undefined : eq(postings.employerId, employerId),
    status === undefined ? undefined : sql`${postings.status} = ${status}`,
    updatedSince === undefined ? undefined : gte(postings.updatedAt, updatedSince),
  ]
}

function afterPlace({ at, id }: PostingPlace): SQL {
  return sql`(${postings.updatedAt}, ${postings.id}) > (${at}::timestamptz, ${id}::uuid)`
}

// The other columns repeat what content says.
function toPosting(row: typeof postings.$inferSelect): Posting {
  const { employerId: _, fairId: __, closesAt: ___, ...posting } = row
  return posting
}
