import { type Corruption, deliveredOnce, hourAgo } from './corruption.ts'

/** What receivers are told. */
export const ofMessages: readonly Corruption[] = [
  {
    what: 'a message about a posting that was never made',
    code: 'message_missing',
    plant: `delete from webhooks.messages where id = (select id from webhooks.messages where type = 'posting.published' order by 1 desc limit 1)`,
  },
  {
    what: 'a message about a match that was never made',
    code: 'message_missing',
    plant: `delete from webhooks.messages where id = (
      select m.id from webhooks.messages m join matching.shortlist_entries e on e.match_id = m.match_id
      where m.type = 'match.proposed' and exists (select from webhooks.endpoints n where n.id = m.endpoint_id and n.employer_id is null) order by 1 desc limit 1)`,
  },
  {
    what: 'the same thing said twice',
    code: 'message_repeated',
    plant: `insert into webhooks.messages (id, endpoint_id, tenant_id, employer_id, event_id, dedup_key, type, posting_id, seq, body, status, created_at)
      select 'msg_' || replace(gen_random_uuid()::text, '-', ''), endpoint_id, tenant_id, employer_id,
        (select event_id from webhooks.inbox i where i.event_id <> m.event_id limit 1), dedup_key, type, posting_id, seq, body, 'cancelled', created_at
      from webhooks.messages m where type = 'posting.published' limit 1`,
  },
  {
    what: 'a message of no event',
    code: 'message_of_nothing',
    plant: `insert into webhooks.messages (id, endpoint_id, tenant_id, employer_id, event_id, dedup_key, type, body, status, created_at)
      select 'msg_' || replace(gen_random_uuid()::text, '-', ''), endpoint_id, tenant_id, employer_id, uuidv7(), 'x', 'import.finished', body, 'cancelled', now()
      from webhooks.messages limit 1`,
  },
  {
    what: 'a gap in the attempts',
    code: 'attempt_numbers_broken',
    plant: `update webhooks.attempts set number = 3 where message_id = ${deliveredOnce}`,
  },
  {
    what: 'a message that counts an attempt that was not made',
    code: 'attempts_miscounted',
    plant: `update webhooks.messages set attempts = 2 where id = ${deliveredOnce}`,
  },
  {
    what: 'a delivery that no receiver took',
    code: 'delivered_without_success',
    plant: `update webhooks.attempts set outcome = 'failure' where message_id = ${deliveredOnce}`,
  },
  {
    what: 'an attempt that goes on for ever',
    code: 'attempt_left_sending',
    plant: `with again as (update webhooks.messages set attempts = 2 where id = ${deliveredOnce} returning id)
      insert into webhooks.attempts (message_id, number, started_at, outcome) select id, 2, ${hourAgo}, 'sending' from again`,
  },
  {
    what: 'a message that is due and stays',
    code: 'message_overdue',
    plant: `with late as (update webhooks.messages set status = 'pending', next_attempt_at = ${hourAgo} where id = ${deliveredOnce} returning endpoint_id
      ), old as (update webhooks.endpoints n set updated_at = ${hourAgo} from late where n.id = late.endpoint_id)
      update webhooks.attempts set started_at = ${hourAgo}`,
  },
]
