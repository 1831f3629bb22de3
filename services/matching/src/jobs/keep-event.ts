import { type DomainEvent, domainEvent } from '@zhihe/contracts/event'
import { firstTimes } from '@zhihe/outbox/inbox'
import type { Db, Transaction } from '@zhihe/postgres/pool'
import { UnrecoverableJobError } from '@zhihe/queue/policy'
import { type Claim, type JobseekerNews, keepJobseekers, keepPosting, type PostingCopy } from '../store/copies-store.ts'
import type { Mark } from '../store/due-store.ts'
import { type Erasure, eraseJobseekers } from '../store/erasure-store.ts'
import { inbox } from '../store/schema.ts'

const consumer = 'matching'

/** Throws `UnrecoverableJobError` for what is no event of ours. */
export function parseEvent(data: unknown): DomainEvent {
  const parsed = domainEvent.safeParse(data)
  // The paths say what is wrong; the values may be about a person.
  if (!parsed.success)
    throw new UnrecoverableJobError(`not an event: ${parsed.error.issues.map(({ path }) => `/${path.join('/')}`).join(', ')}`)
  return parsed.data
}

/** Keeps what the event says, with the mark that it is to be ranked. Returns the mark; null for an event seen before or overtaken by a newer one. */
export async function keepEvent(db: Db, event: DomainEvent, claim: Claim): Promise<Mark | null> {
  const [mark = null] = await keepEvents(db, [event], claim)
  return mark
}

/**
 * The same for many events at once, all or none of them; the answers are in their order. Of two events about one person only the newer has a mark.
 * Rows are locked in one order everywhere: those of postings before those of people, the inbox before the copies, each by id.
 */
export async function keepEvents(db: Db, events: readonly DomainEvent[], claim: Claim): Promise<(Mark | null)[]> {
  const people = events.filter(({ type }) => type === 'jobseeker.changed')
  const others = events.filter(({ type }) => type !== 'jobseeker.changed' && type !== 'jobseeker.erased')
  await eraseBefore(db, events)
  const marks = new Map(
    others.length === 0
      ? await keepPeople(db, people, claim)
      : await db.transaction(async (tx) => [...(await keepPostings(tx, others, claim)), ...(await keepPeople(tx, people, claim))]),
  )
  return events.map(({ id }) => {
    const mark = marks.get(id) ?? null
    marks.delete(id) // the same event twice: one of them has the mark
    return mark
  })
}

type MarkOfEvent = [eventId: string, mark: Mark]

async function keepPostings(tx: Transaction, events: readonly DomainEvent[], claim: Claim): Promise<MarkOfEvent[]> {
  const fresh = new Set(
    await firstTimes(
      tx,
      inbox,
      consumer,
      events.map(({ id }) => id),
    ),
  )
  const copies = events.flatMap((event) => {
    const copy = fresh.delete(event.id) ? toPostingCopy(event) : null
    return copy === null ? [] : [{ eventId: event.id, copy }]
  })
  const marks: MarkOfEvent[] = []
  for (const { eventId, copy } of copies.toSorted((a, b) => compare(a.copy.id, b.copy.id) || a.copy.version - b.copy.version)) {
    const seq = await keepPosting(tx, copy, claim)
    if (seq !== null) marks.push([eventId, { seq, kind: 'posting', entityId: copy.id }])
  }
  return marks
}

function toPostingCopy(event: DomainEvent): PostingCopy | null {
  switch (event.type) {
    case 'posting.published':
    case 'posting.updated': {
      const { postingId: id, tenantId, employerId, version, facts } = event.data
      return { id, tenantId, employerId, version, status: facts.status, facts }
    }
    case 'posting.needs_info':
    case 'posting.blocked':
    case 'posting.merged':
    case 'posting.closed': {
      const { postingId: id, tenantId, employerId, version } = event.data
      return { id, tenantId, employerId, version, status: 'closed', facts: null }
    }
    case 'jobseeker.changed':
    case 'jobseeker.erased':
    case 'disclosure.granted':
    case 'disclosure.revoked':
    case 'shortlist.changed':
    case 'import.finished':
    case 'exposure.changed':
    case 'rebuild.batch_due':
      return null
  }
}

async function keepPeople(db: Db | Transaction, events: readonly DomainEvent[], claim: Claim): Promise<MarkOfEvent[]> {
  const news = events.flatMap((event): JobseekerNews[] =>
    event.type === 'jobseeker.changed' ? [{ eventId: event.id, tenantId: event.data.tenantId, facts: event.data.facts }] : [],
  )
  const seqs = await keepJobseekers(db, news, { consumer, claim })
  return Array.from(seqs, ([entityId, seq]) => {
    const own = news.filter(({ facts }) => facts.id === entityId)
    const newest = own.toSorted((a, b) => b.facts.version - a.facts.version)[0]
    return [newest?.eventId ?? '', { seq, kind: 'jobseeker', entityId }]
  })
}

/** First, and by itself: what else comes with it then finds the tombstone. Said twice it is done once. */
async function eraseBefore(db: Db, events: readonly DomainEvent[]): Promise<void> {
  const erasures = events.flatMap((event): Erasure[] =>
    event.type === 'jobseeker.erased' ? [{ ...event.data, eventId: event.id, erasedAt: event.occurredAt }] : [],
  )
  if (erasures.length > 0) await db.transaction(async (tx) => await eraseJobseekers(tx, erasures, consumer))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
