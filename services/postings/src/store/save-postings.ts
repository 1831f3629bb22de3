import type { Transaction } from '@zhihe/postgres/pool'
import { failpoint } from '@zhihe/runtime/failpoint'
import { asc, eq, sql } from 'drizzle-orm'
import type { Posting } from '../domain/posting.ts'
import { recordFindings } from './finding-store.ts'
import { postings, postingVersions } from './schema.ts'

export interface Writer {
  byKeyId: string
  /** Why, in the words of whoever wrote. */
  note?: string | undefined
}

/** Written by no key: the sweeper that closes what has expired. UUIDv7-shaped, and no key can have it. */
export const systemKeyId = '00000000-0000-7000-8000-000000000000'

const rowsPerStatement = 1_000

/** Keeps new postings; returns the ids of those whose key was still free. A key that another transaction is taking is waited for. */
export async function insertPostings(tx: Transaction, created: readonly Posting[], writer: Writer): Promise<Set<string>> {
  const inserted = new Set<string>()
  for (const chunk of chunksOf(created)) {
    const rows = await tx.execute<{ id: string }>(
      sql`
        insert into ${postings} (id, tenant_id, source, external_id, employer_id, fair_id, status, reason_code, content, closes_at, version, created_at, updated_at, findings, canonical_id, likeness, confirmed_at)
        select * from ${recordset(chunk)}
        on conflict (tenant_id, source, external_id) do nothing
        returning id`,
      'objects',
    )
    for (const { id } of rows) inserted.add(id)
    failpoint('postings.inserted')
  }
  const kept = created.filter(({ id }) => inserted.has(id))
  await insertVersions(tx, kept, writer)
  await recordFindings(tx, kept)
  return inserted
}

/** Replaces postings that are locked. */
export async function updatePostings(tx: Transaction, changed: readonly Posting[], writer: Writer): Promise<void> {
  for (const chunk of chunksOf(changed)) {
    await tx.execute(sql`
      update ${postings} as posting
      set employer_id = changed.employer_id, fair_id = changed.fair_id, status = changed.status, reason_code = changed.reason_code,
        content = changed.content, closes_at = changed.closes_at, version = changed.version, updated_at = changed.updated_at,
        findings = changed.findings, canonical_id = changed.canonical_id, likeness = changed.likeness, confirmed_at = changed.confirmed_at
      from ${recordset(chunk)}
      where posting.id = changed.id`)
    failpoint('postings.updated')
  }
  await insertVersions(tx, changed, writer)
  await recordFindings(tx, changed)
}

/** A posting that is sent again as it was is still offered: no new version, only the day is noted. */
export async function noteConfirmed(tx: Transaction, ids: readonly string[], at: Date): Promise<void> {
  if (ids.length === 0) return
  await tx
    .update(postings)
    .set({ confirmedAt: at })
    .where(sql`${postings.id} = any(${sql.param([...ids])}::uuid[])`)
}

/** Every status the posting had, oldest first. */
export async function readHistory(tx: Transaction, postingId: string) {
  const rows = await tx
    .select({
      version: postingVersions.version,
      at: postingVersions.at,
      status: postingVersions.status,
      reasonCode: postingVersions.reasonCode,
      byKeyId: postingVersions.byKeyId,
      canonicalId: postingVersions.canonicalId,
      likeness: postingVersions.likeness,
    })
    .from(postingVersions)
    .where(eq(postingVersions.postingId, postingId))
    .orderBy(asc(postingVersions.version))
  return rows.filter(
    (row, at) =>
      row.status !== rows[at - 1]?.status || row.reasonCode !== rows[at - 1]?.reasonCode || row.canonicalId !== rows[at - 1]?.canonicalId,
  )
}

// From the rows just written: to send each content a second time took as long as the first.
async function insertVersions(tx: Transaction, saved: readonly Posting[], { byKeyId, note }: Writer): Promise<void> {
  for (const chunk of chunksOf(saved)) {
    await tx.execute(sql`
      insert into ${postingVersions} (posting_id, version, status, reason_code, content, canonical_id, likeness, note, at, by_key_id)
      select id, version, status, reason_code, content, canonical_id, likeness, ${note ?? null}::text, updated_at, ${byKeyId}::uuid
      from ${postings} where id = any(${sql.param(chunk.map(({ id }) => id))}::uuid[])`)
    failpoint('versions.inserted')
  }
}

// One parameter for a thousand rows: a parameter per column would be 13,000 of them to bind and to parse.
function recordset(chunk: readonly Posting[]) {
  const rows = chunk.map(({ id, tenantId, source, externalId, status, reasonCode, content, version, createdAt, updatedAt, ...more }) => ({
    id,
    tenant_id: tenantId,
    source,
    external_id: externalId,
    employer_id: content.employerId,
    fair_id: content.fairId ?? null,
    status,
    reason_code: reasonCode,
    content,
    closes_at: content.closesAt ?? null,
    version,
    created_at: createdAt,
    updated_at: updatedAt,
    findings: more.findings,
    canonical_id: more.canonicalId,
    likeness: more.likeness,
    confirmed_at: more.confirmedAt,
  }))
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as changed (
    id uuid, tenant_id uuid, source text, external_id text, employer_id uuid, fair_id uuid, status text, reason_code text,
    content jsonb, closes_at timestamptz, version integer, created_at timestamptz, updated_at timestamptz,
    findings jsonb, canonical_id uuid, likeness jsonb, confirmed_at timestamptz)`
}

function* chunksOf<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += rowsPerStatement) yield all.slice(at, at + rowsPerStatement)
}
