import type { Transaction } from '@zhihe/postgres/pool'
import { and, arrayContains, eq, inArray, isNull, ne } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { type Disabled, disabledDraft } from '../domain/drafts.ts'
import { ownedBy } from './endpoint-store.ts'
import { newMessageId } from './message-id.ts'
import { insertMessages } from './message-store.ts'
import { endpoints } from './schema.ts'

/**
 * Says that an endpoint is not sent to any more, in the transaction that disables it: on the endpoint itself as `missed`, to be read by API and
 * sent by a replay, and to every other endpoint of its owner that wants to hear of such things. The others are not locked, as two that are disabled
 * at once would wait for each other; one that is disabled meanwhile keeps it pending until it is back.
 */
export async function announceDisabled(tx: Transaction, disabled: Disabled): Promise<void> {
  const { endpointId, at } = disabled
  const { id, tenantId, employerId } = endpoints
  const [self] = await tx.select({ id, tenantId, employerId }).from(endpoints).where(eq(id, endpointId))
  if (!self) throw new Error(`endpoint ${endpointId} was disabled and is not there`)
  const listeners = await tx
    .select({ id, tenantId, employerId })
    .from(endpoints)
    .where(
      and(
        ownedBy(self, endpoints),
        ne(id, endpointId),
        inArray(endpoints.status, ['active', 'paused']),
        isNull(endpoints.deletedAt),
        arrayContains(endpoints.events, ['endpoint.disabled']),
      ),
    )
  const draft = disabledDraft(disabled)
  const eventId = uuidv7()
  const rows = [{ ...self, isSelf: true }, ...listeners.map((listener) => ({ ...listener, isSelf: false }))].map(
    ({ id: ofEndpoint, isSelf, ...owner }) => ({
      ...draft,
      ...owner,
      id: newMessageId(),
      endpointId: ofEndpoint,
      eventId,
      ...(isSelf ? { status: 'missed' as const, nextAttemptAt: null } : {}),
    }),
  )
  await insertMessages(tx, rows, at)
}
