import { print, quantile, round } from '../bench/measure.ts'
import { openFair } from '../chaos/scenarios/parts/fair.ts'
import { loadOfMachine } from '../chaos/world/machine.ts'
import { waitUntil } from '../chaos/world/waiting.ts'
import { type BackendName, backendNames } from '../chaos/world/world.ts'
import { writeBlock } from './costs-page.ts'
import { fillMatching } from './fill.ts'
import { difference, finishRebuild, postmasterOf, type RebuildRun, type Spent, spentBy, startRebuild } from './measure.ts'
import { whyNoNetwork } from './network.ts'
import { cutOneWorker, type Partition } from './partition.ts'
import { type PickUp, pickUp } from './pick-up.ts'
import { shakePeople } from './shake.ts'
import { prepareSpreadWorld, type SpreadWorld, startProcesses } from './spread-world.ts'

export interface MachinesOptions {
  quick: boolean
  people?: number | undefined
  postings?: number | undefined
  /** Numbers of worker processes, each on a machine of its own; 1, 2 and 4. */
  workers?: readonly number[] | undefined
  backends?: readonly BackendName[] | undefined
}

interface Row {
  backend: BackendName
  workers: number
  first: RebuildRun
  again: RebuildRun
  /** Of the second rebuild, in milliseconds of processor time for each list. */
  spent: Spent
  /** Of both cores, in percent. */
  busy: number
  pickUp: PickUp
  partition: Partition | null
}

const cores = 2

/**
 * The house on several machines (network namespaces with a bridge between them): how fast every list is made anew by 1, 2 and 4 workers, how soon one
 * change is seen, and what a worker costs that is cut off for 20 s in the middle.
 */
export async function benchMachines(options: MachinesOptions) {
  const why = whyNoNetwork()
  if (why !== null) {
    print(`skipped: ${why}`)
    return { skipped: why }
  }
  const { quick } = options
  const size = { people: options.people ?? (quick ? 2_000 : 20_000), postings: options.postings ?? (quick ? 400 : 3_000) }
  print(`${size.people} people, ${size.postings} open postings; every process on a machine of its own kind, ${cores} cores for all of them`)
  const rows: Row[] = []
  for (const backend of options.backends ?? backendNames) {
    for (const workers of options.workers ?? (quick ? [2] : [1, 2, 4])) rows.push(await measure({ backend, workers, size, quick }))
  }
  const figures = { ...size, load: loadOfMachine(), rows: rows.map(figuresOf) }
  if (!quick) writeBlock('workers', renderRows(figures))
  return figures
}

interface Configuration {
  backend: BackendName
  workers: number
  size: { people: number; postings: number }
  quick: boolean
}

async function measure({ backend, workers, size, quick }: Configuration): Promise<Row> {
  await using spread = await prepareSpreadWorld({ backend, workers })
  const { world } = spread
  const { rows } = await world.database.pool.query<{ id: string }>('select id from access.tenants limit 1')
  await fillMatching(world.database.pool, { ...size, tenantId: rows[0]?.id ?? '' })
  await startProcesses(spread)
  const first = await rebuild(spread)
  await shakePeople(world.database.pool, { oneIn: 5, round: 1 })
  const postmaster = await postmasterOf(world.database.pool)
  const before = spentBy(world, spread.workers, postmaster)
  const again = await rebuild(spread)
  const spent = difference(before, spentBy(world, spread.workers, postmaster))
  const fair = await openFair(world)
  await fair.put('pick-up')
  const people: string[] = []
  for (let at = 0; at < (quick ? 5 : 20); at++) people.push(await fair.person(at))
  const seen = await pickUp(world, people, quick ? 20 : 100)
  const partition = workers === 2 ? await cutOneWorker(spread, { forMs: quick ? 5_000 : 20_000 }) : null
  const row = { backend, workers, first, again, spent, busy: (100 * spent.machine) / (again.tookMs * cores), pickUp: seen, partition }
  tell(row)
  return row
}

async function rebuild({ world }: SpreadWorld): Promise<RebuildRun> {
  const run = await finishRebuild(world, await startRebuild(world))
  await waitUntil(async () => (await world.database.pool.query('select from matching.due limit 1')).rowCount === 0, { withinMs: 60_000 })
  return run
}

function figuresOf({ backend, workers, first, again, spent, busy, pickUp: seen, partition }: Row) {
  const perList = (ms: number) => round(ms / again.lists, 2)
  return {
    backend,
    workers,
    firstListsPerSecond: first.listsPerSecond,
    againListsPerSecond: again.listsPerSecond,
    workerMsPerList: perList(spent.workers),
    postgresMsPerList: perList(spent.postgres),
    busyPercent: Math.round(busy),
    pickUpP50Ms: Math.round(quantile(seen.times, 0.5)),
    pickUpP99Ms: Math.round(quantile(seen.times, 0.99)),
    ...(partition === null ? {} : { partition }),
  }
}

function renderRows({
  people,
  postings,
  load,
  rows,
}: {
  people: number
  postings: number
  load: number
  rows: ReturnType<typeof figuresOf>[]
}): string {
  return [
    `Made by \`npm run bench -- machines\`: ${people} people, ${postings} open postings, every worker in a network namespace of its own; the load of the machine was ${load}.`,
    '',
    '| queue | workers | lists/s, first | lists/s, after 1 in 5 people changed | worker ms a list | PostgreSQL ms a list | both cores | one change is seen, p50 / p99 ms |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(
      (row) =>
        `| ${row.backend} | ${row.workers} | ${row.firstListsPerSecond} | ${row.againListsPerSecond} | ${row.workerMsPerList} | ${row.postgresMsPerList} | ${row.busyPercent} % | ${row.pickUpP50Ms} / ${row.pickUpP99Ms} |`,
    ),
    ...rows.flatMap(({ backend, partition }) => (partition ? ['', `${backend}: ${partition.seen}.`] : [])),
  ].join('\n')
}

function tell(row: Row): void {
  const { backend, workers, firstListsPerSecond, againListsPerSecond, workerMsPerList, postgresMsPerList, busyPercent, ...rest } =
    figuresOf(row)
  print(
    `${backend.padEnd(9)}${String(workers).padStart(2)} workers: ${firstListsPerSecond} lists/s the first time, ${againListsPerSecond} after one in five people changed ` +
      `(a list: ${workerMsPerList} ms of workers, ${postgresMsPerList} ms of PostgreSQL; both cores ${busyPercent} % busy); ` +
      `one change is seen after ${rest.pickUpP50Ms} ms, p99 ${rest.pickUpP99Ms} ms`,
  )
  if (row.partition) print(`           ${row.partition.seen}`)
}
