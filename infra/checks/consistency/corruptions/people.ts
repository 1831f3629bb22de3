import { type Corruption, listedPerson, nobody, nobodyElse, quietPerson } from './corruption.ts'

/** People, consent, erasures and disclosures. */
export const ofPeople: readonly Corruption[] = [
  {
    what: 'a person whom matching has lost',
    code: 'person_copy_missing',
    plant: `delete from matching.jobseekers where id = ${quietPerson}`,
  },
  {
    what: 'a person in another version',
    code: 'person_copy_differs',
    plant: `update matching.jobseekers set version = version + 1 where id = ${quietPerson}`,
  },
  {
    what: 'a person in a version that is yet to come, long after she was told of',
    code: 'person_copy_differs',
    plant: `with ahead as (
        update matching.jobseekers set version = version + 1 where id = ${quietPerson} returning id
      ), purged as (
        delete from jobseekers.outbox o using ahead a where (o.payload #>> '{data,facts,id}')::uuid = a.id returning o.id)
      delete from matching.inbox i using purged p where p.id = i.event_id`,
  },
  {
    what: 'a change of a person that matching knows nothing of, although it has heard of it',
    code: 'person_copy_differs',
    plant: `update matching.jobseekers set version = version - 1 where id = (
      select j.id from matching.jobseekers j join matching.jobseeker_facts f on f.id = j.id and f.version = j.version - 1
      where j.erased_at is null and not exists (select from matching.shortlist_entries e where e.jobseeker_id = j.id) order by 1 limit 1)`,
  },
  {
    what: 'a person whom matching takes for erased',
    code: 'person_copy_differs',
    isBeyondRepair: true,
    plant: `update matching.jobseekers set erased_at = now(), region_code = null, facts = '{}' where id = ${quietPerson}`,
  },
  {
    what: 'a person who is not in the register',
    code: 'person_copy_of_nothing',
    plant: `insert into matching.jobseekers (id, tenant_id, version, facts) values (${nobody}, ${nobody}, 1, '{"active": false}')`,
  },
  {
    what: 'an event about a person who is not there',
    code: 'person_event_of_nothing',
    plant: `with told as (
        insert into jobseekers.outbox (id, type, payload, published_at, confirmed_at)
        select uuidv7(), type, jsonb_set(payload, '{data,facts,id}', to_jsonb(${nobody}::text)), now(), now()
        from jobseekers.outbox where type = 'jobseeker.changed' limit 1 returning id)
      insert into matching.inbox (consumer, event_id) select 'matching', id from told`,
  },
  {
    what: 'a version of a person that no receipt could be made of',
    code: 'person_facts_missing',
    plant: `delete from matching.jobseeker_facts f using matching.jobseekers j where j.id = f.id and j.version = f.version and j.id = ${listedPerson}`,
  },
  {
    what: 'a consent that nobody gave',
    code: 'consent_unfounded',
    plant: `insert into consent.given (jobseeker_id, purpose, since) select c.jobseeker_id, 'matching', now()
      from jobseekers.consents c where c.purpose = 'matching' and c.decision = 'revoked' limit 1`,
  },
  {
    what: 'a consent that was lost',
    code: 'consent_copy_differs',
    plant: `delete from consent.given where jobseeker_id = ${listedPerson}`,
  },
  {
    what: 'an erasure that webhooks has not followed',
    code: 'erasure_unfollowed',
    plant: `insert into jobseekers.erasures (jobseeker_id, tenant_id, reason, version, erased_at) values (${nobody}, ${nobody}, 'death', 3, now() - interval '1 day')`,
  },
  {
    what: 'an erasure that matching has not followed',
    code: 'erasure_unfollowed',
    plant: `with erased as (
        insert into jobseekers.erasures (jobseeker_id, tenant_id, reason, version, erased_at)
        values (${nobodyElse}, ${nobody}, 'death', 3, now() - interval '1 day') returning jobseeker_id, tenant_id, erased_at
      ), followed as (insert into webhooks.erasures (jobseeker_id, tenant_id, candidate_refs, erased_at) select jobseeker_id, tenant_id, '{}', erased_at from erased)
      insert into matching.jobseekers (id, tenant_id, version, facts) select jobseeker_id, tenant_id, 1, '{"active": false}' from erased`,
  },
  {
    what: 'a disclosure that stands for longer than it was granted',
    code: 'grant_differs',
    plant: `update consent.disclosures set expires_at = expires_at + interval '1 day'`,
  },
  {
    what: 'a disclosure in force without a grant',
    code: 'grant_differs',
    plant: `insert into consent.disclosures (grant_id, tenant_id, expires_at) values (${nobody}, ${nobody}, now() + interval '1 day')`,
  },
  {
    what: 'a grant that nobody may tell of',
    code: 'grant_differs',
    plant: `delete from consent.disclosures where grant_id = (select id from jobseekers.disclosure_grants where ended_at is null limit 1)`,
  },
]
