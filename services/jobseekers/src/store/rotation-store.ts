import type { Db } from '@zhihe/postgres/pool'
import { failpoint } from '@zhihe/runtime/failpoint'
import { type SQL, sql } from 'drizzle-orm'
import type { PlainIdentity } from '../domain/plain-identity.ts'
import type { IdentityOwner } from './identity-cipher.ts'
import type { IdentityKeys } from './identity-keys.ts'
import type { KeyTable } from './key-tables.ts'
import { type AuditContext, envelopeOf, fromVault, openingStatement, type SealedRow, sealedColumns, unseal } from './opening.ts'
import type { Suite } from './suites.ts'
import { hashedPart, lookupRowsOf, sealedPart, vaultRowOf } from './vault-parts.ts'

/** A page of a rotation: from whom on, and how many at most. */
export interface Page {
  after: string
  limit: number
}

/** What became of a page. `last` is null when nothing was left to do behind `after`. */
export interface PageDone {
  last: string | null
  tenantIds: readonly string[]
}

interface WrappedRow {
  id: string
  tenantId: string
  kekId: string
  suite: Suite
  nonce: Buffer
  wrapped: Buffer
}

/** Wraps a page of keys anew. A key that was made anew or went away meanwhile is left alone. */
export async function rewrapPage(
  db: Db,
  { table, idColumn, alsoSet, rewrap }: KeyTable,
  keys: IdentityKeys,
  page: Page,
): Promise<PageDone> {
  const { rows } = await db.execute<Record<string, unknown>>(
    sql`select ${idColumn} as id, tenant_id as "tenantId", kek_id as "kekId", suite, nonce, wrapped from ${table}
      where ${idColumn} > ${page.after}::uuid and kek_id <> ${keys.wrapping.current.id} order by ${idColumn} limit ${page.limit}`,
  )
  const before = rows as unknown as WrappedRow[]
  if (before.length === 0) return nothingLeft
  const after = before.map((row) => {
    const { kekId, suite, nonce, ciphertext } = rewrap({ ...row, ciphertext: row.wrapped }, row, keys)
    const sealed = { suite, nonce: nonce.toString('hex'), wrapped: ciphertext.toString('hex') }
    return { id: row.id, was: row.nonce.toString('hex'), kekId, ...sealed }
  })
  await db.execute(
    sql`update ${table} k
      set kek_id = x."kekId", suite = x.suite, nonce = decode(x.nonce, 'hex'), wrapped = decode(x.wrapped, 'hex')${alsoSet}
      from jsonb_to_recordset(${JSON.stringify(after)}::jsonb) as x (id uuid, was text, "kekId" text, suite text, nonce text, wrapped text)
      where k.${idColumn} = x.id and k.nonce = decode(x.was, 'hex')`,
  )
  return doneWith(before)
}

/** Seals a page of identities anew, each under its own data key: those that lie under none yet, and with `suite` those that are not in it. */
export async function resealPage(
  db: Db,
  { suite, keys, audit }: { suite: Suite | null; keys: IdentityKeys; audit: AuditContext },
  page: Page,
): Promise<PageDone> {
  const otherSuite = suite === null ? sql`false` : sql`(i.suite <> ${suite} or k.suite <> ${suite})`
  const people = await openPage(db, sql`(i.key_id is not null or ${otherSuite})`, { keys, audit, page })
  if (people.length === 0) return nothingLeft
  const rows = people.map(({ row, identity }) => vaultRowOf(identity, { ...ownerOf(row), known: envelopeOf(row).dataKey }, keys))
  await db.execute(
    sql`with ${sealedPart(rows)}, ${heldPart(people)},
      rekeyed as (
        insert into vault_keys.data_keys as k (jobseeker_id, tenant_id, kek_id, suite, nonce, wrapped, created_at)
        select s.jobseeker_id, s.tenant_id, s.kek_id, s.key_suite, s.key_nonce, s.wrapped, now() from sealed s join held using (jobseeker_id)
        order by s.jobseeker_id
        on conflict (jobseeker_id) do update set kek_id = excluded.kek_id, suite = excluded.suite, nonce = excluded.nonce,
          wrapped = excluded.wrapped, created_at = excluded.created_at, rewrapped_at = null)
      update vault.identities i set key_id = null, suite = s.suite, nonce = s.nonce, ciphertext = s.ciphertext
      from sealed s join held using (jobseeker_id) where i.jobseeker_id = s.jobseeker_id`,
  )
  return doneWith(people.map(({ row }) => row))
}

/** Writes the hashes of a page of people under every key that is configured, and takes away those that are not of what is true now. */
export async function reindexPage(db: Db, { keys, audit }: { keys: IdentityKeys; audit: AuditContext }, page: Page): Promise<PageDone> {
  const current = keys.lookup.current.id
  const people = await openPage(db, sql`i.hash_key_id is distinct from ${current}`, { keys, audit, page })
  if (people.length === 0) return nothingLeft
  const lookups = people.flatMap(({ row, identity }) => lookupRowsOf(identity, ownerOf(row), keys))
  await db.execute(
    sql`with ${hashedPart(lookups)}, ${heldPart(people)},
      unindexed as (
        delete from vault.lookups l using held
        where l.jobseeker_id = held.jobseeker_id and ${isOneOf(sql`l.hash_key_id`, configuredIds(keys))}
          and not exists (
            select from hashed h
            where h.jobseeker_id = l.jobseeker_id and h.kind = l.kind and h.hash_key_id = l.hash_key_id and h.hash = l.hash)),
      indexed as (
        insert into vault.lookups (tenant_id, jobseeker_id, kind, hash_key_id, hash)
        select h.tenant_id, h.jobseeker_id, h.kind, h.hash_key_id, h.hash from hashed h join held using (jobseeker_id)
        order by h.hash_key_id, h.hash
        on conflict (jobseeker_id, kind, hash_key_id, hash) do nothing)
      update vault.identities i set hash_key_id = ${current} from held where i.jobseeker_id = held.jobseeker_id`,
  )
  return doneWith(people.map(({ row }) => row))
}

/** Takes away a page of hashes under keys that are configured no more. Call it when everybody is indexed under the current one. */
export async function unindexPage(db: Db, keys: IdentityKeys, { after, limit }: Page): Promise<PageDone> {
  const { rows } = await db.execute<{ id: string; tenantId: string }>(
    sql`with page as (
        select jobseeker_id, kind, hash_key_id, hash from vault.lookups
        where jobseeker_id >= ${after}::uuid and not ${isOneOf(sql`hash_key_id`, configuredIds(keys))}
        order by jobseeker_id limit ${limit}
      )
      delete from vault.lookups l using page p
      where l.jobseeker_id = p.jobseeker_id and l.kind = p.kind and l.hash_key_id = p.hash_key_id and l.hash = p.hash
      returning l.jobseeker_id as id, l.tenant_id as "tenantId"`,
  )
  return rows.length === 0 ? nothingLeft : doneWith(rows.toSorted((a, b) => (a.id < b.id ? -1 : 1)))
}

/** How many rows lie under each key-encryption key. */
export async function countByKek(db: Db): Promise<Map<string, number>> {
  const { rows } = await db.execute<{ id: string; rows: string }>(
    sql`select id, count(*) as rows from (
        select kek_id as id from vault_keys.data_keys
        union all select kek_id from vault_keys.file_keys
        union all select kek_id from vault_keys.import_keys
        union all select key_id from vault.identities where key_id is not null
      ) k group by id`,
  )
  return new Map(rows.map((row) => [row.id, Number(row.rows)]))
}

interface OpenedRow {
  row: SealedRow
  identity: PlainIdentity
}

async function openPage(
  db: Db,
  which: SQL,
  { keys, audit, page }: { keys: IdentityKeys; audit: AuditContext; page: Page },
): Promise<OpenedRow[]> {
  const found = sql`select ${sealedColumns} ${fromVault}
    where jobseekers.jobseekers.id > ${page.after}::uuid and i.jobseeker_id is not null and ${which}
    order by jobseekers.jobseekers.id limit ${page.limit}`
  const { rows } = await db.execute<Record<string, unknown>>(openingStatement(found, audit))
  failpoint('rotate.opened')
  const people = (rows as unknown as SealedRow[]).toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return unseal(people, keys, audit).map((identity, at) => ({ row: people[at] as SealedRow, identity }))
}

/** A part `held`: those of a page who are still sealed as they were read, and stay so until the statement is done. */
function heldPart(people: readonly OpenedRow[]): SQL {
  const read = people.map(({ row }) => ({ id: row.id, nonce: row.nonce?.toString('hex') }))
  return sql`held as materialized (
    select i.jobseeker_id from jsonb_to_recordset(${JSON.stringify(read)}::jsonb) as x (id uuid, nonce text)
    join vault.identities i on i.jobseeker_id = x.id and i.nonce = decode(x.nonce, 'hex')
    order by i.jobseeker_id for update of i)`
}

function isOneOf(column: SQL, ids: readonly string[]): SQL {
  return sql`(${column} = any (array(select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))))`
}

function configuredIds(keys: IdentityKeys): string[] {
  return keys.lookup.all.map(({ id }) => id)
}

function ownerOf({ id, tenantId }: { id: string; tenantId: string }): IdentityOwner {
  return { jobseekerId: id, tenantId }
}

const nothingLeft: PageDone = { last: null, tenantIds: [] }

function doneWith(rows: readonly { id: string; tenantId: string }[]): PageDone {
  return { last: rows.at(-1)?.id ?? null, tenantIds: rows.map(({ tenantId }) => tenantId) }
}
