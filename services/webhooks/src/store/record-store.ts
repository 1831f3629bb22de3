import type { Db, Transaction } from '@zhihe/postgres/pool'
import { and, count, eq, inArray, min } from 'drizzle-orm'
import type { Answer } from '../domain/answer.ts'
import type { NextStep } from '../domain/next-step.ts'
import type { ClaimedMessage } from './claim-store.ts'
import { disableEndpoint, lockEndpoint, pauseEndpoint } from './endpoint-store.ts'
import { attempts, messages } from './schema.ts'

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

const released = { claimedBy: null, claimedUntil: null }

/**
 * Notes what came of an attempt. The attempt's own row is the truth about it and is written in any case; the message only while this claim
 * still holds it. Returns false when it does not: cancelled meanwhile, or taken over.
 */
export async function recordOutcome(tx: Transaction, delivery: Delivery, { answer, step, durationMs }: Outcome): Promise<boolean> {
  const { message, now } = delivery
  const nextAttemptAt = step.status === 'pending' ? step.nextAttemptAt : null
  const disables = step.status === 'failed' && step.disablesEndpoint
  const pausesUntil = step.status === 'pending' ? step.pausesEndpointUntil : null
  if (disables || pausesUntil) await lockEndpoint(tx, message.endpointId) // before the message, as everybody who takes both
  const isHeld = await updateHeld(tx, delivery, { status: step.status, nextAttemptAt, lastResponseStatus: answer.status, ...released })
  await tx
    .update(attempts)
    .set({
      outcome: answer.ok ? 'success' : 'failure',
      durationMs,
      responseStatus: answer.status,
      errorCode: answer.ok ? null : answer.errorCode,
      responseSnippet: answer.snippet,
      nextAttemptAt: isHeld ? nextAttemptAt : null,
    })
    .where(and(eq(attempts.messageId, message.id), eq(attempts.number, message.number), inArray(attempts.outcome, ['sending', 'unknown'])))
  if (disables) await disableEndpoint(tx, message.endpointId, now)
  if (pausesUntil) await pauseEndpoint(tx, message.endpointId, pausesUntil)
  return isHeld
}

/** Gives a message back whose attempt was broken off: nobody knows what its receiver did. */
export async function returnMessage(tx: Transaction, delivery: Delivery): Promise<void> {
  const { message, now } = delivery
  await updateHeld(tx, delivery, { nextAttemptAt: now, ...released })
  await tx
    .update(attempts)
    .set({ outcome: 'unknown' })
    .where(and(eq(attempts.messageId, message.id), eq(attempts.number, message.number), eq(attempts.outcome, 'sending')))
}

/** What is left to send, and since when the oldest of it is due. */
export async function backlog(db: Db): Promise<{ pending: number; oldestDueAt: Date | null }> {
  const [row] = await db
    .select({ pending: count(), oldestDueAt: min(messages.nextAttemptAt) })
    .from(messages)
    .where(eq(messages.status, 'pending'))
  return row ?? { pending: 0, oldestDueAt: null }
}

async function updateHeld(tx: Transaction, { message, token }: Delivery, change: Partial<typeof messages.$inferInsert>): Promise<boolean> {
  const rows = await tx
    .update(messages)
    .set(change)
    .where(and(eq(messages.id, message.id), eq(messages.claimedBy, token), eq(messages.status, 'pending')))
    .returning({ id: messages.id })
  return rows.length > 0
}
