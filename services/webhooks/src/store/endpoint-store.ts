import type { WebhookType } from '@zhihe/contracts/webhook'
import type { Db, Transaction } from '@zhihe/postgres/pool'
import { and, arrayContains, count, desc, eq, isNull, lt, or, type SQL, sql } from 'drizzle-orm'
import type { Owner } from '../domain/owner.ts'
import { type EndpointRow, endpoints, messages } from './schema.ts'
import { forgetSecrets } from './secret-store.ts'

type OwnedColumns = {
  tenantId: typeof endpoints.tenantId | typeof messages.tenantId
  employerId: typeof endpoints.employerId | typeof messages.employerId
}

/** Every statement a caller causes is bounded by this. */
export function ownedBy({ tenantId, employerId }: Owner, columns: OwnedColumns): SQL | undefined {
  return and(eq(columns.tenantId, tenantId), employerId === null ? isNull(columns.employerId) : eq(columns.employerId, employerId))
}

/** Counts the owner's endpoints; whoever asks next waits for this transaction, so a limit holds under concurrency. */
export async function countEndpointsAlone(tx: Transaction, owner: Owner): Promise<number> {
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`webhooks.endpoints ${owner.tenantId} ${owner.employerId ?? ''}`}, 0))`,
  )
  const [row] = await tx.select({ found: count() }).from(endpoints).where(living(owner))
  return row?.found ?? 0
}

export async function insertEndpoint(tx: Transaction, row: EndpointRow): Promise<void> {
  await tx.insert(endpoints).values(row)
}

export async function findEndpoint(db: Db, owner: Owner, id: string): Promise<EndpointRow | undefined> {
  const [row] = await db
    .select()
    .from(endpoints)
    .where(and(living(owner), eq(endpoints.id, id)))
  return row
}

/** Newest first, from below `beforeId`. */
export async function listEndpoints(
  db: Db,
  owner: Owner,
  { beforeId, limit }: { beforeId: string | null; limit: number },
): Promise<EndpointRow[]> {
  return await db
    .select()
    .from(endpoints)
    .where(and(living(owner), beforeId === null ? undefined : lt(endpoints.id, beforeId)))
    .orderBy(desc(endpoints.id))
    .limit(limit)
}

/** Forgets the endpoint and its secret and cancels what was to be sent. False when the owner has no such endpoint. */
export async function removeEndpoint(tx: Transaction, owner: Owner, { id, now }: { id: string; now: Date }): Promise<boolean> {
  const removed = await tx
    .update(endpoints)
    .set({ deletedAt: now, updatedAt: now })
    .where(and(living(owner), eq(endpoints.id, id)))
    .returning({ id: endpoints.id })
  if (removed.length === 0) return false
  await forgetSecrets(tx, id)
  await cancelPending(tx, id)
  return true
}

export async function lockEndpoint(tx: Transaction, id: string): Promise<void> {
  await tx.select({ id: endpoints.id }).from(endpoints).where(eq(endpoints.id, id)).for('update')
}

export async function disableEndpoint(tx: Transaction, id: string, now: Date): Promise<void> {
  await tx
    .update(endpoints)
    .set({ status: 'disabled', disabledAt: now, disabledReason: 'gone', updatedAt: now })
    .where(and(eq(endpoints.id, id), isNull(endpoints.deletedAt)))
  await cancelPending(tx, id)
}

export async function pauseEndpoint(tx: Transaction, id: string, until: Date): Promise<void> {
  await tx.update(endpoints).set({ pausedUntil: until }).where(eq(endpoints.id, id))
}

/** Who wants to hear of this? Their rows cannot be deleted or disabled before the transaction ends. */
export async function listenersOf(
  tx: Transaction,
  about: { tenantId: string; employerId: string },
  types: readonly WebhookType[],
): Promise<EndpointRow[]> {
  return await tx
    .select()
    .from(endpoints)
    .where(
      and(
        eq(endpoints.tenantId, about.tenantId),
        or(isNull(endpoints.employerId), eq(endpoints.employerId, about.employerId)),
        eq(endpoints.status, 'active'),
        isNull(endpoints.deletedAt),
        or(...types.map((type) => arrayContains(endpoints.events, [type]))),
      ),
    )
    .orderBy(endpoints.id)
    .for('share')
}

function living(owner: Owner): SQL | undefined {
  return and(ownedBy(owner, endpoints), isNull(endpoints.deletedAt))
}

async function cancelPending(tx: Transaction, endpointId: string): Promise<void> {
  await tx
    .update(messages)
    .set({ status: 'cancelled', nextAttemptAt: null, claimedBy: null, claimedUntil: null })
    .where(and(eq(messages.endpointId, endpointId), eq(messages.status, 'pending')))
}
