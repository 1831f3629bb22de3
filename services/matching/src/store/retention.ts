import type { Db } from '@zhihe/postgres/pool'
import type { RetentionRule } from '@zhihe/retention/purge'
import { sql } from 'drizzle-orm'

/** What goes by its age; what is about a person goes when she is erased (`forgetErased`). */
export const retentionRules: readonly RetentionRule[] = [
  // Longer than any job can wait, be tried again or lie dead.
  { name: 'inbox', table: 'matching.inbox', column: 'received_at', keepFor: 'P30D' },
  // The relay lets go of them within the hour; this is for what it left.
  { name: 'outbox', table: 'matching.outbox', column: 'published_at', keepFor: 'P14D' },
  { name: 'tombstones', table: 'matching.jobseekers', column: 'erased_at', keepFor: 'P1Y', onlyIf: sql`t.forget_at is null` },
  { name: 'people_seen', table: 'matching.people_seen', column: 'at', keepFor: 'P1Y' },
]

const versionsAtOnce = 5_000

/**
 * Forgets versions of people's facts that no receipt needs: neither what is known now nor what a published entry was made from. Only of people whose facts
 * have stood for a day, so that no list is being made from an older version. Returns how many went.
 */
export async function forgetOldFacts(db: Db): Promise<number> {
  for (let total = 0; ; ) {
    const { rows } = await db.execute<{ gone: number }>(sql`
      with gone as (
        delete from matching.jobseeker_facts where ctid = any(array(
          select f.ctid from matching.jobseeker_facts f join matching.jobseekers j on j.id = f.id
          where f.version < j.version and j.changed_at < now() - interval '1 day'
            and not exists (
              select from matching.matches m join matching.shortlist_entries e on e.match_id = m.id
              where m.jobseeker_id = f.id and e.jobseeker_version = f.version)
          limit ${versionsAtOnce})) returning 1
      ) select count(*)::integer as gone from gone`)
    const gone = rows[0]?.gone ?? 0
    total += gone
    if (gone < versionsAtOnce) return total
  }
}
