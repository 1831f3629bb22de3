import { type SQL, sql } from 'drizzle-orm'
import type { Code } from '../domain/codes.ts'
import { ago, type Terms } from './look.ts'
import type { LookName } from './looks.ts'

export interface Repair {
  /** The look that finds it. */
  look: LookName
  /** A call of the owner's function over what was found, `ids` being an array of text; answers how many things it did. */
  mend: (ids: SQL, terms: Terms) => SQL
}

const uuids = (ids: SQL): SQL => sql`${ids}::uuid[]`

const sendAgain = (ids: SQL): SQL =>
  sql`postings.send_again(${uuids(ids)}) + jobseekers.send_again(${uuids(ids)}) + matching.send_again(${uuids(ids)})`

const mendLists = (ids: SQL): SQL => sql`matching.mend_lists(${uuids(ids)})`

const recount = (ids: SQL): SQL => sql`matching.recount_exposures((
  select jsonb_agg(jsonb_build_object('id', p.id, 'seq', greatest(coalesce(m.seq, 0), coalesce(e.seq, 0))) order by p.id)
  from unnest(${uuids(ids)}) p (id)
  left join matching.exposures m on m.jobseeker_id = p.id left join jobseekers.consistency_exposures e on e.jobseeker_id = p.id))`

const restorePostings = (ids: SQL): SQL => sql`matching.restore_postings((
  select jsonb_agg(jsonb_build_object('id', p.id, 'tenant_id', p.tenant_id, 'employer_id', p.employer_id, 'version', coalesce(t.version, p.version),
    'is_open', p.status = 'published'))
  from postings.postings p left join (
    select e.posting_id, max(e.version) as version from postings.consistency_events e where e.type like 'posting.%' group by e.posting_id) t
    on t.posting_id = p.id
  where p.id = any(${uuids(ids)})))`

const restorePeople = (ids: SQL): SQL => sql`matching.restore_people((
  select jsonb_agg(jsonb_build_object('id', j.id, 'tenant_id', j.tenant_id)) from jobseekers.consistency_people j where j.id = any(${uuids(ids)})))`

const followAttempts = (ids: SQL, { graceMs }: Terms): SQL => sql`webhooks.follow_attempts(${ids}::text[], ${ago(graceMs)})`

// The lists on which these matches stand are put in order; who was never told of as coming leaves her place and comes again.
const comeAgain = (ids: SQL): SQL => sql`matching.mend_lists(
  array(select distinct e.posting_id from matching.shortlist_entries e where e.match_id = any(${uuids(ids)})), ${uuids(ids)})`

const hearAgain = (ids: SQL): SQL => sql`webhooks.hear_again(${uuids(ids)}) + ${sendAgain(ids)}`

/**
 * How each finding is mended that can be: by a function of the schema that owns the rows, which does what its service would have done. In this order, as
 * copies come before the lists that are made from them.
 */
export const repairs: Partial<Record<Code, Repair>> = {
  event_set_aside: { look: 'unsentEvents', mend: sendAgain },
  event_unheard: { look: 'unheardEvents', mend: sendAgain },
  posting_copy_missing: { look: 'postingCopies', mend: restorePostings },
  posting_copy_differs: { look: 'postingCopies', mend: restorePostings },
  posting_facts_missing: { look: 'postingCopies', mend: (ids) => sql`matching.restore_history(${uuids(ids)})` },
  person_copy_missing: { look: 'peopleCopies', mend: restorePeople },
  person_copy_differs: { look: 'peopleCopies', mend: restorePeople },
  person_facts_missing: { look: 'peopleCopies', mend: (ids) => sql`matching.restore_history(${uuids(ids)})` },
  consent_unfounded: {
    look: 'peopleCopies',
    mend: (ids) => sql`jobseekers.withdraw_unfounded(${uuids(ids)}) + jobseekers.tell_not_matched(${uuids(ids)})`,
  },
  consent_copy_differs: { look: 'peopleCopies', mend: (ids) => sql`jobseekers.tell_not_matched(${uuids(ids)})` },
  erasure_unfollowed: { look: 'erasures', mend: (ids) => sql`jobseekers.tell_erased(${uuids(ids)})` },
  grant_differs: { look: 'grants', mend: (ids) => sql`jobseekers.follow_grants(${uuids(ids)})` },
  list_missing: { look: 'lists', mend: mendLists },
  entries_without_list: { look: 'lists', mend: mendLists },
  list_size_differs: { look: 'lists', mend: mendLists },
  list_ranks_broken: { look: 'lists', mend: mendLists },
  list_on_closed_posting: { look: 'lists', mend: mendLists },
  list_version_behind: { look: 'lists', mend: mendLists },
  entry_version_behind: { look: 'lists', mend: mendLists },
  list_with_inactive_person: { look: 'lists', mend: mendLists },
  match_missing: { look: 'lists', mend: mendLists },
  list_seq_behind: { look: 'lists', mend: mendLists },
  entry_untold: { look: 'moves', mend: comeAgain },
  withdrawal_untold: { look: 'moves', mend: (ids) => sql`matching.tell_withdrawn(${uuids(ids)})` },
  exposure_differs: { look: 'exposures', mend: recount },
  exposure_register_differs: { look: 'exposures', mend: recount },
  message_missing: { look: 'expectedMessages', mend: hearAgain },
  attempts_miscounted: { look: 'messageAttempts', mend: followAttempts },
  delivered_without_success: { look: 'messageAttempts', mend: followAttempts },
  attempt_left_sending: { look: 'messageAttempts', mend: followAttempts },
  rebuild_miscounted: { look: 'leases', mend: () => sql`matching.recount_rebuilds()` },
  idempotency_unanswered: {
    look: 'leases',
    mend: (_, { graceMs }) =>
      sql`postings.forget_unanswered(${ago(graceMs)}) + jobseekers.forget_unanswered(${ago(graceMs)}) + webhooks.forget_unanswered(${ago(graceMs)})`,
  },
}
