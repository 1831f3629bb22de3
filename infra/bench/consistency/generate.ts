import type { Pool } from 'pg'

export interface Sizes {
  postings: number
  people: number
}

/** How many events come of it: two for a posting, two for its list, one for a person and one for what is counted of her. */
export function eventsOf({ postings, people }: Sizes): number {
  return 4 * postings + 2 * people
}

const tenant = `'019a0000-0000-7000-8000-0000000000aa'::uuid`
const key = `'019a0000-0000-7000-8000-0000000000bb'::uuid`
const idOf = (kind: string, n: string) => `('019a0000-${kind}-7000-8000-' || lpad(to_hex((${n})::bigint), 12, '0'))::uuid`
const employer = (n: string) => idOf('0001', n)
const posting = (n: string) => idOf('0002', n)
const person = (n: string) => idOf('0003', n)
const match = (n: string, place: string) => idOf('0004', `${n} * 8 + ${place}`)
const event = (kind: string, n: string) => idOf(kind, n)
const onList = 5
const memberOf = (n: string, place: string, people: number) => `1 + (${n} * ${onList} + ${place}) % ${people}`
// About as long as facts are.
const filling = `repeat('-', 700)`
const ago = `now() - interval '50 minutes'`

/** A house of this size in which everything agrees, written past the services, which would take hours. One statement each, in their order. */
export function statements({ postings, people }: Sizes): string[] {
  const everyPosting = `generate_series(1, ${postings}) n`
  const everyPerson = `generate_series(1, ${people}) n`
  const ofEmployer = employer('1 + (n % 5 = 0)::integer')
  const told = (eventId: string, type: string, data: string) =>
    `${eventId}, '${type}', jsonb_build_object('id', ${eventId}, 'type', '${type}', 'occurredAt', now(), 'data', jsonb_build_object(${data})), ${ago}, ${ago}, ${ago}`
  const outbox = (schema: string) => `insert into ${schema}.outbox (id, type, payload, created_at, published_at, confirmed_at)`
  const postingData = (version: number) =>
    `'postingId', ${posting('n')}, 'tenantId', ${tenant}, 'employerId', ${ofEmployer}, 'version', ${version}, 'facts', jsonb_build_object('x', ${filling})`
  const updated = `jsonb_build_array(jsonb_build_object('matchId', ${match('n', '1')}, 'candidateRef', 'c', 'jobseekerId', ${person(memberOf('n', '1', people))}))`
  const proposed = `(select jsonb_agg(jsonb_build_object('matchId', ${match('n', 'p')}, 'candidateRef', 'c', 'jobseekerId', ${person(memberOf('n', 'p', people))}))
    from generate_series(1, ${onList}) p)`
  const listData = (seq: number, moved: string) =>
    `'postingId', ${posting('n')}, 'tenantId', ${tenant}, 'employerId', ${ofEmployer}, 'seq', ${seq}, ${moved}, 'withdrawn', '[]'::jsonb`
  return [
    `insert into postings.employers (id, tenant_id, uscc, name, kind, region_code, version, created_at, updated_at)
      select ${employer('n')}, ${tenant}, lpad(n::text, 18, '0'), 'x', 'private', '330106', 1, ${ago}, ${ago} from generate_series(1, 2) n`,
    `insert into postings.postings (id, tenant_id, source, external_id, employer_id, status, reason_code, content, version, created_at, updated_at, confirmed_at)
      select ${posting('n')}, ${tenant}, 'bench', n::text, ${ofEmployer}, 'published', 'ok', '{}', 2, ${ago}, ${ago}, ${ago} from ${everyPosting}`,
    `insert into postings.posting_versions (posting_id, version, status, reason_code, content, at, by_key_id)
      select ${posting('n')}, v, 'published', 'ok', '{}', ${ago}, ${key} from ${everyPosting}, generate_series(1, 2) v`,
    `${outbox('postings')} select ${told(event('0005', 'n'), 'posting.published', postingData(1))} from ${everyPosting}`,
    `${outbox('postings')} select ${told(event('0006', 'n'), 'posting.updated', postingData(2))} from ${everyPosting}`,
    `insert into jobseekers.jobseekers (id, tenant_id, status, region_code, profile, version, created_at, updated_at)
      select ${person('n')}, ${tenant}, 'active', '330106', '{"regionCode": "330106"}', 1, ${ago}, ${ago} from ${everyPerson}`,
    `insert into jobseekers.consents (id, jobseeker_id, purpose, text_version, decision, decided_at, recorded_at, by_key_id)
      select ${idOf('000e', 'n')}, ${person('n')}, 'matching', 'v1', 'granted', ${ago}, ${ago}, ${key} from ${everyPerson}`,
    `insert into consent.given (jobseeker_id, purpose, since) select ${person('n')}, 'matching', ${ago} from ${everyPerson}`,
    `${outbox('jobseekers')} select ${told(event('0007', 'n'), 'jobseeker.changed', `'tenantId', ${tenant}, 'facts', jsonb_build_object('id', ${person('n')}, 'version', 1, 'x', ${filling})`)} from ${everyPerson}`,
    `insert into matching.postings (id, tenant_id, employer_id, version, status, facts)
      select ${posting('n')}, ${tenant}, ${ofEmployer}, 2, 'open', jsonb_build_object('x', ${filling}) from ${everyPosting}`,
    `insert into matching.posting_facts (id, version, facts) select ${posting('n')}, v, '{}' from ${everyPosting}, generate_series(1, 2) v`,
    `insert into matching.jobseekers (id, tenant_id, region_code, version, facts)
      select ${person('n')}, ${tenant}, '330106', 1, jsonb_build_object('active', true, 'consentsToMatching', true, 'x', ${filling}) from ${everyPerson}`,
    `insert into matching.jobseeker_facts (id, version, facts) select ${person('n')}, 1, '{}' from ${everyPerson}`,
    `insert into matching.shortlists (posting_id, posting_version, seq, size, floor_tier, floor_key) select ${posting('n')}, 2, 2, ${onList}, 0, 1 from ${everyPosting}`,
    `insert into matching.matches (id, posting_id, jobseeker_id, created_at)
      select ${match('n', 'p')}, ${posting('n')}, ${person(memberOf('n', 'p', people))}, ${ago} from ${everyPosting}, generate_series(1, ${onList}) p`,
    `insert into matching.shortlist_entries (posting_id, jobseeker_id, match_id, rank, rank_key, verdict, score, confidence, component_scores, posting_version,
        jobseeker_version, scoring_version, evaluated_at)
      select ${posting('n')}, ${person(memberOf('n', 'p', people))}, ${match('n', 'p')}, p, 1, 'eligible', 5000, 5000, '{1,2,3,4,5,6,7,8,9}', 2, 1, 's', ${ago}
      from ${everyPosting}, generate_series(1, ${onList}) p`,
    `insert into matching.exposures (jobseeker_id, seq, lists, first_places, proposals)
      select jobseeker_id, 1, count(*), count(*) filter (where rank = 1), count(*) from matching.shortlist_entries group by jobseeker_id`,
    `insert into jobseekers.exposures (jobseeker_id, seq, lists, first_places, proposals, changed_at) select *, ${ago} from matching.exposures`,
    `${outbox('matching')} select ${told(event('0008', 'n'), 'shortlist.changed', listData(1, `'proposed', ${proposed}, 'updated', '[]'::jsonb`))} from ${everyPosting}`,
    `${outbox('matching')} select ${told(event('0009', 'n'), 'shortlist.changed', listData(2, `'proposed', '[]'::jsonb, 'updated', ${updated}`))} from ${everyPosting}`,
    `${outbox('matching')} select ${told(event('000a', 'n'), 'exposure.changed', `'people', jsonb_build_array(jsonb_build_object('jobseekerId', ${person('n')}, 'seq', 1))`)} from ${everyPerson}`,
    `insert into matching.inbox (consumer, event_id) select 'matching', id from postings.outbox union all select 'matching', id from jobseekers.outbox`,
    `insert into jobseekers.inbox (consumer, event_id) select 'jobseekers', id from matching.outbox where type = 'exposure.changed'`,
    `insert into webhooks.inbox (consumer, event_id) select 'webhooks', id from matching.outbox where type = 'shortlist.changed'
      union all select 'webhooks', id from postings.outbox where type = 'posting.published'`,
    `insert into webhooks.endpoints (id, tenant_id, employer_id, url, events, status, created_at, updated_at)
      values (${idOf('000b', '1')}, ${tenant}, null, 'https://x.example', '{posting.published}', 'active', ${ago}, ${ago}),
        (${idOf('000b', '2')}, ${tenant}, ${employer('2')}, 'https://y.example', '{match.proposed}', 'active', ${ago}, ${ago})`,
    `insert into webhooks.messages (id, endpoint_id, tenant_id, event_id, dedup_key, type, posting_id, seq, body, status, attempts, created_at)
      select 'msg_' || lpad(to_hex(n), 32, '0'), ${idOf('000b', '1')}, ${tenant}, ${event('0005', 'n')}, 'posting.published', 'posting.published', ${posting('n')}, 1,
        '{}', 'delivered', 1, ${ago} from ${everyPosting}`,
    `insert into webhooks.messages (id, endpoint_id, tenant_id, event_id, dedup_key, type, posting_id, seq, match_id, body, status, attempts, created_at)
      select 'msg_f' || lpad(to_hex(n * 8 + p), 31, '0'), ${idOf('000b', '2')}, ${tenant}, ${event('0008', 'n')}, 'match.proposed:' || p, 'match.proposed',
        ${posting('n')}, 1, ${match('n', 'p')}, '{}', 'delivered', 1, ${ago} from ${everyPosting}, generate_series(1, ${onList}) p where n % 5 = 0`,
    `insert into webhooks.attempts (message_id, number, started_at, outcome) select id, 1, ${ago}, 'success' from webhooks.messages`,
    'analyze',
  ]
}

/** The tables that are compared, to be counted as a floor: nobody can compare rows without reading them. */
export const comparedTables = [
  'postings.postings',
  'postings.posting_versions',
  'postings.outbox',
  'jobseekers.jobseekers',
  'jobseekers.consents',
  'jobseekers.outbox',
  'jobseekers.inbox',
  'jobseekers.exposures',
  'consent.given',
  'matching.postings',
  'matching.posting_facts',
  'matching.jobseekers',
  'matching.jobseeker_facts',
  'matching.shortlists',
  'matching.shortlist_entries',
  'matching.matches',
  'matching.exposures',
  'matching.outbox',
  'matching.inbox',
  'webhooks.inbox',
  'webhooks.messages',
  'webhooks.attempts',
] as const

export async function generate(pool: Pool, sizes: Sizes, onStep: (done: number, of: number) => void): Promise<void> {
  const all = statements(sizes)
  for (const [place, statement] of all.entries()) {
    await pool.query(statement)
    onStep(place + 1, all.length)
  }
}
