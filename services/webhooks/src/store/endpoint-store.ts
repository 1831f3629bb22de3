import type { Db, Transaction } from '@zhihe/postgres/pool'
import { and, count, desc, eq, getTableColumns, inArray, isNull, lt, type SQL, sql } from 'drizzle-orm'
import type { EndpointChange } from '../domain/endpoint-patch.ts'
import type { Owner } from '../domain/owner.ts'
import type { Scheme } from '../domain/signature.ts'
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

/** An endpoint with what may be told of its secrets. */
export interface EndpointWithSecrets extends EndpointRow {
  scheme: Scheme
  oldSecretsExpireAt: Date[]
}

export async function findEndpoint(
  db: Db | Transaction,
  owner: Owner,
  { id, now }: { id: string; now: Date },
): Promise<EndpointWithSecrets | undefined> {
  const [row] = await db
    .select(withSecrets(now))
    .from(endpoints)
    .where(and(living(owner), eq(endpoints.id, id)))
  return row
}

/** Newest first, from below `beforeId`. */
export async function listEndpoints(
  db: Db,
  owner: Owner,
  { beforeId, limit, now }: { beforeId: string | null; limit: number; now: Date },
): Promise<EndpointWithSecrets[]> {
  return await db
    .select(withSecrets(now))
    .from(endpoints)
    .where(and(living(owner), beforeId === null ? undefined : lt(endpoints.id, beforeId)))
    .orderBy(desc(endpoints.id))
    .limit(limit)
}

/** False when the owner has no such endpoint. */
export async function changeEndpoint(
  tx: Transaction,
  owner: Owner,
  { id, change }: { id: string; change: EndpointChange },
): Promise<boolean> {
  const changed = await tx
    .update(endpoints)
    .set(change)
    .where(and(living(owner), eq(endpoints.id, id)))
    .returning({ id: endpoints.id })
  return changed.length > 0
}

/** Keeps an endpoint of the owner as it is until the transaction ends; false when there is none. Its senders tell by the version. */
export async function raiseSecretsVersion(tx: Transaction, owner: Owner, { id, now }: { id: string; now: Date }): Promise<boolean> {
  const raised = await tx
    .update(endpoints)
    .set({ secretsVersion: sql`${endpoints.secretsVersion} + 1`, updatedAt: now })
    .where(and(living(owner), eq(endpoints.id, id)))
    .returning({ id: endpoints.id })
  return raised.length > 0
}

/** The endpoint of a message, also a deleted one; it stays as it is until the transaction ends. */
export async function keepEndpoint(tx: Transaction, id: string): Promise<EndpointRow | undefined> {
  const [row] = await tx.select().from(endpoints).where(eq(endpoints.id, id)).for('share')
  return row
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

function living(owner: Owner): SQL | undefined {
  return and(ownedBy(owner, endpoints), isNull(endpoints.deletedAt))
}

function withSecrets(now: Date) {
  return {
    ...getTableColumns(endpoints),
    scheme: sql<Scheme>`(select s.scheme from webhooks.secrets s where s.endpoint_id = endpoints.id and s.expires_at is null)`,
    oldSecretsExpireAt: sql`to_json(array(
      select s.expires_at from webhooks.secrets s where s.endpoint_id = endpoints.id and s.expires_at > ${now} order by s.expires_at))`.mapWith(
      (times: unknown) => (times as string[]).map((time) => new Date(time)),
    ),
  }
}

async function cancelPending(tx: Transaction, endpointId: string): Promise<void> {
  await tx
    .update(messages)
    .set({ status: 'cancelled', nextAttemptAt: null, claimedBy: null, claimedUntil: null })
    .where(and(eq(messages.endpointId, endpointId), inArray(messages.status, ['pending', 'held'])))
}
