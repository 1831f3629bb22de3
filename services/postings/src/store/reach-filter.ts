import { and, eq, isNotNull, or, type SQL, sql } from 'drizzle-orm'
import type { Reach } from '../domain/reach.ts'
import { attendances, employers, fairs, postings } from './schema.ts'

export function postingsWithin(reach: Reach): SQL | undefined {
  switch (reach.kind) {
    case 'all':
      return undefined
    case 'tenant':
      return eq(postings.tenantId, reach.tenantId)
    case 'employer':
      return and(eq(postings.tenantId, reach.tenantId), eq(postings.employerId, reach.employerId))
    case 'published':
      return eq(postings.status, 'published')
  }
}

/** An enterprise may read the employers of its tenant; the federation those that publish, declare their posts or have come to a fair. */
export function employersWithin(reach: Reach): SQL | undefined {
  if (reach.kind === 'all') return undefined
  if (reach.kind !== 'published') return eq(employers.tenantId, reach.tenantId)
  const posts = sql`exists (select from ${postings} where ${postings.employerId} = ${employers.id} and ${postings.status} = 'published')`
  const attended = sql`exists (select from ${attendances} where ${attendances.employerId} = ${employers.id} and not ${attendances.withdrawn})`
  return or(posts, isNotNull(employers.establishment), attended)
}

/** The federation may read the fairs that somebody publishes for or came to. */
export function fairsWithin(reach: Reach): SQL | undefined {
  if (reach.kind === 'all') return undefined
  if (reach.kind !== 'published') return eq(fairs.tenantId, reach.tenantId)
  const posts = sql`exists (select from ${postings} where ${postings.fairId} = ${fairs.id} and ${postings.status} = 'published')`
  const attended = sql`exists (select from ${attendances} where ${attendances.fairId} = ${fairs.id} and not ${attendances.withdrawn})`
  return or(posts, attended)
}
