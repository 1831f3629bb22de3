import type { Hold } from '@zhihe/outbox/append'
import { releaseHeld } from '@zhihe/outbox/hold'
import type { Db, Executor, Transaction } from '@zhihe/postgres/pool'
import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { KeptItem, PeopleImportJob } from '../domain/people-import.ts'
import { importItems, imports, outbox } from './schema.ts'

export interface Lease {
  job: PeopleImportJob
  token: string
}

const leaseSeconds = 6

/** An importer renews its lease so often; what it does in one go takes less. */
export const renewEveryMs = 1_500

/** Takes the oldest import that nobody works on; null when there is none. An importer that died has it taken over when its lease ends. */
export async function claimPeopleImport(db: Db, token: string): Promise<Lease | null> {
  const [job] = await db
    .update(imports)
    .set({
      status: 'reading',
      claimedBy: token,
      claimedUntil: leaseEnd,
      attempts: sql`${imports.attempts} + 1`,
      startedAt: sql`coalesce(${imports.startedAt}, now())`,
    })
    .where(
      sql`${imports.id} = (
        select id from ${imports}
        where status in ('received', 'reading') and (claimed_until is null or claimed_until < now())
        order by created_at limit 1 for update skip locked)`,
    )
    .returning()
  return job ? { job, token } : null
}

/** Gives an import back at once, for an importer that stops; after a failure the lease is left to end by itself, so that others have their turn. */
export async function releasePeopleImport(db: Db, lease: Lease): Promise<void> {
  await db.update(imports).set({ claimedUntil: null, claimedBy: null }).where(held(lease))
}

export class LeaseLost extends Error {
  constructor(id: string) {
    super(`import ${id} is somebody else’s now`)
    this.name = 'LeaseLost'
  }
}

/** Writes what has become known and holds the lease for longer. Throws `LeaseLost` when another importer has taken over or it was started again. */
export async function holdPeopleImport(
  tx: Executor,
  lease: Lease,
  change: Partial<Pick<PeopleImportJob, 'mapping' | 'rowsTotal' | 'fileFormat'>> = {},
): Promise<void> {
  const [row] = await tx
    .update(imports)
    .set({ ...change, attempts: 0, claimedUntil: leaseEnd })
    .where(held(lease))
    .returning({ id: imports.id })
  if (!row) throw new LeaseLost(lease.job.id)
}

/** Keeps what became of the rows of a piece and how far the import is, and holds the lease. Throws `LeaseLost`; then nothing of the piece may stay. */
export async function countPiece(
  tx: Transaction,
  lease: Lease,
  { items, first }: { items: readonly KeptItem[]; first: number },
): Promise<void> {
  const { id: importId, tenantId, piecesDone, run } = lease.job
  await insertItems(tx, { importId, tenantId, items, first })
  const count = (outcome: KeptItem['outcome']) => items.filter((item) => item.outcome === outcome).length
  const [row] = await tx
    .update(imports)
    .set({
      attempts: 0,
      claimedUntil: leaseEnd,
      piecesDone: sql`${imports.piecesDone} + 1`,
      rowsDone: first + items.length,
      createdCount: sql`${imports.createdCount} + ${count('created')}`,
      updatedCount: sql`${imports.updatedCount} + ${count('updated')}`,
      unchangedCount: sql`${imports.unchangedCount} + ${count('unchanged')}`,
      refusedCount: sql`${imports.refusedCount} + ${count('refused')}`,
      skippedCount: sql`${imports.skippedCount} + ${count('skipped')}`,
    })
    .where(and(held(lease), eq(imports.rowsDone, first)))
    .returning({ id: imports.id })
  if (!row) throw new LeaseLost(`${importId} (run ${run}, piece ${piecesDone})`)
}

/** Holds the lease for longer; false when it is lost. */
export async function renewLease(db: Db, lease: Lease): Promise<boolean> {
  const rows = await db.update(imports).set({ claimedUntil: leaseEnd }).where(held(lease)).returning({ id: imports.id })
  return rows.length > 0
}

/** Ends an import, and lets the relays have what its rows announced. Throws `LeaseLost` when it is another importer's now. */
export async function endPeopleImport(tx: Transaction, lease: Lease, end: Pick<PeopleImportJob, 'status' | 'problem'>): Promise<void> {
  const [row] = await tx
    .update(imports)
    .set({ ...end, finishedAt: sql`now()`, claimedBy: null, claimedUntil: null })
    .where(held(lease))
    .returning({ id: imports.id })
  if (!row) throw new LeaseLost(lease.job.id)
  await releaseHeld(tx, outbox, holdOf(lease.job).by)
}

const heldForMs = 120_000

/** Matching hears of the people of a file at its end, and of one that takes longer two minutes later (decision 017). */
export function holdOf({ id }: Pick<PeopleImportJob, 'id'>): Hold {
  return { by: `import-${id}`, ms: heldForMs }
}

interface NewItems {
  importId: string
  tenantId: string
  items: readonly KeptItem[]
  /** The place of the first of them. */
  first: number
}

async function insertItems(tx: Transaction, { importId, tenantId, items, first }: NewItems): Promise<void> {
  if (items.length === 0) return
  const rows = items.map((item, at) => ({ ...item, place: first + at }))
  await tx.execute(sql`
    insert into ${importItems} (import_id, tenant_id, place, sheet, row_number, outcome, jobseeker_id, findings)
    select ${importId}::uuid, ${tenantId}::uuid, item.* from json_to_recordset(${JSON.stringify(rows)}::json) as item (
      place integer, sheet integer, "row" integer, outcome text, "jobseekerId" uuid, findings jsonb)`)
}

const leaseEnd = sql`now() + make_interval(secs => ${leaseSeconds})`

function held({ job, token }: Lease): SQL | undefined {
  return and(eq(imports.id, job.id), eq(imports.claimedBy, token), eq(imports.run, job.run))
}
