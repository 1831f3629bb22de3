import type { Executor } from '@zhihe/postgres/pool'
import { and, eq, sql } from 'drizzle-orm'
import { postings } from './schema.ts'

export interface HoldersQuery {
  tenantId: string
  source: string
  externalIds: readonly string[]
}

/** Whose postings have these numbers already: external id → employer. */
export async function readHolders(db: Executor, { tenantId, source, externalIds }: HoldersQuery): Promise<Map<string, string>> {
  if (externalIds.length === 0) return new Map()
  const rows = await db
    .select({ externalId: postings.externalId, employerId: postings.employerId })
    .from(postings)
    .where(
      and(
        eq(postings.tenantId, tenantId),
        eq(postings.source, source),
        sql`${postings.externalId} = any(${sql.param([...externalIds])}::text[])`,
      ),
    )
  return new Map(rows.map(({ externalId, employerId }) => [externalId, employerId]))
}
