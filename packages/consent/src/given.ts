import type { Executor } from '@zhihe/postgres/pool'
import { type SQL, sql } from 'drizzle-orm'

/** Whether a person, by her pseudonym, may be matched and told of from now on. */
export interface ConsentChange {
  jobseekerId: string
  purpose: 'matching'
  given: boolean
  /** Of the change that decided it. */
  at: Date
}

/**
 * Notes that consent is given or is no more (PIPL 15: withdrawn as easily as given). Call it in the transaction of the change that decides it, so
 * that whoever acts on the person sees both or neither. Said twice it is said once; `since` stays that of the first. Waits for those who hold the
 * consent just now, so that when this is committed none of them goes on. Only the role of jobseekers may.
 */
export async function setConsent(db: Executor, change: ConsentChange): Promise<void> {
  await db.execute(sql`with ${consentSet(change)} select 1`)
}

/**
 * The same as a part, named `consented`, of a statement that makes the deciding change: one round trip for both. `onlyIf` names a part of that
 * statement that returns a row when the change was made.
 */
export function consentSet({ jobseekerId, purpose, given, at }: ConsentChange, onlyIf: SQL = sql`(values (true)) as always`): SQL {
  if (!given) {
    return sql`consented as (
      delete from consent.given
      where jobseeker_id = ${jobseekerId}::uuid and purpose = ${purpose}::text and exists (select from ${onlyIf}))`
  }
  return sql`consented as (
    insert into consent.given (jobseeker_id, purpose, since)
    select ${jobseekerId}::uuid, ${purpose}::text, ${at.toISOString()}::timestamptz from ${onlyIf}
    on conflict do nothing)`
}
