import type { Db, Transaction } from '@zhihe/postgres/pool'
import { count, eq, min, sql } from 'drizzle-orm'
import type { Answer } from '../domain/answer.ts'
import type { NextStep } from '../domain/next-step.ts'
import type { ClaimedMessage } from './claim-store.ts'
import { disableEndpoint, lockEndpoint, pauseEndpoint } from './endpoint-store.ts'
import { messages } from './schema.ts'

export interface Delivery {
  message: Pick<ClaimedMessage, 'id' | 'endpointId' | 'number'>
  token: string
  now: Date
}

export interface Outcome {
  answer: Answer
  step: NextStep
  durationMs: number
}

/**
 * Notes what came of an attempt. The attempt's own row is the truth about it and is written in any case; the message only while this claim
 * still holds it: not when it was cancelled meanwhile, or taken over.
 */
export async function recordOutcome(db: Db, delivery: Delivery, outcome: Outcome): Promise<void> {
  const { message, now } = delivery
  const { step } = outcome
  const disables = step.status === 'failed' && step.disablesEndpoint
  const pausesUntil = step.status === 'pending' ? step.pausesEndpointUntil : null
  if (!disables && !pausesUntil) {
    await noteOutcome(db, delivery, outcome)
    return
  }
  await db.transaction(async (tx) => {
    await lockEndpoint(tx, message.endpointId) // before the message, as everybody does who takes both
    await noteOutcome(tx, delivery, outcome)
    if (disables) await disableEndpoint(tx, message.endpointId, now)
    if (pausesUntil) await pauseEndpoint(tx, message.endpointId, pausesUntil)
  })
}

/** Gives a message back whose attempt was broken off: nobody knows what its receiver did. */
export async function returnMessage(db: Db, { message, token, now }: Delivery): Promise<void> {
  await db.execute(sql`
    with held as (
      update webhooks.messages set next_attempt_at = ${now}, claimed_by = null, claimed_until = null
      where id = ${message.id} and claimed_by = ${token} and status = 'pending'
    )
    update webhooks.attempts set outcome = 'unknown'
    where message_id = ${message.id} and number = ${message.number} and outcome = 'sending'`)
}

/** What is left to send, and since when the oldest of it is due. */
export async function backlog(db: Db): Promise<{ pending: number; oldestDueAt: Date | null }> {
  const [row] = await db
    .select({ pending: count(), oldestDueAt: min(messages.nextAttemptAt) })
    .from(messages)
    .where(eq(messages.status, 'pending'))
  return row ?? { pending: 0, oldestDueAt: null }
}

// One statement, so that the common case is one round trip.
async function noteOutcome(db: Db | Transaction, { message, token }: Delivery, { answer, step, durationMs }: Outcome): Promise<void> {
  const nextAttemptAt = step.status === 'pending' ? step.nextAttemptAt : null
  await db.execute(sql`
    with held as (
      update webhooks.messages
      set status = ${step.status}, next_attempt_at = ${nextAttemptAt}, last_response_status = ${answer.status}, claimed_by = null, claimed_until = null
      where id = ${message.id} and claimed_by = ${token} and status = 'pending'
      returning id
    )
    update webhooks.attempts
    set outcome = ${answer.ok ? 'success' : 'failure'}, duration_ms = ${durationMs}, response_status = ${answer.status},
      error_code = ${answer.ok ? null : answer.errorCode}, response_snippet = ${answer.snippet},
      next_attempt_at = (select ${nextAttemptAt}::timestamptz from held)
    where message_id = ${message.id} and number = ${message.number} and outcome in ('sending', 'unknown')`)
}
