import { chmodSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { eraseEmbeddedPostgres, startEmbeddedPostgres } from '@zhihe/postgres/embedded'
import { Client } from 'pg'
import type { Scenario, ScenarioContext, Seen } from '../chaos/scenario.ts'
import { type Ground, layGround } from '../chaos/world/ground.ts'
import { startLoad } from '../chaos/world/load.ts'
import { waitUntil } from '../chaos/world/waiting.ts'
import type { World } from '../chaos/world/world.ts'
import { countUnderway } from '../local/settled.ts'
import { findDumpTool } from './dump.ts'
import { mixOf } from './traffic.ts'

const root = resolve(import.meta.dirname, '../..')
const settledWithinMs = 60_000
const beforeMs = 4_000
const afterMs = 4_000

/** R14: a dump at t under traffic, more traffic, the server gone; a new one of the dump, and the house goes on with a queue that is newer. */
export const restoreFromDump: Scenario = {
  id: 'restore-from-a-dump',
  rows: ['R14'],
  fault: 'the database is lost and restored on a new server from a dump made under traffic; the queue, which is newer, is emptied',
  component: 'everybody',
  expected: 'no new webhook-id for old events, receivers see wire duplicates alone, every index and list as a fresh one',
  backends: ['postgres', 'redis'],
  inQuick: false,
  run: restore,
}

async function restore({ startWorld, quick, tell }: ScenarioContext): Promise<Seen> {
  await using world = await startWorld()
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
  await world.database.stop()
  world.database.moveTo(server.port)
  return await goOn({ world, ground, told, tool: tool.name, dumpMs, restoreMs })
}

interface Resumed {
  world: World
  ground: Ground
  told: ReadonlyMap<string, string>
  tool: string
  dumpMs: number
  restoreMs: number
}

async function goOn({ world, ground, told, tool, dumpMs, restoreMs }: Resumed): Promise<Seen> {
  const heard = ground.catcher.requests.length
  const { rows } = await world.database.pool.query<{ id: string }>('select id from postings.outbox')
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
  const isTold = now.size > told.size
  return {
    ok: renamed === 0 && settledMs !== null && foreign === 0 && isTold,
    seen:
      `${tool}, ${dumpMs} ms; restored in ${restoreMs} ms with ${rows.length} events of postings; ready after ${readyMs} ms, settled after ${settledMs ?? 'never'} ms; ` +
      `of ${told.size} things told before ${renamed} got another webhook-id, ${again} came again under theirs; ${foreign} rows bear numbers of the lost server; ` +
      `news ${isTold ? 'are told' : 'are NOT told'}.`,
    figures: { dumpMs, restoreMs, readyMs, settledMs: settledMs ?? -1, renamed, again, foreign },
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
