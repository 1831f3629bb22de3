import { chmodSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { eraseEmbeddedPostgres, startEmbeddedPostgres } from '@zhihe/postgres/embedded'
import { Client } from 'pg'
import { checkConsistent } from '../chaos/checker/check-consistent.ts'
import { checkIndex } from '../chaos/checker/check-index.ts'
import { checkLists } from '../chaos/checker/check-lists.ts'
import type { Scenario, ScenarioContext, Seen } from '../chaos/scenario.ts'
import { type Ground, layGround } from '../chaos/world/ground.ts'
import { startLoad } from '../chaos/world/load.ts'
import { waitUntil } from '../chaos/world/waiting.ts'
import type { World } from '../chaos/world/world.ts'
import { countUnderway } from '../local/settled.ts'
import { findDumpTool } from './dump.ts'
import { fillMatching } from './fill.ts'
import { mixOf } from './traffic.ts'

const root = resolve(import.meta.dirname, '../..')
const settledWithinMs = 60_000
/** What every million rows may take, from the beginning of the restore until the house is ready. */
const millionWithinMs = 300_000
const million = 1_000_000
/** A person that matching keeps is a row in each of three tables. */
const rowsOfPerson = 3
/** How many rows the database has at least before the dump is made; `CHAOS_ROWS=1000000` is what the goal asks for. */
const wantedRows = Number(process.env['CHAOS_ROWS'] ?? 0)
const beforeMs = 4_000
const afterMs = 4_000

/** R14: a dump at t under traffic, more traffic, the server gone; a new one of the dump, and the house goes on with a queue that is newer. */
export const restoreFromDump: Scenario = {
  id: 'restore-from-a-dump',
  rows: ['R14'],
  fault:
    'the database is lost and restored on a new server from a dump made under traffic; the queue, which is newer, is emptied (CHAOS_ROWS)',
  component: 'everybody',
  expected:
    'no new webhook-id for old events, receivers see wire duplicates alone, every index and list as a fresh one, 5 minutes for a million rows at most',
  backends: ['postgres', 'redis'],
  inQuick: false,
  run: restore,
}

async function restore({ startWorld, quick, tell }: ScenarioContext): Promise<Seen> {
  await using world = await startWorld()
  if (wantedRows > 0) await fill(world)
  await using ground = await layGround(world, { postings: 3, people: 6 })
  const tool = findDumpTool(world.folder, root)
  chmodSync(world.folder, 0o755)
  const load = startLoad(world.ask, quick ? 25 : 60, mixOf(ground, 'restore'))
  await pause(beforeMs)
  const dumpStarted = performance.now()
  await tool.dump(world.database.url)
  const dumpMs = Math.round(performance.now() - dumpStarted)
  await pause(afterMs)
  await load.stop()
  await waitUntil(async () => (await countUnderway(world.database.pool)) === 0 && (await nothingPending(world)), {
    withinMs: settledWithinMs,
  })
  const told = idsByEvent(ground)
  tell(`${tool.name}: ${dumpMs} ms; ${told.size} things were told`)
  await Promise.all(world.processes.names().map((name) => world.processes.end(name)))
  tell('every process has ended')
  const restoreStarted = performance.now()
  await using server = await newServer(world)
  await tool.restore(server.url)
  const restoreMs = Math.round(performance.now() - restoreStarted)
  tell(`restored in ${restoreMs} ms`)
  const rows = await countRows(server.url)
  await world.database.stop()
  world.database.moveTo(server.port)
  return await goOn({ world, ground, told, tool: tool.name, dumpMs, restoreMs, rows })
}

interface Resumed {
  world: World
  ground: Ground
  told: ReadonlyMap<string, string>
  tool: string
  dumpMs: number
  restoreMs: number
  rows: number
}

/** People in the copies of matching alone, as if they had come by the other services; its processes begin again, as nobody has told of them. */
async function fill({ database: { pool }, processes }: World): Promise<void> {
  const { rows } = await pool.query<{ id: string }>('select id from access.tenants limit 1')
  await fillMatching(pool, { people: Math.ceil(wantedRows / rowsOfPerson), postings: 0, tenantId: rows[0]?.id ?? '' })
  const readers = processes.names().filter((name) => name.startsWith('matching-'))
  await Promise.all(readers.map((name) => processes.end(name)))
  await Promise.all(readers.map((name) => processes.start(name)))
  await processes.untilReady(settledWithinMs)
}

/** What differs from a fresh load, a full recompute and the books; the books of people who were filled in have one side. */
async function differencesOf(world: World): Promise<string[]> {
  const books = wantedRows > 0 ? [] : await checkConsistent(world)
  const findings = [...(await checkIndex(world)).findings, ...(await checkLists(world)), ...books]
  return findings.map(({ check, subject, detail }) => `${check} ${subject} ${detail}`)
}

async function goOn({ world, ground, told, tool, dumpMs, restoreMs, rows }: Resumed): Promise<Seen> {
  const heard = ground.catcher.requests.length
  // As the runbook says: what a newer queue knows has not happened.
  await world.redis?.wipe()
  await world.processes.startAll()
  const readyMs = await world.processes.untilReady(settledWithinMs)
  await world.ask(ground.putPosting('after-the-restore'))
  const settledMs = await waitUntil(async () => (await countUnderway(world.database.pool)) === 0 && (await nothingPending(world)), {
    withinMs: settledWithinMs,
    pollMs: 100,
  })
  const now = idsByEvent(ground)
  const renamed = [...told].filter(([what, id]) => now.get(what) !== id).length
  const again = ground.catcher.requests
    .slice(heard)
    .filter(({ headers }) => [...told.values()].includes(String(headers['webhook-id']))).length
  const foreign = await foreignRows(world)
  const differences = await differencesOf(world)
  const isTold = now.size > told.size
  const isInTime = restoreMs + readyMs <= millionWithinMs * Math.max(1, rows / million)
  return {
    ok: renamed === 0 && settledMs !== null && foreign + differences.length === 0 && isTold && isInTime,
    seen:
      `${tool}, ${dumpMs} ms; ${rows} rows restored in ${restoreMs} ms; ready after ${readyMs} ms, settled after ${settledMs ?? 'never'} ms; ` +
      `of ${told.size} things told before ${renamed} got another webhook-id, ${again} came again under theirs; ${foreign} rows bear numbers of the lost server; ` +
      `${differences.length} things differ from a fresh index, list or book${differences.length === 0 ? '' : ` (${differences[0]})`}; news ${isTold ? 'are told' : 'are NOT told'}.`,
    figures: { rows, dumpMs, restoreMs, readyMs, settledMs: settledMs ?? -1, renamed, again, foreign, differences: differences.length },
  }
}

async function newServer(world: World): Promise<{ url: string; port: number } & AsyncDisposable> {
  const dataDir = join(world.folder, 'restored')
  const server = await startEmbeddedPostgres({ dataDir, purpose: 'local' })
  const client = new Client({ connectionString: server.url })
  await client.connect()
  await client.query('create database zhihe')
  await client.end()
  const url = Object.assign(new URL(server.url), { pathname: '/zhihe' }).href
  return {
    url,
    port: server.port,
    [Symbol.asyncDispose]: async () => {
      await server.stop()
      await eraseEmbeddedPostgres(dataDir)
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function countRows(url: string): Promise<number> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ n: string }>(`select sum(
      (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %I.%I', schemaname, relname), false, true, '')))[1]::text::bigint) as n
      from pg_stat_user_tables`)
    return Number(rows[0]?.n)
  } finally {
    await client.end()
  }
}

/** What was told, as type, thing and version, with the id under which it was told first. */
function idsByEvent({ catcher }: Ground): Map<string, string> {
  const ids = new Map<string, string>()
  for (const { rawBody, headers } of catcher.requests) {
    const { type, data } = JSON.parse(rawBody.toString()) as { type: string; data: { postingId?: string; seq?: number } }
    const what = `${type} ${data.postingId} ${data.seq}`
    const id = String(headers['webhook-id'])
    // The last one that differs stays: another id for the same is what must not be.
    if (ids.get(what) !== id) ids.set(what, id)
  }
  return ids
}

async function nothingPending({ database }: World): Promise<boolean> {
  const { rowCount } = await database.pool.query("select from webhooks.messages where status = 'pending' limit 1")
  return rowCount === 0
}

async function foreignRows({ database }: World): Promise<number> {
  const { rows } = await database.pool.query<{ n: number }>(
    `select count(*)::int as n from (select xid from matching.postings union all select xid from matching.jobseekers union all select xid from matching.shortlists) r
      where xid >= pg_snapshot_xmax(pg_current_snapshot())`,
  )
  return rows[0]?.n ?? -1
}
