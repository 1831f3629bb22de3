import { sql } from 'drizzle-orm'
import { postings, postingVersions } from './schema.ts'

/** Was the posting of the row open to everybody at some time? */
export const wasPublished = sql`exists (
  select from ${postingVersions} where ${postingVersions.postingId} = ${postings.id} and ${postingVersions.status} = 'published')`
