import type { Executor } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'

/** A disclosure that may be told of until `expiresAt`, unless it is closed before. */
export interface OpenDisclosure {
  grantId: string
  tenantId: string
  expiresAt: Date
}

/** Notes that these may be told of. Call it in the transaction of the grant. Only the role of jobseekers may. */
export async function openDisclosures(db: Executor, disclosures: readonly OpenDisclosure[]): Promise<void> {
  if (disclosures.length === 0) return
  await db.execute(sql`insert into consent.disclosures (grant_id, tenant_id, expires_at)
    select "grantId", "tenantId", "expiresAt" from jsonb_to_recordset(${JSON.stringify(disclosures)}::jsonb)
      as d ("grantId" uuid, "tenantId" uuid, "expiresAt" timestamptz)`)
}

/**
 * Notes that these may not be told of any more. Waits for those who hold one just now (`webhooks.hold_disclosures`), so that when this is committed
 * none of them goes on.
 */
export async function closeDisclosures(db: Executor, grantIds: readonly string[]): Promise<void> {
  if (grantIds.length === 0) return
  await db.execute(sql`delete from consent.disclosures where grant_id = any(${sql.param(grantIds)}::uuid[])`)
}
