import type { Db } from '@zhihe/postgres/pool'
import { eq } from 'drizzle-orm'
import { v5 as uuidv5 } from 'uuid'
import { ssoSubjects } from './schema.ts'

export interface NewSubject {
  issuer: string
  subject: string
  tenantId: string
  /** GB/T 2260 code of the top of her region; null: the whole tenant. */
  regionCode: string | null
}

const namespace = '6f9b8e0a-5a0f-4d0e-9f57-2c1b9d3a7e41'

/** By what a member of staff is known in the audit: the same for ever for the same issuer and subject, and not her name. */
export function subjectId(issuer: string, subject: string): string {
  return uuidv5(`${issuer.length} ${issuer} ${subject}`, namespace)
}

/** Lets somebody in by single sign-on, or changes where she may work. As the owner only. */
export async function admitSubject(db: Db, { issuer, subject, tenantId, regionCode }: NewSubject, now: Date): Promise<string> {
  const id = subjectId(issuer, subject)
  await db
    .insert(ssoSubjects)
    .values({ id, issuer, subject, tenantId, regionCode, createdAt: now })
    .onConflictDoUpdate({ target: ssoSubjects.id, set: { tenantId, regionCode, disabledAt: null } })
  return id
}

/** From now on she is not let in, whatever her tokens claim. As the owner only. False when she was never admitted. */
export async function dismissSubject(db: Db, id: string, now: Date): Promise<boolean> {
  const rows = await db.update(ssoSubjects).set({ disabledAt: now }).where(eq(ssoSubjects.id, id)).returning({ id: ssoSubjects.id })
  return rows.length > 0
}
