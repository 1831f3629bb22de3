import type { Transaction } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'

/**
 * A disclosure is over: what was to be said of it at these endpoints and never went out is cancelled. Returns the endpoints to which something went out.
 * Take the turn of the grant first, so that nothing is added meanwhile; an attempt that begins at the same moment is waited for and counts.
 */
export async function cancelUnheardGrant(tx: Transaction, grantId: string, endpointIds: readonly string[]): Promise<ReadonlySet<string>> {
  const at = sql`m.grant_id = ${grantId} and m.endpoint_id = any(${sql.param(endpointIds)}::uuid[]) and m.type = 'disclosure.granted'`
  await tx.execute(sql`
    update webhooks.messages m set status = 'cancelled', next_attempt_at = null, claimed_by = null, claimed_until = null
    where ${at} and m.status in ('pending', 'missed') and m.attempts = 0`)
  const { rows } = await tx.execute<{ id: string }>(
    sql`select distinct m.endpoint_id as id from webhooks.messages m where ${at} and m.attempts > 0`,
  )
  return new Set(rows.map(({ id }) => id))
}
