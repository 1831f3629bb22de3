import type { Db, Executor, Transaction } from '@zhihe/postgres/pool'
import { failpoint } from '@zhihe/runtime/failpoint'
import { and, asc, eq, gte, isNull, type SQL, sql } from 'drizzle-orm'
import { quoteOf } from '../domain/lint-content.ts'
import type { Posting } from '../domain/posting.ts'
import type { Reach } from '../domain/reach.ts'
import type { AcceptedWords } from '../domain/settle-finding.ts'
import { findings } from './schema.ts'

const rowsPerStatement = 1_000

/** Writes the findings of these postings into the ledger: new ones are added, those that are not found any more are marked gone. */
export async function recordFindings(tx: Transaction, saved: readonly Posting[]): Promise<void> {
  const rows = saved.flatMap((posting) => posting.findings.map((finding) => rowOf(posting, finding)))
  for (let at = 0; at < rows.length; at += rowsPerStatement) {
    const some = JSON.stringify(rows.slice(at, at + rowsPerStatement))
    await tx.execute(sql`
      insert into ${findings} (id, posting_id, tenant_id, employer_id, posting_version, rule_id, severity, quote, finding, found_at)
      select * from json_to_recordset(${some}::json) as found (
        id uuid, posting_id uuid, tenant_id uuid, employer_id uuid, posting_version integer, rule_id text, severity text, quote text,
        finding jsonb, found_at timestamptz)
      on conflict (id) do update set finding = excluded.finding, gone_at = null`)
    failpoint('findings.inserted')
  }
  const older = saved.filter(({ version }) => version > 1)
  for (let at = 0; at < older.length; at += rowsPerStatement) {
    const some = older.slice(at, at + rowsPerStatement)
    const found = sql.param(some.flatMap((posting) => posting.findings.map(({ id }) => id)))
    const updatedAt = some[0]!.updatedAt
    await tx
      .update(findings)
      .set({ goneAt: updatedAt })
      .where(
        and(
          sql`${findings.postingId} = any(${sql.param(some.map(({ id }) => id))}::uuid[])`,
          isNull(findings.goneAt),
          sql`not ${findings.id} = any(${found}::uuid[])`,
        ),
      )
  }
}

export interface Decision {
  decision: 'accepted' | 'dismissed'
  at: Date
  byKeyId: string
  note: string | null
}

export async function recordDecision(tx: Transaction, findingId: string, { decision, at, byKeyId, note }: Decision): Promise<void> {
  await tx.update(findings).set({ decision, decidedAt: at, decidedBy: byKeyId, note }).where(eq(findings.id, findingId))
}

/** What was accepted of these postings, by posting. */
export async function readAccepted(tx: Transaction, postingIds: readonly string[]): Promise<Map<string, AcceptedWords[]>> {
  if (postingIds.length === 0) return new Map()
  const rows = await tx
    .select({ id: findings.postingId, ruleId: findings.ruleId, quote: findings.quote, field: sql<string>`${findings.finding} ->> 'field'` })
    .from(findings)
    .where(and(sql`${findings.postingId} = any(${sql.param([...postingIds])}::uuid[])`, eq(findings.decision, 'accepted')))
  const accepted = new Map<string, AcceptedWords[]>()
  for (const { id, ...words } of rows) accepted.set(id, [...(accepted.get(id) ?? []), words])
  return accepted
}

export interface LedgerQuery {
  reach: Reach
  postingId?: string | undefined
  employerId?: string | undefined
  since?: Date | undefined
  isOpen?: boolean | undefined
  after: { at: string; id: string } | null
  limit: number
}

/** One page of the ledger, oldest first. */
export async function listFindings(db: Db | Executor, { reach, postingId, employerId, since, isOpen, after, limit }: LedgerQuery) {
  const open = sql`(${findings.goneAt} is null and ${findings.decision} is null)`
  return await db
    .select()
    .from(findings)
    .where(
      and(
        findingsWithin(reach),
        postingId === undefined ? undefined : eq(findings.postingId, postingId),
        employerId === undefined ? undefined : eq(findings.employerId, employerId),
        since === undefined ? undefined : gte(findings.foundAt, since),
        isOpen === undefined ? undefined : isOpen ? open : sql`not ${open}`,
        after === null ? undefined : sql`(${findings.foundAt}, ${findings.id}) > (${after.at}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(asc(findings.foundAt), asc(findings.id))
    .limit(limit)
}

function rowOf({ id: postingId, tenantId, content, version, updatedAt }: Posting, finding: Posting['findings'][number]) {
  const { id, ruleId, severity } = finding
  return {
    id,
    posting_id: postingId,
    tenant_id: tenantId,
    employer_id: content.employerId,
    posting_version: version,
    rule_id: ruleId,
    severity,
    quote: quoteOf(content, finding),
    finding,
    found_at: updatedAt,
  }
}

function findingsWithin(reach: Reach): SQL | undefined {
  switch (reach.kind) {
    case 'all':
      return undefined
    case 'tenant':
      return eq(findings.tenantId, reach.tenantId)
    case 'employer':
      return and(eq(findings.tenantId, reach.tenantId), eq(findings.employerId, reach.employerId))
    case 'published':
      return sql`false`
  }
}
