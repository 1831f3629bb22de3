import type { Db, Executor, Transaction } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import type { IdentityKeys } from './identity-keys.ts'
import type { Suite } from './suites.ts'
import { openPiece, type UploadOwner, unwrapUploadKey, type WrappedUploadKey } from './upload-cipher.ts'

export async function keepUploadKey(
  tx: Transaction,
  { importId, tenantId, kekId, suite, nonce, wrapped }: WrappedUploadKey,
  createdAt: Date,
): Promise<void> {
  await tx.execute(sql`
    insert into vault_keys.import_keys (import_id, tenant_id, kek_id, suite, nonce, wrapped, created_at)
    values (${importId}, ${tenantId}, ${kekId}, ${suite}, ${nonce}, ${wrapped}, ${createdAt.toISOString()})`)
}

export async function keepSealedPiece(
  tx: Transaction,
  { importId, tenantId }: UploadOwner,
  { piece, sealed }: { piece: number; sealed: Buffer },
): Promise<void> {
  await tx.execute(sql`
    insert into vault.import_files (import_id, tenant_id, piece, sealed) values (${importId}, ${tenantId}, ${piece}, ${sealed})`)
}

/** The key of the upload is destroyed: what there is of the file, in backups too, does not open any more. */
export class UploadGone extends Error {
  constructor(importId: string) {
    super(`the upload of import ${importId} is destroyed`)
    this.name = 'UploadGone'
  }
}

/**
 * The file as it was sent, piece by piece, in memory alone. Throws `UploadGone`, and an error when a piece is missing or was changed: `bytes` is
 * what the import says of its length.
 */
export async function* openUpload(db: Db, upload: UploadOwner & { bytes: number }, keys: IdentityKeys): AsyncGenerator<Buffer> {
  const key = unwrapUploadKey(await findKey(db, upload), keys)
  let opened = 0
  for (let piece = 0; opened < upload.bytes; piece += 1) {
    const { rows } = await db.execute<{ sealed: Buffer }>(
      sql`select sealed from vault.import_files where import_id = ${upload.importId} and tenant_id = ${upload.tenantId} and piece = ${piece}`,
    )
    const [row] = rows
    if (!row) throw new Error(`piece ${piece} of the upload of import ${upload.importId} is missing`)
    const plain = openPiece(row.sealed, piece, key)
    opened += plain.length
    yield plain
  }
}

async function findKey(db: Executor, { importId, tenantId }: UploadOwner): Promise<WrappedUploadKey> {
  const { rows } = await db.execute<{ kekId: string; suite: Suite; nonce: Buffer; wrapped: Buffer }>(
    sql`select kek_id as "kekId", suite, nonce, wrapped from vault_keys.import_keys where import_id = ${importId} and tenant_id = ${tenantId}`,
  )
  const [row] = rows
  if (!row) throw new UploadGone(importId)
  return { importId, tenantId, ...row }
}

/** Destroys the key of an upload and then what it sealed. Said twice it is done once. */
export async function destroyUpload(tx: Transaction, importId: string, now: Date): Promise<void> {
  await tx.execute(sql`delete from vault_keys.import_keys where import_id = ${importId}`)
  await tx.execute(sql`delete from vault.import_files where import_id = ${importId}`)
  await tx.execute(sql`
    update jobseekers.imports set upload_destroyed_at = ${now.toISOString()} where id = ${importId} and upload_destroyed_at is null`)
}

/** Destroys the uploads of imports that ended before `before`. Returns how many. */
export async function destroyOldUploads(db: Db, before: Date, now: Date): Promise<number> {
  return await db.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: string }>(sql`
      select id from jobseekers.imports
      where upload_destroyed_at is null and finished_at < ${before.toISOString()} and status in ('finished', 'failed', 'needs_mapping')
      order by finished_at limit 100 for update skip locked`)
    for (const { id } of rows) await destroyUpload(tx, id, now)
    return rows.length
  })
}

/** Whether somebody who stood in this import has been erased since: her row has lost her. Those of other imports the database destroys by itself. */
export async function hasErasedPeople(tx: Transaction, importId: string): Promise<boolean> {
  const { rows } = await tx.execute<{ found: boolean }>(sql`
    select i.created_count + i.updated_count + i.unchanged_count
      > (select count(*) from jobseekers.import_items x where x.import_id = i.id and x.jobseeker_id is not null) as found
    from jobseekers.imports i where i.id = ${importId}`)
  return rows[0]?.found === true
}
