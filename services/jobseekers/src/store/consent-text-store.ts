import type { Executor, Transaction } from '@zhihe/postgres/pool'
import { type SQL, sql } from 'drizzle-orm'
import type { PublishedText, TextInForce } from '../domain/consent-text.ts'

type TextRow = Omit<PublishedText, 'publishedAt'> & { publishedAt: number } & Record<string, unknown>

/**
 * Nobody publishes a text of this tenant until the transaction ends. Whoever adds a decision to a ledger takes it first, before any row, and reads the
 * texts in a statement after it: else a text could be published beside a consent that neither of the two sees.
 */
export async function holdTexts(tx: Transaction, tenantId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock_shared(${lockOf(sql`${tenantId}::text`)})`)
}

/** The same for the tenant of a person; nothing when she does not exist. */
export async function holdTextsOf(tx: Transaction, jobseekerId: string): Promise<void> {
  await tx.execute(
    sql`select pg_advisory_xact_lock_shared(${lockOf(sql`tenant_id::text`)}) from jobseekers.jobseekers where id = ${jobseekerId}::uuid`,
  )
}

/** Nobody else publishes a text of this tenant, and nobody adds a decision, until the transaction ends. Waits for those who do. */
export async function lockTexts(tx: Transaction, tenantId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${lockOf(sql`${tenantId}::text`)})`)
}

/** The text in force of each purpose. */
export async function readTextsInForce(db: Executor, tenantId: string): Promise<TextInForce[]> {
  const { rows } = await db.execute<TextInForce & Record<string, unknown>>(
    sql`select distinct on (purpose) purpose, version, sha256 from jobseekers.consent_texts where tenant_id = ${tenantId} order by purpose, seq desc`,
  )
  return rows
}

/** Newest first. */
export async function listTexts(db: Executor, tenantId: string, purpose: string | null): Promise<PublishedText[]> {
  const { rows } = await db.execute<TextRow>(
    sql`select purpose, version, sha256, zh, en, (extract(epoch from published_at) * 1000)::float8 as "publishedAt" from jobseekers.consent_texts
      where tenant_id = ${tenantId} and (${purpose}::text is null or purpose = ${purpose}) order by seq desc`,
  )
  return rows.map(({ publishedAt, ...text }) => ({ ...text, publishedAt: new Date(publishedAt) }))
}

export async function insertText(tx: Transaction, text: PublishedText, by: { tenantId: string; keyId: string }): Promise<void> {
  const { purpose, version, zh, en, sha256, publishedAt } = text
  await tx.execute(
    sql`insert into jobseekers.consent_texts (tenant_id, purpose, version, zh, en, sha256, published_at, by_key_id)
      values (${by.tenantId}, ${purpose}, ${version}, ${zh}, ${en}, ${sha256}, ${publishedAt.toISOString()}, ${by.keyId})`,
  )
}

function lockOf(tenantId: SQL): SQL {
  return sql`hashtextextended('jobseekers.consent_texts ' || ${tenantId}, 0)`
}
