import type { Executor } from '@zhihe/postgres/pool'
import { type SQL, sql } from 'drizzle-orm'
import type { ConsentDecision } from '../domain/consent.ts'
import type { TextInForce } from '../domain/consent-text.ts'
import type { Dossier } from '../domain/jobseeker.ts'

/** A decision as `ledgerColumn` gives it: JSON has no times, and as text they are what the session's time zone makes of them. */
export type LedgerRow = Omit<ConsentDecision, 'at' | 'recordedAt' | 'expiresAt'> & {
  at: number
  recordedAt: number
  expiresAt: number | null
}

/** Every decision of the person of a statement that reads jobseekers.jobseekers, in the order in which they were recorded. */
export const ledgerColumn = sql<LedgerRow[]>`coalesce((
  select json_agg(json_build_object(
    'id', c.id, 'purpose', c.purpose, 'recipient', c.recipient, 'textVersion', c.text_version, 'textSha256', c.text_sha256,
    'decision', c.decision, 'fields', c.fields, 'channel', c.channel, 'proxyRelation', c.proxy_relation, 'receipt', c.receipt,
    'at', ${milliseconds(sql`c.decided_at`)}, 'recordedAt', ${milliseconds(sql`c.recorded_at`)}, 'expiresAt', ${milliseconds(sql`c.expires_at`)}
  ) order by c.seq)
  from jobseekers.consents c where c.jobseeker_id = jobseekers.jobseekers.id
), '[]')`

/** The text in force of each purpose, of the tenant of that person. */
export const textsColumn = sql<TextInForce[]>`coalesce((
  select json_agg(json_build_object('purpose', t.purpose, 'version', t.version, 'sha256', t.sha256))
  from (
    select distinct on (purpose) purpose, version, sha256 from jobseekers.consent_texts
    where tenant_id = jobseekers.jobseekers.tenant_id order by purpose, seq desc
  ) t
), '[]')`

/** What she decided, and what of it counts now, for a person whom the caller has found (and locked, if it changes her). */
export async function readDecided(db: Executor, jobseekerId: string): Promise<Pick<Dossier, 'ledger' | 'texts'>> {
  const { rows } = await db.execute<{ ledger: LedgerRow[]; texts: TextInForce[] }>(
    sql`select ${ledgerColumn} as ledger, ${textsColumn} as texts from jobseekers.jobseekers where jobseekers.jobseekers.id = ${jobseekerId}`,
  )
  const [row] = rows
  if (!row) throw new Error('a person who was found is gone')
  return { ledger: row.ledger.map(toDecision), texts: row.texts }
}

export function toDecision({ at, recordedAt, expiresAt, ...decision }: LedgerRow): ConsentDecision {
  return { ...decision, at: new Date(at), recordedAt: new Date(recordedAt), expiresAt: expiresAt === null ? null : new Date(expiresAt) }
}

/** A decision and whose it is. */
export interface OwnedDecision extends ConsentDecision {
  jobseekerId: string
}

/**
 * Adds decisions to the ledger, of any number of people, in the order given, which is the order in which they count when their times are equal. As a
 * statement by itself or as a part of one: `insert into jobseekers.consents …`.
 */
export function decisionsInserted(decisions: readonly OwnedDecision[], byKeyId: string): SQL {
  return sql`insert into jobseekers.consents (id, jobseeker_id, purpose, recipient, text_version, text_sha256, decision, decided_at, recorded_at, by_key_id,
      fields, expires_at, channel, proxy_relation, receipt)
    select d.id, d."jobseekerId", d.purpose, d.recipient, d."textVersion", d."textSha256", d.decision, d.at, d."recordedAt", ${byKeyId}::uuid,
      d.fields, d."expiresAt", d.channel, d."proxyRelation", d.receipt
    from rows from (jsonb_to_recordset(${JSON.stringify(decisions)}::jsonb) as (id uuid, "jobseekerId" uuid, purpose text, recipient uuid,
      "textVersion" text, "textSha256" text, decision text, at timestamptz, "recordedAt" timestamptz, fields text[], "expiresAt" timestamptz,
      channel text, "proxyRelation" text, receipt text)) with ordinality as d (id, "jobseekerId", purpose, recipient, "textVersion", "textSha256",
      decision, at, "recordedAt", fields, "expiresAt", channel, "proxyRelation", receipt, place)
    order by place`
}

/** In whole milliseconds, down, as all times of the house are made. */
function milliseconds(time: SQL): SQL {
  return sql`floor(extract(epoch from ${time}) * 1000)::bigint`
}
