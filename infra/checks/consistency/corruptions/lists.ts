import { type Corruption, listedPerson, nobody, openPosting } from './corruption.ts'

/** Published lists, and what follows from them. */
export const ofLists: readonly Corruption[] = [
  {
    what: 'an open posting without a list',
    code: 'list_missing',
    plant: `delete from matching.shortlists s using matching.postings p where p.id = s.posting_id and p.status = 'open' and s.posting_id = (
      select s.posting_id from matching.shortlists s join matching.postings p on p.id = s.posting_id where p.status = 'open' and s.size = 0 order by 1 limit 1)`,
  },
  { what: 'entries on no list', code: 'entries_without_list', plant: `delete from matching.shortlists where posting_id = ${openPosting}` },
  {
    what: 'a list of no posting',
    code: 'list_of_nothing',
    plant: `insert into matching.shortlists (posting_id, posting_version, seq, size) values (${nobody}, 1, 1, 0)`,
  },
  {
    what: 'a list that counts one too few',
    code: 'list_size_differs',
    plant: `update matching.shortlists set size = size - 1 where posting_id = ${openPosting}`,
  },
  {
    what: 'a gap in the ranks',
    code: 'list_ranks_broken',
    plant: `update matching.shortlist_entries e set rank = 50 from matching.shortlists s
      where s.posting_id = e.posting_id and e.rank = s.size and s.posting_id = ${openPosting}`,
  },
  {
    what: 'a rank that two have',
    code: 'list_ranks_broken',
    plant: `update matching.shortlist_entries e set rank = rank - 1 from matching.shortlists s
      where s.posting_id = e.posting_id and e.rank = s.size and s.posting_id = ${openPosting}`,
  },
  {
    what: 'people on the list of a posting that is blocked',
    code: 'list_on_closed_posting',
    plant: `with blocked as (
        update postings.postings set status = 'blocked', version = version + 1 where id = ${openPosting} returning *
      ), history as (
        insert into postings.posting_versions (posting_id, version, status, reason_code, content, at, by_key_id)
        select id, version, status, reason_code, content, now(), ${nobody} from blocked
      ), told as (
        insert into postings.outbox (id, type, payload, published_at, confirmed_at)
        select uuidv7(), 'posting.blocked', jsonb_build_object('data', jsonb_build_object('postingId', id, 'version', version, 'tenantId', tenant_id,
          'employerId', employer_id)), now(), now() from blocked returning id
      ), heard as (
        insert into matching.inbox (consumer, event_id) select 'matching', id from told
      ), heard_too as (
        insert into webhooks.inbox (consumer, event_id) select 'webhooks', id from told
      ), kept as (
        insert into matching.posting_facts (id, version, facts) select id, version, '{}' from blocked
      )
      update matching.postings p set status = 'closed', version = b.version from blocked b where b.id = p.id`,
  },
  {
    what: 'a list that was made from an older version',
    code: 'list_version_behind',
    plant: `update matching.shortlists set posting_version = posting_version - 1 where posting_id = ${openPosting}`,
  },
  {
    what: 'an entry that was made from another version of the person',
    code: 'entry_version_behind',
    plant: `update matching.shortlist_entries set jobseeker_version = jobseeker_version + 1 where posting_id = ${openPosting} and rank = 1`,
  },
  {
    what: 'an entry that was made from another version of the posting',
    code: 'entry_version_behind',
    plant: `update matching.shortlist_entries set posting_version = posting_version + 1 where posting_id = ${openPosting} and rank = 1`,
  },
  {
    what: 'somebody who may not be matched any more',
    code: 'list_with_inactive_person',
    plant: `with gone as (delete from consent.given where jobseeker_id = ${listedPerson} returning jobseeker_id)
      update matching.jobseekers j set facts = facts || '{"active": false}' from gone where gone.jobseeker_id = j.id`,
  },
  {
    what: 'an entry without its match',
    code: 'match_missing',
    plant: `delete from matching.matches m using matching.shortlist_entries e where e.match_id = m.id and e.posting_id = ${openPosting} and e.rank = 1`,
  },
  {
    what: 'a list behind what was told of it',
    code: 'list_seq_behind',
    plant: `update matching.shortlists set seq = 0 where posting_id = ${openPosting}`,
  },
  {
    what: 'an entry that nobody was told of',
    code: 'entry_untold',
    plant: `update matching.outbox set payload = jsonb_set(payload, '{data,proposed}', (payload #> '{data,proposed}') - 0)
      where seq = (select max(seq) from matching.outbox where type = 'shortlist.changed' and jsonb_array_length(payload #> '{data,proposed}') > 0
        and exists (select from matching.shortlist_entries e where e.match_id = (payload #>> '{data,proposed,0,matchId}')::uuid))`,
  },
  {
    what: 'an entry of which it was said that it has gone',
    code: 'entry_untold',
    plant: `with moved as (
        update matching.shortlists set seq = seq + 1 where posting_id = ${openPosting} returning posting_id, seq
      ), told as (
        insert into matching.outbox (id, type, payload, published_at, confirmed_at)
        select uuidv7(), 'shortlist.changed', jsonb_build_object('data', jsonb_build_object('postingId', m.posting_id, 'seq', m.seq, 'proposed', '[]'::jsonb,
          'withdrawn', jsonb_build_array(jsonb_build_object('matchId', e.match_id)))), now(), now()
        from moved m join matching.shortlist_entries e on e.posting_id = m.posting_id and e.rank = 1 returning id)
      insert into webhooks.inbox (consumer, event_id) select 'webhooks', id from told`,
  },
  {
    what: 'somebody who left without a word',
    code: 'withdrawal_untold',
    plant: `with gone as (
        delete from matching.shortlist_entries e using matching.shortlists s
        where s.posting_id = e.posting_id and e.rank = s.size and e.posting_id = (
          select (o.payload #>> '{data,postingId}')::uuid from matching.outbox o join matching.shortlists l on l.posting_id = (o.payload #>> '{data,postingId}')::uuid
          where o.type = 'shortlist.changed' and l.size > 2 order by o.seq desc limit 1)
        returning e.posting_id, e.jobseeker_id
      ), counted as (update matching.shortlists s set size = s.size - 1 from gone where gone.posting_id = s.posting_id
      ), here as (update matching.exposures x set lists = x.lists - 1 from gone where gone.jobseeker_id = x.jobseeker_id)
      update jobseekers.exposures x set lists = x.lists - 1 from gone where gone.jobseeker_id = x.jobseeker_id`,
  },
  {
    what: 'a total that the lists do not give',
    code: 'exposure_differs',
    plant: `update matching.exposures set lists = lists + 1 where jobseeker_id = ${listedPerson}`,
  },
  {
    what: 'a first place that the lists do not give',
    code: 'exposure_differs',
    plant: `update matching.exposures set first_places = first_places + 1 where jobseeker_id = ${listedPerson}`,
  },
  {
    what: 'a register that counts otherwise',
    code: 'exposure_register_differs',
    plant: `update jobseekers.exposures set first_places = first_places + 1 where jobseeker_id = ${listedPerson}`,
  },
]
