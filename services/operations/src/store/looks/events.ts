import { type Consumer, consumersOf, type DomainEventType } from '@zhihe/contracts/event'
import { type SQL, sql } from 'drizzle-orm'
import { ago, keptSince, type Look, type Source, sources, type Terms } from '../look.ts'

/** Who hears of a source's events. */
const hearersOf: Record<Source, readonly Consumer[]> = {
  postings: ['matching', 'webhooks'],
  jobseekers: ['matching', 'webhooks'],
  matching: ['webhooks', 'jobseekers', 'matching'],
}

// What its relay does not yet know to have arrived is in a queue, or will be sent again when the queue has lost it (decision 029).
const unconfirmedMs = 600_000

/** The types of events that a consumer notes in its inbox. */
export function typesFor(consumer: Consumer): DomainEventType[] {
  const types = Object.keys(consumersOf) as DomainEventType[]
  return types.filter((type) => consumersOf[type].includes(consumer))
}

/** What was announced and has not gone out; by the indices that relays go by. */
export const unsentEvents: Look = ({ graceMs }) =>
  sql.join(
    sources.map(
      (source) => sql`
        select 'event_unsent' as code, o.id::text as id, o.created_at > ${ago(graceMs)} or coalesce(o.claimed_until > ${ago(graceMs)}, false) as underway
        from ${sql.raw(source)}.outbox o where o.published_at is null and o.failed_at is null
        union all
        select 'event_set_aside', o.id::text, false from ${sql.raw(source)}.outbox o where o.failed_at is not null and o.published_at is null`,
    ),
    sql` union all `,
  )

const consumers = ['matching', 'webhooks', 'jobseekers'] as const satisfies Consumer[]

/** What went out to a consumer whose inbox does not know it. Each outbox is read once, whoever hears of it. */
export const unheardEvents: Look = (terms) => {
  const outboxes = sources.map(
    (source) => sql`select o.id, o.type, o.published_at, o.confirmed_at from ${sql.raw(source)}.outbox o where o.published_at is not null`,
  )
  const unheard = consumers.map((consumer) => unheardBy(consumer, terms))
  return sql`with said as materialized (${sql.join(outboxes, sql` union all `)}) ${sql.join(unheard, sql` union all `)}`
}

function unheardBy(consumer: Consumer, { graceMs, busy }: Terms): SQL {
  return sql`
    select 'event_unheard' as code, o.id::text as id, ${busy.includes(consumer)}::boolean or o.published_at > ${ago(graceMs)}
      or (o.confirmed_at is null and o.published_at > ${ago(unconfirmedMs)}) as underway
    from said o where o.type = any(${sql.param(typesFor(consumer))}::text[])
      and not exists (select from ${sql.raw(consumer)}.inbox i where i.consumer = ${consumer} and i.event_id = o.id)`
}

/** What a consumer has heard and nobody has said. An id begins with its time, and tells whether its event would still be there. */
export const heardOfNothing: Look = (terms) =>
  sql.join(
    consumers.map((consumer) => ofNothing(consumer, terms)),
    sql` union all `,
  )

function ofNothing(consumer: Consumer, terms: Terms): SQL {
  const heard = sources.filter((source) => hearersOf[source].includes(consumer))
  const since = sql.join(
    heard.map((source) => keptSince(source, terms)),
    sql`, `,
  )
  const said = heard.map((source) => sql`and not exists (select from ${sql.raw(source)}.outbox o where o.id = i.event_id)`)
  return sql`
    select 'inbox_of_nothing' as code, i.event_id::text as id, false as underway
    from ${sql.raw(consumer)}.inbox i
    where i.consumer = ${consumer} and uuid_extract_timestamp(i.event_id) > (
      select greatest(${since}, max(e.erased_at)) from jobseekers.consistency_erasures e) ${sql.join(said, sql` `)}`
}
