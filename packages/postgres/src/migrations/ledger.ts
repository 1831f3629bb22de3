import { type Client, escapeIdentifier, escapeLiteral } from 'pg'
import type { Migration } from './migration.ts'

const schema = 'migrations'

/** Makes the ledger of a room where there is none; its form is drizzle's. */
export async function openLedger(client: Client, room: string): Promise<void> {
  const { rows } = await client.query<{ found: boolean }>('select to_regclass($1) is not null as found', [tableOf(room)])
  if (rows[0]?.found) return
  await client.query(`create schema if not exists ${schema};
    create table if not exists ${tableOf(room)} (
      id serial primary key,
      hash text not null,
      created_at bigint,
      name text,
      applied_at timestamptz default now()
    )`)
}

export async function appliedNames(client: Client, room: string): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>(`select name from ${tableOf(room)}`)
  return new Set(rows.map(({ name }) => name))
}

/** The statement that notes a migration as applied; text, so that it can travel in one message with what it notes. */
export function noteOf(room: string, { name, hash, folderMillis }: Migration): string {
  const values = [escapeLiteral(hash), String(folderMillis), escapeLiteral(name)]
  return `insert into ${tableOf(room)} (hash, created_at, name) values (${values.join(', ')})`
}

function tableOf(room: string): string {
  return `${schema}.${escapeIdentifier(room)}`
}
