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

/** What went out to a consumer whose inbox does not know it. */
export const unheardEvents: Look = (terms) =>
  sql.join(
    sources.map((source) => unheard(source, hearersOf[source], terms)),
    sql` union all `,
  )

// Each outbox is read once, whoever hears of it.
function unheard(source: Source, hearers: readonly Consumer[], { graceMs, busy }: Terms): SQL {
  const inboxes = hearers.map(
    (consumer) => sql`left join ${sql.raw(consumer)}.inbox in_${sql.raw(consumer)}
      on in_${sql.raw(consumer)}.consumer = ${consumer} and in_${sql.raw(consumer)}.event_id = o.id`,
  )
  const lostBy = (some: readonly Consumer[]) =>
    sql.join(
      [
        sql`false`,
        ...some.map(
          (consumer) => sql`(o.type = any(${sql.param(typesFor(consumer))}::text[]) and in_${sql.raw(consumer)}.event_id is null)`,
        ),
      ],
      sql` or `,
    )
  return sql`
    select 'event_unheard' as code, o.id::text as id, o.published_at > ${ago(graceMs)}
      or (o.confirmed_at is null and o.published_at > ${ago(unconfirmedMs)})
      or not (${lostBy(hearers.filter((consumer) => !busy.includes(consumer)))}) as underway
    from ${sql.raw(source)}.outbox o ${sql.join(inboxes, sql` `)}
    where o.published_at is not null and (${lostBy(hearers)})`
}

/** What a consumer has heard and nobody has said. An id begins with its time, and tells whether its event would still be there. */
export const heardOfNothing: Look = (terms) =>
  sql.join(
    (['matching', 'webhooks', 'jobseekers'] as const).map((consumer) => ofNothing(consumer, terms)),
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
