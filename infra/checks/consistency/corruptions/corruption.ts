import type { ConsistencyCode } from '@zhihe/contracts/admin'

/** Something that no service would write: the statements that plant it, and what must be found then, and nothing else. */
export interface Corruption {
  what: string
  code: ConsistencyCode
  plant: string
  /** Its code can be mended, and this case of it not: nothing says what it should be. */
  isBeyondRepair?: boolean
}

export const nobody = `'00000000-0000-7000-8000-00000000dead'::uuid`
// Plants of one running house do not meet: whoever was planted stays.
export const nobodyElse = `'00000000-0000-7000-8000-00000000beef'::uuid`
export const hourAgo = `now() - interval '1 hour'`
export const openPosting = `(select l.posting_id from matching.shortlists l where l.size > 2 order by 1 limit 1)`
export const listedPerson = `(select e.jobseeker_id from matching.shortlist_entries e order by 1 limit 1)`
// Matching knows her and she stands nowhere.
export const quietPerson = `(select j.id from matching.jobseekers j where j.erased_at is null
  and not exists (select from matching.shortlist_entries e where e.jobseeker_id = j.id) order by 1 limit 1)`
export const deliveredOnce = `(select m.id from webhooks.messages m where m.status = 'delivered' and m.attempts = 1 order by 1 limit 1)`
export const incomplete = `(select p.id from postings.postings p where p.status = 'needs_info' and p.source = 'consistency' order by 1 limit 1)`
