import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Scenario, ScenarioContext, Seen } from '../chaos/scenario.ts'
import { layGround } from '../chaos/world/ground.ts'
import { startLoad } from '../chaos/world/load.ts'
import { percentile } from '../chaos/world/waiting.ts'
import type { World } from '../chaos/world/world.ts'
import { busyTables, inventNextVersion } from './next-version.ts'
import { failuresOf, mixOf } from './traffic.ts'

const root = resolve(import.meta.dirname, '../..')
const longestLockMs = 500
const holdsMs = 3_000
/** First the same traffic without a migration, to know what is the machine's own. */
const calmMs = 3_000
const rounds = 400

/** R13: the next version's migrations under traffic of this one, their process killed at each of its statements and begun again. */
export const upgradeUnderFire: Scenario = {
  id: 'upgrade-under-fire',
  rows: ['R13', 'c46'],
  fault: 'migrations to a next version, killed at each statement, before it is sent and while it runs; a reader holds a table for 3 s',
  component: 'every service, old code',
  expected: 'no 5xx, nobody waits for a lock longer than 500 ms, the schema whole at the end',
  backends: ['postgres'],
  inQuick: true,
  run: upgrade,
}

async function upgrade({ startWorld, quick, tell }: ScenarioContext): Promise<Seen> {
  await using world = await startWorld()
  await using ground = await layGround(world, { postings: 3, people: 8 })
  using next = inventNextVersion(root)
  const memory = join(world.folder, 'died.json')
  const watch = watchLocks(world)
  const load = startLoad(world.ask, quick ? 30 : 80, mixOf(ground, 'upgrade'))
  await pause(calmMs)
  const moments = quick ? ['after'] : ['before', 'after']
  let kills = 0
  const holding = holdTable(world)
  for (const moment of moments) {
    for (let round = 0; round < rounds; round++) {
      const { code, signal, said } = await runMigrator([world.database.url, next.root, memory, moment])
      if (code === 0) break
      if (signal !== 'SIGKILL') throw new Error(`the migrator failed: ${said}`)
      kills += 1
    }
  }
  await holding
  const asked = await load.stop()
  const lockMs = await watch.stop()
  const { failed, samples } = failuresOf(asked)
  const calm = failuresOf(asked.filter(({ atMs }) => atMs < calmMs)).failed
  const faults = await faultsOf(world)
  if (samples.length > 0) tell([...samples, ...complaintsOf(world)].join('\n'))
  const longest = percentile(lockMs, 1)
  const tookMs = asked.map(({ answer }) => answer.tookMs)
  return {
    ok: failed === 0 && faults.length === 0 && longest <= longestLockMs && kills > 0,
    seen:
      `${kills} kills; ${asked.length} requests, ${failed} without an answer or 5xx (${calm} of them in ${calmMs / 1_000} s before it began), p99 ${percentile(tookMs, 0.99)} ms; ` +
      `longest wait for a lock of the migration ${longest} ms (${lockMs.length} seen); ${faults.length === 0 ? 'schema whole' : faults.join(', ')}.`,
    figures: { kills, requests: asked.length, failed, longestLockMs: longest, p99Ms: percentile(tookMs, 0.99) },
  }
}

async function runMigrator(args: readonly string[]): Promise<{ code: number | null; signal: NodeJS.Signals | null; said: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'migrator.ts'), ...args], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  return await new Promise((done) => child.once('exit', (code, signal) => done({ code, signal, said })))
}

/** Somebody who reads for long: what changes the table waits for him, and everybody behind it. */
async function holdTable({ database }: World): Promise<void> {
  const client = await database.pool.connect()
  try {
    await client.query('begin')
    await client.query('select from postings.postings limit 1')
    await pause(holdsMs)
    await client.query('commit')
  } finally {
    client.release()
  }
}

const lookEveryMs = 40

/** How long others have waited for the migration, as the server itself says, looked at all the time. */
function watchLocks({ database }: World): { stop: () => Promise<number[]> } {
  const stopping = new AbortController()
  const longest = new Map<string, number>()
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      const { rows } = await database.pool.query<{ wait: string; ms: number }>(
        `select l.pid || ' ' || l.waitstart as wait, (extract(epoch from clock_timestamp() - l.waitstart) * 1000)::int as ms from pg_locks l
          where not granted and l.waitstart is not null and exists (
            select from pg_stat_activity a where a.pid = any (pg_blocking_pids(l.pid)) and a.application_name = 'zhihe-migrate' and a.pid <> l.pid)`,
      )
      for (const { wait, ms } of rows) longest.set(wait, Math.max(longest.get(wait) ?? 0, ms))
      await pause(lookEveryMs)
    }
  })()
  return {
    stop: async () => {
      stopping.abort()
      await watching
      return [...longest.values()]
    },
  }
}

/** What the APIs say of their failures, each thing once. */
function complaintsOf({ processes }: World): string[] {
  const said = processes
    .names()
    .filter((name) => name.includes('-api'))
    .flatMap((name) => processes.log(name).filter(({ level }) => level === 'error' || level === 'warn'))
    .map(({ msg, err }) => `${msg}: ${(err as { message?: string } | undefined)?.message ?? ''}`.slice(0, 200))
  return [...new Set(said)].slice(0, 12)
}

/** What a next version would miss. */
async function faultsOf({ database }: World): Promise<string[]> {
  const faults: string[] = []
  for (const { table } of busyTables) {
    const { rows } = await database.pool.query<{ column: boolean; index: boolean; validated: boolean }>(
      `select exists (select from pg_attribute where attrelid = $1::regclass and attname = 'next_count' and attnotnull) as column,
        exists (select from pg_index i join pg_class c on c.oid = indexrelid where indrelid = $1::regclass and relname = 'next_note_index' and indisvalid) as index,
        exists (select from pg_constraint where conrelid = $1::regclass and conname = 'next_note_short' and convalidated) as validated`,
      [table],
    )
    const [found] = rows
    if (!found?.column || !found.index || !found.validated) faults.push(`${table}: ${JSON.stringify(found)}`)
  }
  return faults
}
