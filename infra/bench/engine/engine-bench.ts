import { createEngine, createEngineState } from '@zhihe/engine/engine'
import { benchHttp } from '../http.ts'
import { print, quantile, round } from '../measure.ts'
import { printGrowth } from './growth.ts'
import { heldBytes } from './memory.ts'
import { addPeople, addPostings } from './ours.ts'
import { ensureRoom } from './own-heap.ts'
import { mapByCityPeer } from './plain-peers.ts'
import { printAsks, printFloor, printLoading, printRebuild, printSnapshot } from './printed.ts'
import { racePeople, racePostings } from './races.ts'
import { milliseconds, printFact } from './report.ts'
import { startDuckdbPeers } from './sql/duckdb-peer.ts'
import type { WorldSource } from './sql/peer.ts'
import { placesOf } from './sql/places.ts'
import { startPostgresPeer } from './sql/postgres-peer.ts'
import { type Lap, mean, ratio } from './timing.ts'
import { citiesFor, generateJobseekers, generatePostings, makeWorld, type WorldOptions } from './world.ts'

export interface EngineBenchOptions {
  quick: boolean
  people?: number | undefined
  postings?: number | undefined
}

const samples = {
  quick: { questions: 30, sql: 30, duckdb: 4, plain: 4, turns: 3, asks: 12, changes: 50, shortlists: 300 },
  whole: { questions: 100, sql: 100, duckdb: 30, plain: 20, turns: 5, asks: 60, changes: 200, shortlists: 20_000 },
} as const

const warmUp = 5_000

/** Where judging everybody takes seconds. */
const manyPeople = 300_000

/** Our engine and its peers on one world, in one process, in turns; every sampled answer is compared to the unit and to the tie. */
export async function benchEngine({ quick, people = quick ? 20_000 : 200_000, postings = quick ? 2_000 : 20_000 }: EngineBenchOptions) {
  ensureRoom(people)
  const { ratios, ...measured } = await compare({ people, postings }, quick)
  if (!quick) printGrowth({ people, postings })
  const { httpStatic } = await benchHttp(quick ? { quick, turns: 1, seconds: 1 } : { quick })
  return { ...measured, people, postings, ratios: { ...ratios, httpStatic } }
}

async function compare({ people, postings }: WorldOptions, quick: boolean) {
  const sample = quick ? samples.quick : people > manyPeople ? { ...samples.whole, plain: 6 } : samples.whole
  const world = sourceOf({ people, postings })
  print(`${people} people, ${postings} postings, ${citiesFor(people)} cities; least of several turns per question, in milliseconds`)
  const held = makeWorld({ people, postings })
  const { engine, state, bytesPerPerson } = fillAndWeigh(world, people)
  const places = placesOf(held.postings.map(({ regionCode }) => regionCode))
  await using postgres = await startPostgresPeer(world, places)
  await using duckdb = await startDuckdbPeers(world, places)
  const racers = { engine, held, postgres, duckdb: duckdb.peers, mapByCity: mapByCityPeer(held, places), sample }
  const toPeople = await racePeople(racers)
  const toPostings = await racePostings(racers)
  const rebuilt = await printRebuild({ state, engine, held }, toPeople, toPostings)
  const explain = round(printAsks(engine, held, sample), 2)
  await printLoading(postgres, world)
  await printSnapshot(state, held)
  printFact('bytes a person', bytesPerPerson.toFixed(0), 'columns and index: all buffers and objects, after a collection')
  printFloor(toPeople, people)
  const exact = [rebuilt, ...toPeople, ...toPostings].every(({ wrong }) => wrong === 0)
  return {
    exact,
    ratios: { ...ratiosOf(toPeople, toPostings), rebuildPostgres: rebuilt.ratio, explain },
    bytesPerPerson: round(bytesPerPerson, 0),
  }
}

function sourceOf(options: WorldOptions): WorldSource {
  return { people: () => generateJobseekers(options), postings: () => generatePostings(options) }
}

// The people first and alone, so that what they hold can be told from what the postings hold.
function fillAndWeigh(world: WorldSource, count: number) {
  // What the code itself takes once it has run is not held for any person.
  addPeople(createEngine(createEngineState()), world.people().take(warmUp))
  const before = heldBytes()
  const state = createEngineState()
  const engine = createEngine(state)
  const started = performance.now()
  addPeople(engine, world.people())
  const filledMs = performance.now() - started
  const bytesPerPerson = (heldBytes() - before) / count
  const next = performance.now()
  addPostings(engine, world.postings())
  print(`our engine filled one by one: people in ${milliseconds(filledMs)} ms, postings in ${milliseconds(performance.now() - next)} ms\n`)
  return { engine, state, bytesPerPerson }
}

function ratiosOf(toPeople: readonly Lap[], toPostings: readonly Lap[]) {
  const p50 = (numbers: readonly number[]) => quantile(numbers, 0.5)
  const of = (laps: readonly Lap[], start: string, by: typeof mean) => {
    const [ours, ...others] = laps
    const found = others.filter(({ name }) => name.startsWith(start)).map((other) => (ours ? ratio(other, ours, by) : Number.NaN))
    return round(Math.min(...found), 2)
  }
  return {
    postgres: of(toPeople, 'PostgreSQL', mean),
    plain: of(toPeople, 'objects, filter', mean),
    mapByCity: of(toPeople, 'objects, Map', mean),
    // The better of one thread and two.
    duckdb: of(toPeople, 'DuckDB', mean),
    jobseekerPostgres: of(toPostings, 'PostgreSQL', p50),
    jobseekerPlain: of(toPostings, 'objects, filter', p50),
  }
}
