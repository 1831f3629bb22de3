import type { Executor, Transaction } from '@zhihe/postgres/pool'
import { and, eq, isNotNull, ne, sql } from 'drizzle-orm'
import type { Comparable, Duplicate } from '../domain/duplicates.ts'
import { merges, postings } from './schema.ts'

export interface Merge {
  postingId: string
  duplicate: Duplicate
}

/** The published postings of these employers, as far as they are compared; of the one source, where it is given, none: it has no copies of its own. */
export async function readComparables(tx: Executor, employerIds: readonly string[], besides: string | null = null): Promise<Comparable[]> {
  if (employerIds.length === 0) return []
  return await tx
    .select({
      id: postings.id,
      source: postings.source,
      employerId: postings.employerId,
      regionCode: sql<string>`${postings.content} ->> 'regionCode'`,
      title: sql<string>`${postings.content} ->> 'title'`,
      description: sql<string>`${postings.content} ->> 'description'`,
      createdAt: postings.createdAt,
    })
    .from(postings)
    .where(
      and(
        sql`${postings.employerId} = any(${sql.param([...employerIds])}::uuid[])`,
        eq(postings.status, 'published'),
        besides === null ? undefined : ne(postings.source, besides),
      ),
    )
}

/** What somebody has said is not the same, by posting. */
export async function readApart(tx: Executor, postingIds: readonly string[]): Promise<Map<string, Set<string>>> {
  const apart = new Map<string, Set<string>>()
  if (postingIds.length === 0) return apart
  const rows = await tx
    .select({ postingId: merges.postingId, canonicalId: merges.canonicalId })
    .from(merges)
    .where(and(sql`${merges.postingId} = any(${sql.param([...postingIds])}::uuid[])`, isNotNull(merges.undoneAt)))
  for (const { postingId, canonicalId } of rows) apart.set(postingId, (apart.get(postingId) ?? new Set()).add(canonicalId))
  return apart
}

export async function recordMerges(tx: Transaction, made: readonly Merge[], at: Date): Promise<void> {
  if (made.length === 0) return
  await tx
    .insert(merges)
    .values(
      made.map(({ postingId, duplicate: { canonicalId, similarity, titles, duties } }) => ({
        postingId,
        canonicalId,
        similarity,
        reason: { titles, duties },
        mergedAt: at,
      })),
    )
    .onConflictDoUpdate({
      target: [merges.postingId, merges.canonicalId],
      set: { similarity: sql`excluded.similarity`, reason: sql`excluded.reason`, mergedAt: at },
    })
}

/** These two are never merged again. */
export async function recordApart(
  tx: Transaction,
  postingId: string,
  canonicalId: string,
  by: { at: Date; byKeyId: string },
): Promise<void> {
  await tx
    .update(merges)
    .set({ undoneAt: by.at, undoneBy: by.byKeyId })
    .where(and(eq(merges.postingId, postingId), eq(merges.canonicalId, canonicalId)))
}
