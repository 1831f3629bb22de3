import type { Message } from '@zhihe/contracts/webhook-message'
import type { Db, Transaction } from '@zhihe/postgres/pool'
import { and, asc, desc, eq, gte, lt, sql } from 'drizzle-orm'
import type { Owner } from '../domain/owner.ts'
import { ownedBy } from './endpoint-store.ts'
import { type AttemptRow, attempts, type MessageRow, messages } from './schema.ts'

/** Wakes senders when the transaction commits. */
export const messagesChannel = 'webhooks_messages'

export type NewMessage = Pick<
  MessageRow,
  'id' | 'endpointId' | 'tenantId' | 'employerId' | 'eventId' | 'dedupKey' | 'type' | 'postingId' | 'seq' | 'body'
> &
  Partial<Pick<MessageRow, 'matchId' | 'jobseekerId' | 'grantId' | 'priority' | 'status' | 'nextAttemptAt' | 'redactWhenSent' | 'trace'>>

const rowsPerStatement = 500

/** Queues messages, to be sent at once unless they say otherwise; one that an endpoint already has for the event is left alone. */
export async function insertMessages(tx: Transaction, rows: readonly NewMessage[], now: Date): Promise<void> {
  if (rows.length === 0) return
  for (let from = 0; from < rows.length; from += rowsPerStatement) {
    const part = rows.slice(from, from + rowsPerStatement)
    await tx
      .insert(messages)
      .values(part.map((row) => ({ status: 'pending' as const, nextAttemptAt: now, ...row, createdAt: now })))
      .onConflictDoNothing({ target: [messages.endpointId, messages.eventId, messages.dedupKey] })
  }
  await wakeSenders(tx)
}

/** Senders look for work when the transaction commits. */
export async function wakeSenders(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_notify(${messagesChannel}, '')`)
}

export interface MessageQuery {
  endpointId: string | null
  status: Message['status'] | null
  type: Message['type'] | null
  since: Date | null
  until: Date | null
  beforeId: string | null
  limit: number
}

/** Newest first: an id begins with its time. */
export async function listMessages(db: Db, owner: Owner, query: MessageQuery): Promise<MessageRow[]> {
  const { endpointId, status, type, since, until, beforeId, limit } = query
  return await db
    .select()
    .from(messages)
    .where(
      and(
        ownedBy(owner, messages),
        endpointId === null ? undefined : eq(messages.endpointId, endpointId),
        status === null ? undefined : eq(messages.status, status),
        type === null ? undefined : eq(messages.type, type),
        since === null ? undefined : gte(messages.createdAt, since),
        until === null ? undefined : lt(messages.createdAt, until),
        beforeId === null ? undefined : lt(messages.id, beforeId),
      ),
    )
    .orderBy(desc(messages.id))
    .limit(limit)
}

export async function findMessage(db: Db | Transaction, owner: Owner, id: string): Promise<MessageRow | undefined> {
  const [row] = await db
    .select()
    .from(messages)
    .where(and(ownedBy(owner, messages), eq(messages.id, id)))
  return row
}

/** First to last; undefined when the owner has no such message. */
export async function listAttempts(db: Db, owner: Owner, messageId: string): Promise<AttemptRow[] | undefined> {
  if (!(await findMessage(db, owner, messageId))) return undefined
  return await db.select().from(attempts).where(eq(attempts.messageId, messageId)).orderBy(asc(attempts.number))
}
