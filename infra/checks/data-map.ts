import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { auditTables, importTables, ledgers, retentionRules as ofJobseekers } from '@zhihe/jobseekers-service/retention'
import { retentionRules as ofMatching } from '@zhihe/matching-service/retention'
import { retentionRules as ofOperations } from '@zhihe/operations-service/retention'
import { startEmbeddedPostgres } from '@zhihe/postgres/embedded'
import { migrateWorkspace } from '@zhihe/postgres/migrate'
import { retentionRules as ofPostings } from '@zhihe/postings-service/retention'
import { retentionRules as ofWebhooks } from '@zhihe/webhooks-service/retention'
import { Client } from 'pg'
import { findGaps, type MappedColumn, renderMap } from './data-map-page.ts'

// Field → purpose → retention → where it flows, from the comments of a migrated database. `node infra/checks/data-map.ts --write` after a change
// that is meant; with a URL behind it, of that database instead of one made for the purpose.
const root = resolve(import.meta.dirname, '../..')
const file = join(root, 'infra/data-map.md')
const rules = [...ofJobseekers, ...ledgers, ...importTables, ...auditTables, ...ofMatching, ...ofPostings, ...ofWebhooks, ...ofOperations]

const columns = await readColumns()
const gaps = findGaps(columns, rules)
const page = renderMap(columns, rules)
if (process.argv.includes('--write')) writeFileSync(file, page)
const isStale = page !== read()
for (const gap of gaps) process.stdout.write(`${gap}\n`)
if (isStale)
  process.stdout.write(
    'infra/data-map.md is not what the migrations say. If the change is meant: node infra/checks/data-map.ts --write, and review the difference.\n',
  )
process.stdout.write(`mapped ${columns.length} columns\n`)
process.exitCode = gaps.length === 0 && !isStale ? 0 : 1

async function readColumns(): Promise<MappedColumn[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'zhihe-data-map-'))
  try {
    await using server = await startEmbeddedPostgres({ dataDir, purpose: 'test' })
    await migrateWorkspace({ url: server.url, root })
    return await query(server.url)
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function query(url: string): Promise<MappedColumn[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<MappedColumn>(`
      select n.nspname as schema, c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) as type,
        col_description(c.oid, a.attnum) as comment
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
        and n.nspname !~ '^(pg_|information_schema|migrations|public|bullmq)'
      order by n.nspname, c.relname, a.attnum`)
    return rows
  } finally {
    await client.end()
  }
}

function read(): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
