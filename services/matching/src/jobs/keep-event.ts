import { type DomainEvent, domainEvent } from '@zhihe/contracts/event'
import { firstTime } from '@zhihe/outbox/inbox'
import type { Db, Transaction } from '@zhihe/postgres/pool'
import { UnrecoverableJobError } from '@zhihe/queue/policy'
import { type Claim, keepJobseeker, keepPosting } from '../store/copies-store.ts'
import type { Mark } from '../store/due-store.ts'
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
  return await db.transaction(async (tx) => {
    if (!(await firstTime(tx, inbox, consumer, event.id))) return null
    return await keep(tx, event, claim)
  })
}

async function keep(tx: Transaction, event: DomainEvent, claim: Claim): Promise<Mark | null> {
  switch (event.type) {
    case 'posting.published':
    case 'posting.updated': {
      const { postingId: id, tenantId, employerId, version, facts } = event.data
      return toMark('posting', id, await keepPosting(tx, { id, tenantId, employerId, version, status: facts.status, facts }, claim))
    }
    case 'posting.needs_info':
    case 'posting.closed': {
      const { postingId: id, tenantId, employerId, version } = event.data
      return toMark('posting', id, await keepPosting(tx, { id, tenantId, employerId, version, status: 'closed', facts: null }, claim))
    }
    case 'jobseeker.changed': {
      const { tenantId, facts } = event.data
      return toMark('jobseeker', facts.id, await keepJobseeker(tx, tenantId, facts, claim))
    }
    case 'shortlist.changed':
    case 'exposure.changed':
    case 'rebuild.batch_due':
      return null
  }
}

function toMark(kind: Mark['kind'], entityId: string, seq: number | null): Mark | null {
  return seq === null ? null : { seq, kind, entityId }
}
