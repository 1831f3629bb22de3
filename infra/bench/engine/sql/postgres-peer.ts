import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eraseEmbeddedPostgres, startEmbeddedPostgres } from '@zhihe/postgres/embedded'
import type { JobseekerFacts } from '@zhihe/scoring/facts'
import { Client } from 'pg'
import type { Answer, Listed } from '../answers.ts'
import { copyIn } from './copy.ts'
import { postgres } from './dialect.ts'
import type { Peer, WorldSource } from './peer.ts'
import { peopleQuery, type Question } from './people-query.ts'
import { personColumns, personRows, type Value } from './person-rows.ts'
import type { Places } from './places.ts'
import { createDemandKinds, postingColumns, postingRow } from './posting-rows.ts'
import { postingsQuery } from './postings-query.ts'

export interface PostgresPeer extends Peer, AsyncDisposable {
  client: Client
  preparePostings: (jobseeker: JobseekerFacts, limit: number) => Answer
}

const types: Record<string, string> = { bytes: 'bytea', keys: 'smallint[]', numbers: 'smallint[]' }

/**
 * PostgreSQL at its best: integers worked out at load, one row per person and partition, clustered, every page in memory, no client but this one.
 * The tables are temporary because a session's own buffers need no locks and can be as large as the data.
 */
export async function startPostgresPeer(world: WorldSource, places: Places): Promise<PostgresPeer> {
  const resources = new AsyncDisposableStack()
  // A server is a process of its own: it must not stay behind when this one is stopped.
  const stop = () => void resources.disposeAsync().finally(() => process.exit(130))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, stop)
    resources.defer(() => void process.off(signal, stop))
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'zhihe-bench-'))
  chmodSync(dataDir, 0o711)
  resources.defer(async () => {
    await eraseEmbeddedPostgres(dataDir)
    rmSync(dataDir, { recursive: true, force: true })
  })
  const server = resources.use(await startEmbeddedPostgres({ dataDir, purpose: 'test' }))
  const client = new Client({ connectionString: server.url })
  await client.connect()
  resources.defer(() => client.end())
  await client.query(
    "set temp_buffers = '4GB'; set jit = off; set max_parallel_workers_per_gather = 0; set plan_cache_mode = force_generic_plan; set work_mem = '256MB'",
  )
  await load(client, {
    table: 'person_entry',
    columns: personColumns,
    rows: world.people().flatMap((person) => personRows(person, places)),
  })
  const kinds = createDemandKinds()
  await load(client, {
    table: 'posting_entry',
    columns: postingColumns,
    rows: world.postings().flatMap((posting) => postingRow(posting, places, kinds)),
  })
  const names = new Map<string, string>()
  const ask = async (text: string): Promise<Listed[]> => {
    const name = names.get(text) ?? `ask${names.size}`
    names.set(text, name)
    const { rows } = await client.query<[string, number, number]>({ name, text, rowMode: 'array' })
    return rows.map(([id, tier, score]) => ({ id, tier: tier === 0 ? 0 : 1, score }))
  }
  return {
    name: 'PostgreSQL 18, best SQL, clustered',
    client,
    preparePeople: (posting, limit) => prepare(limit, ask, (tiers) => peopleQuery(posting, places, { dialect: postgres, limit, tiers })),
    preparePostings: (jobseeker, limit) =>
      prepare(limit, ask, (tiers) => postingsQuery(jobseeker, { places, kinds }, { dialect: postgres, limit, tiers })),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

// The eligible first; the second tier is asked for only when they are too few. One statement for both tiers took 18.4 ms in the mean where this took 13.7.
function prepare(limit: number, ask: (text: string) => Promise<Listed[]>, query: (tiers: Question['tiers']) => string | null): Answer {
  const [first, both] = [query('eligible'), query('both')]
  return async () => {
    if (first === null || both === null) return []
    const eligible = await ask(first)
    return eligible.length === limit ? eligible : await ask(both)
  }
}

interface Load {
  table: string
  columns: Record<string, string>
  rows: Iterable<Value[]>
}

async function load(client: Client, { table, columns, rows }: Load): Promise<void> {
  const definitions = Object.entries(columns).map(
    ([name, type]) => `${name} ${types[type] ?? type}${type === 'bytes' ? ' storage plain' : ''}`,
  )
  await client.query(`create temporary table ${table} (${definitions.join(', ')})`)
  await copyIn(client, `copy ${table} from stdin`, lines(rows))
  await client.query(`create index ${table}_partition on ${table} (partition); cluster ${table} using ${table}_partition; analyze ${table}`)
}

function* lines(rows: Iterable<Value[]>): Generator<string> {
  for (const row of rows) yield `${row.map(written).join('\t')}\n`
}

function written(value: Value): string {
  if (value === null) return '\\N'
  if (value instanceof Uint8Array) return `\\\\x${Buffer.from(value).toString('hex')}`
  return Array.isArray(value) ? `{${value.join(',')}}` : String(value)
}
