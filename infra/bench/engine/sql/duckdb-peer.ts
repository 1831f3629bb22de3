import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance, type DuckDBPreparedStatement } from '@duckdb/node-api'
import type { PostingFacts } from '@zhihe/scoring/facts'
import type { Answer, Listed } from '../answers.ts'
import { duckdb } from './dialect.ts'
import type { Peer, WorldSource } from './peer.ts'
import { peopleQuery, type Question } from './people-query.ts'
import { personColumns, personRows, type Value } from './person-rows.ts'
import type { Places } from './places.ts'

const types: Record<string, string> = {
  bytes: 'utinyint[]',
  keys: 'smallint[]',
  numbers: 'smallint[]',
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  bool: 'boolean',
}
const linesAtOnce = 20_000

/** DuckDB in this process over the same rows, in the order of their partitions, with one thread and with two. */
export async function startDuckdbPeers(world: WorldSource, places: Places): Promise<AsyncDisposable & { peers: Peer[] }> {
  const resources = new AsyncDisposableStack()
  const directory = mkdtempSync(join(tmpdir(), 'zhihe-bench-'))
  const instance = await DuckDBInstance.create(':memory:')
  resources.defer(() => instance.closeSync())
  const connection = await instance.connect()
  resources.defer(() => connection.closeSync())
  const rows = world.people().flatMap((person) => personRows(person, places))
  try {
    await load(connection, { file: join(directory, 'people.tsv'), table: 'person_entry', columns: personColumns, rows })
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
  const peers = [1, 2].map((threads) => ({
    name: `DuckDB, ${threads} thread${threads === 1 ? '' : 's'}`,
    preparePeople: (posting: PostingFacts, limit: number) =>
      prepare({ connection, threads, limit }, (tiers) => peopleQuery(posting, places, { dialect: duckdb, limit, tiers })),
  }))
  return { peers, [Symbol.asyncDispose]: () => resources.disposeAsync() }
}

interface Asked {
  connection: DuckDBConnection
  threads: number
  limit: number
}

function prepare({ connection, threads, limit }: Asked, query: (tiers: Question['tiers']) => string | null): Answer {
  const [first, both] = [query('eligible'), query('both')]
  const prepared = new Map<string, DuckDBPreparedStatement>()
  const ask = async (text: string): Promise<Listed[]> => {
    let statement = prepared.get(text)
    if (statement === undefined) {
      // Its first answer is not timed, so neither is this.
      await connection.run(`set threads = ${threads}`)
      statement = await connection.prepare(text)
      prepared.set(text, statement)
    }
    const reader = await statement.runAndReadAll()
    return reader.getRows().map(([id, tier, score]) => ({ id: String(id), tier: Number(tier) === 0 ? 0 : 1, score: Number(score) }))
  }
  return async () => {
    if (first === null || both === null) return []
    const eligible = await ask(first)
    return eligible.length === limit ? eligible : await ask(both)
  }
}

interface Load {
  file: string
  table: string
  columns: Record<string, string>
  rows: Iterable<Value[]>
}

async function load(connection: DuckDBConnection, { file, table, columns, rows }: Load): Promise<void> {
  const kinds = Object.values(columns)
  writeFileSync(file, '')
  let lines: string[] = []
  for (const row of rows) {
    lines.push(row.map((value, place) => written(value, kinds[place] ?? '')).join('\t'))
    if (lines.length < linesAtOnce) continue
    appendFileSync(file, `${lines.join('\n')}\n`)
    lines = []
  }
  appendFileSync(file, `${lines.join('\n')}\n`)
  const definitions = Object.entries(columns).map(([name, type]) => `'${name}': '${types[type] ?? type}'`)
  const options = `delim = '\\t', header = false, quote = '', escape = '', nullstr = '-', columns = {${definitions.join(', ')}}`
  await connection.run(`create table ${table} as select * from read_csv('${file}', ${options}) order by partition`)
}

// Keys count from 1 here, because lists do.
function written(value: Value, kind: string): string {
  if (value === null) return '-'
  if (value instanceof Uint8Array) return `[${value.join(',')}]`
  if (!Array.isArray(value)) return String(value)
  return `[${(kind === 'keys' ? value.map((key) => key + 1) : value).join(',')}]`
}
