import type { DomainEvent } from '@zhihe/contracts/event'
import { firstTime } from '@zhihe/outbox/inbox'
import type { Transaction } from '@zhihe/postgres/pool'
import type { Draft } from '../domain/drafts.ts'
import { type CandidateName, erasedDraft } from '../domain/erasure.ts'
import { findTold, insertErasure, keepEndpoints, lockErasures, redactPerson } from '../store/erasure-store.ts'
import { messageIdOf } from '../store/message-id.ts'
import { insertMessages, type NewMessage } from '../store/message-store.ts'
import { type EndpointRow, inbox } from '../store/schema.ts'

type JobseekerErased = Extract<DomainEvent, { type: 'jobseeker.erased' }>

/**
 * Nothing more is said of her, what was said loses its words, and whoever was told - by a message here, or by reading what she disclosed - is told to
 * forget her.
 */
export async function eraseCandidate(
  tx: Transaction,
  { id: eventId, occurredAt, data }: JobseekerErased,
  { consumer, now }: { consumer: string; now: Date },
): Promise<void> {
  if (!(await firstTime(tx, inbox, consumer, eventId))) return
  await lockErasures(tx)
  const { jobseekerId, tenantId, recipients } = data
  const told = await findTold(tx, jobseekerId)
  const heard = told.filter(({ wasTold }) => wasTold)
  const first = await keepEndpoints(
    tx,
    told.map(({ endpointId }) => endpointId),
    recipients.map(({ employerId }) => employerId),
  )
  const names = namesOf(heard, recipients, first)
  const employerIds = names.flatMap(({ employerId }) => employerId ?? [])
  const endpoints =
    employerIds.length === 0
      ? first
      : await keepEndpoints(
          tx,
          first.map(({ id }) => id),
          employerIds,
        )
  const candidateRefs = [...new Set([...told, ...recipients].map(({ candidateRef }) => candidateRef))]
  await redactPerson(tx, { jobseekerId, candidateRefs, now })
  await insertErasure(tx, { jobseekerId, tenantId, candidateRefs, erasedAt: new Date(occurredAt) })
  const rows = endpoints.flatMap((endpoint) =>
    names.flatMap((name, place): NewMessage[] =>
      concerns(name, endpoint, heard) ? [toMessage(eventId, erasedDraft(name, { place, at: now }), { endpoint, now })] : [],
    ),
  )
  await insertMessages(tx, rows, now)
}

/** Every name under which somebody may know her, with its employer where one of the endpoints tells whose it is. */
function namesOf(
  heard: readonly { endpointId: string; candidateRef: string }[],
  recipients: readonly CandidateName[],
  endpoints: readonly EndpointRow[],
): CandidateName[] {
  const employerOf = new Map(endpoints.map(({ id, employerId }) => [id, employerId]))
  const names = new Map<string, string | null>()
  for (const { endpointId, candidateRef } of heard) names.set(candidateRef, names.get(candidateRef) ?? employerOf.get(endpointId) ?? null)
  for (const { candidateRef, employerId } of recipients) names.set(candidateRef, employerId)
  return Array.from(names, ([candidateRef, employerId]) => ({ candidateRef, employerId }))
}

/** The endpoints of the employer who knows her by this name, and those to which it was said. */
function concerns(
  { candidateRef, employerId }: CandidateName,
  endpoint: EndpointRow,
  heard: readonly { endpointId: string; candidateRef: string }[],
): boolean {
  if (employerId !== null && endpoint.employerId === employerId) return true
  return heard.some((one) => one.endpointId === endpoint.id && one.candidateRef === candidateRef)
}

function toMessage(eventId: string, draft: Draft, { endpoint, now }: { endpoint: EndpointRow; now: Date }): NewMessage {
  const { id: endpointId, tenantId, employerId, status } = endpoint
  const isMissed = status === 'disabled'
  return {
    ...draft,
    id: messageIdOf({ eventId, endpointId, dedupKey: draft.dedupKey }),
    eventId,
    endpointId,
    tenantId,
    employerId,
    redactWhenSent: true,
    status: isMissed ? 'missed' : 'pending',
    nextAttemptAt: isMissed ? null : now,
  }
}
