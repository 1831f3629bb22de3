import { type Corruption, hourAgo } from './corruption.ts'

/** What may go wrong between an outbox and an inbox. */
export const ofEvents: readonly Corruption[] = [
  {
    what: 'an event that nobody sends',
    code: 'event_unsent',
    plant: `update postings.outbox set published_at = null, created_at = ${hourAgo} where seq = (select max(seq) from postings.outbox)`,
  },
  {
    what: 'an event that was refused too often',
    code: 'event_set_aside',
    plant: `update postings.outbox set published_at = null, failed_at = now() where seq = (select max(seq) from postings.outbox)`,
  },
  {
    what: 'an event that was lost on its way',
    code: 'event_unheard',
    plant: `with lost as (
        delete from matching.inbox i using postings.outbox o where i.event_id = o.id and o.seq = (select max(seq) from postings.outbox) returning i.event_id)
      update postings.outbox o set confirmed_at = ${hourAgo}, published_at = ${hourAgo} from lost where o.id = lost.event_id`,
  },
  {
    what: 'an event out of nothing',
    code: 'inbox_of_nothing',
    plant: `insert into matching.inbox (consumer, event_id) values ('matching', uuidv7())`,
  },
]
