import { type Corruption, hourAgo, incomplete, nobody, openPosting } from './corruption.ts'

/** Postings, their histories and copies. */
export const ofPostings: readonly Corruption[] = [
  {
    what: 'a gap in a history',
    code: 'posting_versions_broken',
    plant: `delete from postings.posting_versions where version = 1
      and posting_id = (select id from postings.postings where version = 2 and status = 'published' order by 1 limit 1)`,
  },
  {
    what: 'a posting that was closed and not told of',
    code: 'posting_untold',
    plant: `with closed as (
        update postings.postings set status = 'closed', version = version + 1
        where id = (select id from postings.postings where status = 'published' and source = 'consistency' order by 1 desc limit 1) returning *)
      insert into postings.posting_versions (posting_id, version, status, reason_code, content, at, by_key_id)
      select id, version, status, reason_code, content, now(), ${nobody} from closed`,
  },
  {
    what: 'an event about a posting that is not there',
    code: 'posting_event_of_nothing',
    plant: `with told as (
        insert into postings.outbox (id, type, payload, published_at, confirmed_at)
        select uuidv7(), 'posting.updated', jsonb_set(payload, '{data,postingId}', to_jsonb(${nobody}::text)), now(), now()
        from postings.outbox where type = 'posting.published' order by seq desc limit 1 returning id)
      insert into matching.inbox (consumer, event_id) select 'matching', id from told`,
  },
  {
    what: 'an event about a version that is not there',
    code: 'posting_event_of_nothing',
    plant: `update postings.outbox set payload = jsonb_set(payload, '{data,version}', '77') where seq = (
      select max(seq) from postings.outbox where type = 'posting.published')`,
  },
  {
    what: 'a copy that is not there',
    code: 'posting_copy_missing',
    plant: `with list as (delete from matching.shortlists where posting_id = ${incomplete}) delete from matching.postings where id = ${incomplete}`,
  },
  {
    what: 'a copy of another version',
    code: 'posting_copy_differs',
    plant: `update matching.postings set version = version + 1 where id = ${incomplete}`,
  },
  {
    what: 'a copy that belongs to another employer',
    code: 'posting_copy_differs',
    plant: `update matching.postings set employer_id = ${nobody} where id = ${openPosting}`,
  },
  {
    what: 'a posting that matching offers although it is closed',
    code: 'posting_copy_differs',
    plant: `with opened as (
        update matching.postings set status = 'open' where id = (
          select id from postings.postings where status = 'closed' and source = 'consistency' order by 1 limit 1) returning id, version)
      update matching.shortlists s set posting_version = o.version from opened o where o.id = s.posting_id`,
  },
  {
    what: 'a change that matching knows nothing of, although it has heard of it',
    code: 'posting_copy_differs',
    plant: `with behind as (
        update matching.postings set version = 1 where id = (
          select id from postings.postings where version = 2 and status = 'published' order by 1 limit 1) returning id
      ), list as (update matching.shortlists s set posting_version = 1 from behind b where b.id = s.posting_id)
      update matching.shortlist_entries e set posting_version = 1 from behind b where b.id = e.posting_id`,
  },
  {
    what: 'a copy in a version that is yet to come, long after it was told of',
    code: 'posting_copy_differs',
    plant: `with ahead as (
        update matching.postings set version = version + 1 where id = ${incomplete} returning id
      ), old as (update postings.posting_versions v set at = ${hourAgo} from ahead a where v.posting_id = a.id
      ), purged as (
        delete from postings.outbox o using ahead a where (o.payload #>> '{data,postingId}')::uuid = a.id returning o.id
      ), unheard as (delete from matching.inbox i using purged p where p.id = i.event_id
      ), untold as (delete from webhooks.inbox i using purged p where p.id = i.event_id
      ), unsaid as (delete from webhooks.messages m using purged p where p.id = m.event_id)
      select from ahead`,
  },
  {
    what: 'a copy of no posting',
    code: 'posting_copy_of_nothing',
    plant: `insert into matching.postings (id, tenant_id, employer_id, version, status) values (${nobody}, ${nobody}, ${nobody}, 1, 'closed')`,
  },
  {
    what: 'a version that no receipt could be made of',
    code: 'posting_facts_missing',
    plant: `delete from matching.posting_facts f using matching.postings p where p.id = f.id and p.version = f.version and p.id = ${openPosting}`,
  },
]
