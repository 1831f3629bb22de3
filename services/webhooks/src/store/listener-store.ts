import type { WebhookType } from '@zhihe/contracts/webhook-body'
import type { Transaction } from '@zhihe/postgres/pool'
import { and, arrayContains, eq, isNull, or } from 'drizzle-orm'
import { type EndpointRow, endpoints } from './schema.ts'

/**
 * Who wants to hear of this? Also those who are paused, for whom it waits, and those who are disabled, who can have it replayed. Their rows cannot
 * be deleted or disabled before the transaction ends. Without an employer only the endpoints of the organiser are asked.
 */
export async function listenersOf(
  tx: Transaction,
  about: { tenantId: string; employerId: string | null },
  types: readonly WebhookType[],
): Promise<EndpointRow[]> {
  const { tenantId, employerId } = about
  return await tx
    .select()
    .from(endpoints)
    .where(
      and(
        eq(endpoints.tenantId, tenantId),
        or(isNull(endpoints.employerId), employerId === null ? undefined : eq(endpoints.employerId, employerId)),
        isNull(endpoints.deletedAt),
        or(...types.map((type) => arrayContains(endpoints.events, [type]))),
      ),
    )
    .orderBy(endpoints.id)
    .for('share')
}
