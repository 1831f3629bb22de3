import type { Db } from '@zhihe/postgres/pool'
import { type SQL, sql } from 'drizzle-orm'
import type { Place, Seal, SealCheck } from '../domain/seal.ts'
import { rowsOf } from './rows.ts'

const tables = sql`select concat_ws(' ', d.oid, pg_relation_filenode('matching.postings'), pg_relation_filenode('matching.jobseekers'),
    pg_relation_filenode('matching.shortlists')) as tables
  from pg_database d where d.datname = current_database()`

export async function readPlace(db: Db): Promise<Place> {
  const [right] = await rowsOf<{ mayAsk: boolean }>(db, sql`select has_function_privilege('pg_control_system()', 'execute') as "mayAsk"`)
  const [server] = right?.mayAsk
    ? await rowsOf<{ id: string }>(db, sql`select system_identifier::text as id from pg_control_system()`)
    : [{ id: null }]
  const place = await one<{ tables: string }>(db, tables)
  return { server: server?.id ?? null, tables: place.tables }
}

/** Writes a new token; what was read before this call is older than it. */
export async function writeSeal(db: Db, place: Place): Promise<Seal> {
  const row = await one<{ token: string; xid: string }>(
    db,
    sql`insert into matching.index_snapshots default values returning token, pg_current_xact_id()::text as xid`,
  )
  return { ...row, place }
}

export async function checkSeal(db: Db, { token }: Seal): Promise<SealCheck> {
  return await one<SealCheck>(
    db,
    sql`select (select xmin::text from matching.index_snapshots where token = ${token}) as "writtenBy",
      pg_snapshot_xmax(pg_current_snapshot())::text as "nextXid"`,
  )
}

/** Forgets the token of a snapshot that was written over, and those so old that nobody should start from them. */
export async function forgetSeals(db: Db, token: string | null): Promise<void> {
  await db.execute(sql`delete from matching.index_snapshots where token = ${token} or written_at < now() - interval '30 days'`)
}

async function one<Row extends object>(db: Db, query: SQL): Promise<Row> {
  const [row] = await rowsOf<Row>(db, query)
  if (!row) throw new Error('a query that always has a row had none')
  return row
}
