import { type Consumer, consumersOf, type DomainEventType } from '@zhihe/contracts/event'

const outboxes = ['postings', 'jobseekers', 'matching'] as const
const heardBy = Object.entries(consumersOf) as [DomainEventType, readonly Consumer[]][]

/** Every event of every outbox: id, type, published_at, failed_at, payload. */
export const everyEvent = outboxes
  .map((schema) => `select '${schema}' as owner, id, type, published_at, failed_at, payload from ${schema}.outbox`)
  .join(' union all ')

/** Which events a consumer has to hear, and has not: owner, consumer, event_id, type, published_at, failed_at. */
export const unheardEvents = `
  select e.owner, c.consumer, e.id as event_id, e.type, e.published_at, e.failed_at
  from (${everyEvent}) e
  join (values ${heardBy.flatMap(([type, consumers]) => consumers.map((consumer) => `('${type}', '${consumer}')`)).join(', ')}) as c (type, consumer) using (type)
  where case c.consumer
    when 'matching' then not exists (select from matching.inbox i where i.event_id = e.id)
    when 'webhooks' then not exists (select from webhooks.inbox i where i.event_id = e.id)
    else not exists (select from jobseekers.inbox i where i.event_id = e.id)
  end`
