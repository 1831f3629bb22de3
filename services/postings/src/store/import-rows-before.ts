import type { Transaction } from '@zhihe/postgres/pool'
import { and, eq, sql } from 'drizzle-orm'
import { type ImportJob, sourceOfFair } from '../domain/import.ts'
import type { Posting } from '../domain/posting.ts'
import { lockPostingsById } from './posting-store.ts'
import { systemKeyId } from './save-postings.ts'
import { importItems, importRowsBefore, postings, postingVersions } from './schema.ts'

// As `createKeys` makes them.
const madeNumber = '^row-[0-9a-f]{24}-[0-9]+$'

/** Where a row stands and under which number it is to be kept. */
export interface PlacedNumber {
  sheet: string
  row: number
  externalId: string
}

/** Notes which postings the rows of an import have created, before its items are forgotten for another run. */
export async function rememberRows(tx: Transaction, importId: string): Promise<void> {
  await tx.execute(sql`
    insert into ${importRowsBefore} (import_id, sheet, row_number, posting_id)
    select import_id, sheet, row_number, posting_id from ${importItems}
    where import_id = ${importId} and outcome = 'created' and posting_id is not null
    on conflict do nothing`)
}

/**
 * Gives the postings that an earlier run made of these rows the numbers the rows have now, so that they are written over and not doubled.
 * Only numbers made by us move; one that is used, and a posting that any row is kept as, stay as they are.
 */
export async function moveNumbers(tx: Transaction, { id, tenantId, fairId, run }: ImportJob, rows: readonly PlacedNumber[]): Promise<void> {
  if (run === 1 || rows.length === 0) return
  const placed = rows.map(({ sheet, row, externalId }) => ({ sheet, row_number: row, external_id: externalId }))
  await tx.execute(sql`
    with moved as (
      select distinct on (placed.external_id) placed.external_id, before.posting_id
      from json_to_recordset(${JSON.stringify(placed)}::json) as placed (sheet text, row_number integer, external_id text)
      join ${importRowsBefore} before on before.import_id = ${id} and before.sheet = placed.sheet and before.row_number = placed.row_number
      join ${postings} held on held.id = before.posting_id
      where held.external_id ~ ${madeNumber} and held.external_id <> placed.external_id and held.status <> 'closed'
        and not exists (select from ${importItems} item where item.posting_id = held.id)
      order by placed.external_id, before.posting_id desc
    )
    update ${postings} posting set external_id = moved.external_id
    from moved
    where posting.id = moved.posting_id and posting.tenant_id = ${tenantId} and posting.source = ${sourceOfFair(fairId)}
      and not exists (
        select from ${postings} taken
        where taken.tenant_id = posting.tenant_id and taken.source = posting.source and taken.external_id = moved.external_id)`)
}

/** Open postings that earlier runs of an import created, that no row is kept as now and that nobody else has written: locked. */
export async function lockLeftovers(tx: Transaction, { id, byKeyId, run }: ImportJob, limit: number): Promise<Posting[]> {
  if (run === 1) return []
  const rows = await tx
    .selectDistinct({ id: postings.id })
    .from(importRowsBefore)
    .innerJoin(postings, eq(postings.id, importRowsBefore.postingId))
    .where(
      and(
        eq(importRowsBefore.importId, id),
        sql`${postings.status} <> 'closed'`,
        sql`not exists (select from ${importItems} item where item.posting_id = ${postings.id})`,
        sql`not exists (
          select from ${postingVersions} version
          where version.posting_id = ${postings.id} and version.by_key_id not in (${byKeyId}::uuid, ${systemKeyId}::uuid))`,
      ),
    )
    .limit(limit)
  return await lockPostingsById(
    tx,
    rows.map((row) => row.id),
  )
}
