import type { Pool } from 'pg'
import { print, round } from '../bench/measure.ts'
import { layGround } from '../chaos/world/ground.ts'
import { footprintOf, loadOfMachine } from '../chaos/world/machine.ts'
import { waitUntil } from '../chaos/world/waiting.ts'
import { type BackendName, startWorld, type World } from '../chaos/world/world.ts'
import { countUnderway } from '../local/settled.ts'
import { type Cost, renderCosts, type Weight, writeBlock } from './costs-page.ts'
import { fillMatching } from './fill.ts'
import { difference, finishRebuild, postmasterOf, type Spent, spentBy, startRebuild } from './measure.ts'

export interface CostsOptions {
  quick: boolean
  people?: number | undefined
  postings?: number | undefined
  backends?: readonly BackendName[] | undefined
}

const readyWithinMs = 120_000
const settleWithinMs = 60_000

/** What one of each thing costs, and what one person and one list weigh: the figures on which `infra/runbooks/province-and-country.md` rests. */
export async function benchCosts({
  quick,
  people = quick ? 2_000 : 20_000,
  postings = quick ? 300 : 2_000,
  backends = ['redis'],
}: CostsOptions) {
  await using world = await startWorld({ backend: backends[0] ?? 'redis', start: false })
  const { pool } = world.database
  const { rows } = await pool.query<{ id: string }>('select id from access.tenants limit 1')
  await world.processes.startAll()
  await world.processes.untilReady(readyWithinMs)
  const emptyRssMib = footprintOf(world.processes.pid('matching-api'))?.rssMib ?? 0
  await world.processes.end('matching-api')
  await fillMatching(pool, { people, postings, tenantId: rows[0]?.id ?? '' })
  await world.processes.start('matching-api')
  await world.processes.untilReady(readyWithinMs)
  const rssMib = footprintOf(world.processes.pid('matching-api'))?.rssMib ?? 0
  const measure = await meterOf(world)
  const costs: Cost[] = [await measure('a list made anew, looking at everybody', postings, () => rebuild(world))]
  await using ground = await layGround(world, { postings: 2, people: 40 })
  const times = quick ? 60 : 300
  const person = (n: number) => ground.personIds[n % ground.personIds.length] ?? ''
  costs.push(
    await measure('a change of a person, ranked', times, (n) =>
      world.ask({
        method: 'PATCH',
        path: `/v1/jobseekers/${person(n)}`,
        body: { profile: { commuteMaxKm: 5 + (n % 90) } },
        role: 'federation',
      }),
    ),
    await measure('a posting published, ranked and delivered', Math.round(times / 3), (n) => world.ask(ground.putPosting(`cost-${n}`))),
    await measure('a page of 20 explained matches read', times, (n) =>
      world.ask({
        method: 'GET',
        path: `/v1/matches?postingId=${ground.postingIds[n % 2] ?? ''}&limit=20&minScore=${n}`,
        role: 'federation',
      }),
    ),
  )
  const tables = await weighTables(pool)
  tell(costs, tables)
  const mibPerThousand = round(((rssMib - emptyRssMib) * 1_000) / people, 2)
  print(
    `the index: ${rssMib} MiB with ${people} people and ${postings} postings, ${emptyRssMib} MiB with none: ${mibPerThousand} MiB for 1,000 people`,
  )
  const figures = { people, postings, load: loadOfMachine(), costs, tables, indexMibPerThousandPeople: mibPerThousand }
  if (!quick) writeBlock('costs', renderCosts(figures))
  return { ...figures, rssMib, emptyRssMib }
}

async function rebuild(world: World): Promise<void> {
  await finishRebuild(world, await startRebuild(world))
}

/** Does a thing so often, waits until all that follows from it is done, and says what one has cost. */
async function meterOf(world: World) {
  const postmaster = await postmasterOf(world.database.pool)
  const workers = world.processes.names().filter((name) => !name.includes('-api'))
  return async (what: string, times: number, once: (n: number) => Promise<unknown>): Promise<Cost> => {
    await settle(world)
    const before = { spent: spentBy(world, workers, postmaster), wal: await walOf(world.database.pool) }
    const isWhole = once.length === 0
    for (let n = 0; n < (isWhole ? 1 : times); n++) await once(n)
    await settle(world)
    const spent: Spent = difference(before.spent, spentBy(world, workers, postmaster))
    const each = (value: number) => round(value / times, 2)
    return {
      what,
      times,
      apiMs: each(spent.others),
      workerMs: each(spent.workers),
      postgresMs: each(spent.postgres),
      walBytes: Math.round(((await walOf(world.database.pool)) - before.wal) / times),
    }
  }
}

async function settle({ database }: World): Promise<void> {
  await waitUntil(
    async () =>
      (await countUnderway(database.pool)) === 0 &&
      (await database.pool.query("select from webhooks.messages where status = 'pending' limit 1")).rowCount === 0,
    { withinMs: settleWithinMs, pollMs: 200 },
  )
}

async function walOf(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ bytes: string }>("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn as bytes")
  return Number(rows[0]?.bytes ?? 0)
}

const enoughRows = 100

async function weighTables(pool: Pool): Promise<Weight[]> {
  const { rows } = await pool.query<{ table: string; bytes: string }>(
    `select c.oid::regclass::text as table, pg_total_relation_size(c.oid) as bytes from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname in ('matching', 'jobseekers', 'vault', 'vault_keys', 'postings', 'webhooks', 'consent', 'audit') order by 2 desc limit 24`,
  )
  const weights: Weight[] = []
  for (const { table, bytes } of rows) {
    const { rows: counted } = await pool.query<{ n: number }>(`select count(*)::int as n from ${table}`)
    const n = counted[0]?.n ?? 0
    if (n >= enoughRows) weights.push({ table, rows: n, bytesPerRow: Math.round(Number(bytes) / n) })
  }
  return weights
}

function tell(costs: readonly Cost[], tables: readonly Weight[]): void {
  print(
    `${''.padEnd(44)}${'times'.padStart(7)}${'APIs ms'.padStart(10)}${'workers ms'.padStart(12)}${'postgres ms'.padStart(13)}${'WAL bytes'.padStart(11)}`,
  )
  for (const { what, times, apiMs, workerMs, postgresMs, walBytes } of costs)
    print(
      `${what.padEnd(44)}${String(times).padStart(7)}${String(apiMs).padStart(10)}${String(workerMs).padStart(12)}${String(postgresMs).padStart(13)}${String(walBytes).padStart(11)}`,
    )
  for (const { table, rows, bytesPerRow } of tables)
    print(`${table.padEnd(44)}${String(rows).padStart(9)} rows ${String(bytesPerRow).padStart(7)} bytes each`)
}
