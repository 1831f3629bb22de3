import type { WebhookType } from '@zhihe/contracts/webhook-body'
import type { Transaction } from '@zhihe/postgres/pool'
import { and, arrayContains, eq, isNull, or, type SQL, sql } from 'drizzle-orm'
import { type EndpointRow, endpoints } from './schema.ts'

/** Whose posting, import or disclosure it is. */
export interface About {
  tenantId: string
  employerId: string | null
  /** The organiser does not hear of it. */
  employerOnly: boolean
}

/**
 * Who wants to hear of this? Also those who are paused, for whom it waits, and those who are disabled, who can have it replayed. Their rows cannot
 * be deleted or disabled before the transaction ends. Without an employer only the endpoints of the organiser are asked. What a person discloses is for
 * the endpoints of that one employer, whatever tenant it belongs to: hers is the tenant of her federation.
 */
export async function listenersOf(tx: Transaction, about: About, types: readonly WebhookType[]): Promise<EndpointRow[]> {
  return await tx
    .select()
    .from(endpoints)
    .where(and(ownedByHearers(about), isNull(endpoints.deletedAt), or(...types.map((type) => arrayContains(endpoints.events, [type])))))
    .orderBy(endpoints.id)
    .for('share')
}

function ownedByHearers({ tenantId, employerId, employerOnly }: About): SQL | undefined {
  if (employerOnly) return employerId === null ? sql`false` : eq(endpoints.employerId, employerId)
  return and(
    eq(endpoints.tenantId, tenantId),
    or(isNull(endpoints.employerId), employerId === null ? undefined : eq(endpoints.employerId, employerId)),
  )
}
