import type { Engine, EngineState } from '@zhihe/engine/engine'
import { quantile, round } from '../measure.ts'
import { measureLoading } from './loading.ts'
import { listLength } from './races.ts'
import { measureRebuild, measureSnapshot } from './rebuilding.ts'
import { milliseconds, printFact, times } from './report.ts'
import { measureChange, measureExplain, measureWhatIf, readBandwidth, shortlistsOf } from './sections.ts'
import type { WorldSource } from './sql/peer.ts'
import type { PostgresPeer } from './sql/postgres-peer.ts'
import { type Lap, mean } from './timing.ts'
import { citiesFor, type World } from './world.ts'

interface Filled {
  state: EngineState
  engine: Engine
  held: World
}

const workers = 2

/** Every list of both sides made anew, against a loop of the two statements. */
export async function printRebuild({ state, engine, held }: Filled, toPeople: readonly Lap[], toPostings: readonly Lap[]) {
  const meanOf = (laps: readonly Lap[]) => mean(laps.find(({ name }) => name.startsWith('PostgreSQL'))?.times ?? [])
  const statements = (meanOf(toPeople) * held.postings.length + meanOf(toPostings) * held.jobseekers.length) / 1_000
  const { seconds, bytes, wrong } = await measureRebuild(state, { engine, held }, workers)
  const ratio = statements / seconds
  printFact(
    'rebuild both ways, PostgreSQL',
    `${statements.toFixed(0)} s`,
    'estimated: mean of each statement x how often it is asked, one connection',
  )
  printFact(
    `rebuild both ways, ours, ${workers} workers`,
    `${seconds.toFixed(2)} s`,
    `${times(ratio)}x; ${wrong} sampled lists wrong; lists take ${megabytes(bytes)}, the process ${megabytes(process.memoryUsage.rss())}`,
  )
  return { ratio: round(ratio, 1), wrong }
}

export function printAsks(engine: Engine, held: World, sample: { asks: number; changes: number; shortlists: number }): number {
  const postings = held.postings.filter(({ status }) => status === 'open')
  const explained = measureExplain(engine, postings.slice(0, sample.asks), listLength.people)
  printFact(
    'explain 100 results',
    `${milliseconds(explained.explainMs)} ms`,
    `${times(explained.ratio)}x the search, ${milliseconds(explained.searchMs)} ms`,
  )
  const whatIf = measureWhatIf(engine, postings, 'HS-02', listLength.people)
  printFact(
    `one offer over ${whatIf.postings} postings`,
    `${milliseconds(whatIf.toggledMs)} ms`,
    `${times(whatIf.ratio)}x a search for each, ${milliseconds(whatIf.searchedMs)} ms`,
  )
  const limit = listLength.postings
  const lasts = shortlistsOf(engine, postings.slice(0, sample.shortlists), listLength.people)
  const change = measureChange(engine, held.jobseekers.slice(0, sample.changes), { lasts, limit })
  printFact('one change: facts in place, p50', `${milliseconds(change.putMs)} ms`)
  printFact(`... and her new ${limit}`, `${milliseconds(change.listMs)} ms`)
  printFact('... and every shortlist she enters', `${milliseconds(change.allMs)} ms`, `${change.touched.toFixed(1)} shortlists in the mean`)
  return explained.ratio
}

export async function printLoading({ client }: PostgresPeer, { people }: WorldSource): Promise<void> {
  const { copyMs, selectMs, putMs } = await measureLoading(client, people)
  printFact('COPY of all facts', `${milliseconds(copyMs)} ms`, 'bytes only, none read')
  printFact('SELECT of all facts', `${milliseconds(selectMs)} ms`, 'node-postgres, 10,000 rows at a time')
  printFact('... into the engine', `${milliseconds(putMs)} ms`, `${times(putMs / copyMs)}x the COPY`)
}

// What a list cannot be had without: a bit for each of some fifteen rules and everybody in the city, and a record for everybody eligible.
export function printFloor([ours]: readonly Lap[], people: number): void {
  const bandwidth = readBandwidth()
  const bytes = (people / citiesFor(people)) * 1.5 * (15 / 8)
  const floorMs = bytes / bandwidth
  printFact(
    'floor: the rules of one city',
    `${milliseconds(floorMs)} ms`,
    `${(bytes / 1_024).toFixed(0)} KiB at ${(bandwidth / 1e6).toFixed(1)} GB/s`,
  )
  printFact('... and ours, p50', `${milliseconds(quantile(ours?.times ?? [], 0.5))} ms`)
}

/** What a restart takes without PostgreSQL: everything to a file, and from the file to the first answer. */
export async function printSnapshot(state: EngineState, held: World): Promise<void> {
  const { writeMs, startMs, bytes } = await measureSnapshot(state, held)
  printFact('snapshot written', `${milliseconds(writeMs)} ms`, megabytes(bytes))
  printFact('... read, to the first answer', `${milliseconds(startMs)} ms`)
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`
}
