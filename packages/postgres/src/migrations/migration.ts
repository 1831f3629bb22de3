import { readMigrationFiles } from 'drizzle-orm/migrator'

/** One folder `<14 digits>_<name>` with its `migration.sql`. */
export interface Migration {
  name: string
  hash: string
  /** Milliseconds of the 14 digits. */
  folderMillis: number
  /** What stands between the lines `--> statement-breakpoint`. */
  parts: MigrationPart[]
  /**
   * Begins with `-- online`: each part commits by itself, so that an index may be built and rows filled while others work. Whoever is killed in
   * the middle begins again with the first part, so each must be repeatable. Without it the migration is one transaction.
   */
  isOnline: boolean
}

export interface MigrationPart {
  sql: string
  /** Says `-- repeat until nothing changes`: a batch, run again until it changes no row. */
  isRepeated: boolean
  /** The index that the part builds beside its users: half an index is left behind when the builder dies, and is in the way. */
  builds: { index: string; table: string } | null
  /** Waits for the transactions of others, but nobody waits for it. */
  isConcurrent: boolean
}

const online = /^\s*-- online\b/
const repeated = /^\s*-- repeat until nothing changes\s*$/m
const concurrent = /^\s*(?:(?:create\s+(?:unique\s+)?|drop\s+|re)index)\b[^;]*?\bconcurrently\b/i
const building = /^\s*create\s+(?:unique\s+)?index\s+concurrently\s+(?:if\s+not\s+exists\s+)?([\w"]+)\s+on\s+(?:only\s+)?([\w".]+)/i

/** The migrations of a folder in the order of their names. */
export function readMigrations(folder: string): Migration[] {
  return readMigrationFiles({ migrationsFolder: folder }).map(({ name, hash, folderMillis, sql }) => ({
    name,
    hash,
    folderMillis,
    parts: sql.map(partOf),
    isOnline: online.test(sql[0] ?? ''),
  }))
}

function partOf(sql: string): MigrationPart {
  const bare = sql.replaceAll(/^\s*--.*$/gm, '')
  const [, index, table] = building.exec(bare) ?? []
  return {
    sql,
    isRepeated: repeated.test(sql),
    builds: index === undefined || table === undefined ? null : { index: index.replaceAll('"', ''), table },
    isConcurrent: concurrent.test(bare),
  }
}
