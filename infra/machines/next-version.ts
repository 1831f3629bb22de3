import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { workspaceMigrations } from '@zhihe/postgres/migrate'

/** A table of each service that is in constant use, with its key. */
export const busyTables = [
  { service: 'postings', table: 'postings.postings', key: 'id' },
  { service: 'jobseekers', table: 'jobseekers.jobseekers', key: 'id' },
  { service: 'matching', table: 'matching.jobseekers', key: 'id' },
  { service: 'webhooks', table: 'webhooks.messages', key: 'id' },
] as const

export interface NextVersion extends Disposable {
  /** A workspace with today's migrations and those of a version that has not been written. */
  root: string
}

/** What a next version may do to a table in use: a column with a default, a constraint, rows filled by batches, an index, and the constraint made sure. */
export function inventNextVersion(root: string): NextVersion {
  const next = mkdtempSync(join(tmpdir(), 'zhihe-next-'))
  for (const { name, folder } of workspaceMigrations(root)) {
    const isService = folder.includes('/services/')
    cpSync(folder, join(next, isService ? 'services' : 'packages', name, 'migrations'), { recursive: true })
  }
  for (const { service, table, key } of busyTables) {
    const folder = join(next, 'services', service, 'migrations')
    write(folder, '29991231000000_next', [
      `alter table ${table} add column next_note text, add column next_count integer not null default 0`,
      `alter table ${table} add constraint next_note_short check (length(next_note) < 100) not valid`,
    ])
    write(folder, '29991231000100_next_online', [
      '-- online',
      `-- repeat until nothing changes\nupdate ${table} set next_note = 'next' where ${key} in (select ${key} from ${table} where next_note is null order by ${key} limit 250)`,
      `create index concurrently if not exists next_note_index on ${table} (next_note)`,
      `alter table ${table} validate constraint next_note_short`,
    ])
  }
  return { root: next, [Symbol.dispose]: () => rmSync(next, { recursive: true, force: true }) }
}

function write(folder: string, name: string, parts: readonly string[]): void {
  mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, name, 'migration.sql'), parts.join('\n--> statement-breakpoint\n'))
}
