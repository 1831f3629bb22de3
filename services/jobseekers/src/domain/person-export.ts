import { type Explanation, explain } from '@zhihe/scoring/explain'
import type { JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'

/** A row as PostgreSQL makes JSON of it. */
export type StoredRow = Record<string, unknown>

/** What `jobseekers.export_person` hands over: rows by table. */
export type StoredRows = Record<string, StoredRow[]>

const cipher = 'cipher text or what belongs to it; what it says is under identity, or opened in its row'
const key = 'a key; it says nothing of her'
const hash = 'a keyed hash by which she is found again; it says nothing that identity does not'

/** Columns that are left out of an export, each with the reason; a column that is named here and nowhere else fails the completeness test. */
export const notExported: Readonly<Record<string, string>> = {
  'vault.identities.key_id': cipher,
  'vault.identities.suite': cipher,
  'vault.identities.nonce': cipher,
  'vault.identities.ciphertext': cipher,
  'vault.identities.hash_key_id': cipher,
  'vault.lookups.hash_key_id': hash,
  'vault.lookups.hash': hash,
  'vault_keys.data_keys.kek_id': key,
  'vault_keys.data_keys.suite': key,
  'vault_keys.data_keys.nonce': key,
  'vault_keys.data_keys.wrapped': key,
  'vault_keys.file_keys.kek_id': key,
  'vault_keys.file_keys.suite': key,
  'vault_keys.file_keys.nonce': key,
  'vault_keys.file_keys.wrapped': key,
}

/** The rows with what is sealed opened (`open` takes the bytes), what is left out left out, and names as everywhere on the wire. */
export function toExportedRows(rows: StoredRows, open: (sealed: Buffer) => unknown): StoredRows {
  return Object.fromEntries(Object.entries(rows).map(([table, stored]) => [table, stored.map((row) => toExportedRow(table, row, open))]))
}

function toExportedRow(table: string, row: StoredRow, open: (sealed: Buffer) => unknown): StoredRow {
  const entries = Object.entries(row).filter(([column]) => !(`${table}.${column}` in notExported))
  return Object.fromEntries(entries.map(([column, value]) => [camelCase(column), column === 'sealed' ? opened(value, open) : value]))
}

function opened(value: unknown, open: (sealed: Buffer) => unknown): unknown {
  return typeof value === 'string' ? open(Buffer.from(value.slice(2), 'hex')) : value
}

/** A match as matching hands it over: the facts of the versions it was made from, and its place on the list, if it stands on one. */
export interface StoredMatch extends StoredRow {
  shortlist: (StoredRow & { evaluated_at: string }) | null
  posting: PostingFacts | null
  jobseeker: JobseekerFacts | null
}

export interface ExplainedMatch extends StoredRow {
  explanation: Explanation | null
  receipt: StoredRow | null
}

/**
 * A match with its explanation, judged again from the very facts it was made from; of one that stands on no list, from the facts of now. Null where
 * the posting is not known any more.
 */
export function explainMatch({ shortlist, posting, jobseeker, ...match }: StoredMatch, now: Date): ExplainedMatch {
  const at = shortlist === null ? now : new Date(shortlist.evaluated_at)
  const isKnown = posting !== null && jobseeker !== null && 'capabilities' in jobseeker
  const explanation = isKnown ? explain(posting, jobseeker, { at, relaxations: [] }) : null
  const receipt = explanation && {
    scoringVersion: explanation.scoringVersion,
    tableVersion: explanation.tableVersion,
    postingVersion: posting?.version,
    jobseekerVersion: jobseeker?.version,
    evaluatedAt: at.toISOString(),
    published: shortlist !== null,
  }
  return { ...match, shortlist: shortlist && camelCased(shortlist), posting, jobseeker, explanation, receipt }
}

/** A row with the names of the wire. */
export function camelCased(row: StoredRow): StoredRow {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [camelCase(column), value]))
}

function camelCase(column: string): string {
  return column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
