import type { Engine } from '@zhihe/engine/engine'
import type { JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
import { oursPeer } from './ours.ts'
import { type mapByCityPeer, plainPeer } from './plain-peers.ts'
import { printLaps } from './report.ts'
import type { Peer } from './sql/peer.ts'
import type { PostgresPeer } from './sql/postgres-peer.ts'
import { type Lap, race } from './timing.ts'
import type { World } from './world.ts'

/** How many questions each engine is asked; the slow ones get the first few of the same questions. */
export interface Sample {
  questions: number
  sql: number
  duckdb: number
  plain: number
  turns: number
}

export const listLength = { people: 100, postings: 20 } as const

export interface Racers {
  engine: Engine
  held: World
  postgres: PostgresPeer
  duckdb: readonly Peer[]
  mapByCity: ReturnType<typeof mapByCityPeer>
  sample: Sample
}

export async function racePeople({ engine, held, postgres, duckdb, mapByCity, sample }: Racers): Promise<Lap[]> {
  const questions = held.postings.filter(({ status }) => status === 'open').slice(0, sample.questions)
  const limit = listLength.people
  const ours = oursPeer(engine)
  for (const posting of held.postings.slice(-300)) void ours.preparePeople(posting, limit)()
  const plain = plainPeer(held)
  const slow = { questions: sample.plain, repetitions: 2 }
  const laps = await race<PostingFacts>(questions, [
    { name: 'ours', prepare: (posting) => ours.preparePeople(posting, limit), questions: sample.questions, repetitions: 4 * sample.turns },
    { name: postgres.name, prepare: (posting) => postgres.preparePeople(posting, limit), questions: sample.sql, repetitions: sample.turns },
    ...duckdb.map(({ name, preparePeople }) => ({
      name,
      prepare: (posting: PostingFacts) => preparePeople(posting, limit),
      questions: sample.duckdb,
      repetitions: sample.turns,
    })),
    { name: 'objects, Map by city, map, sort', prepare: (posting) => mapByCity.preparePeople(posting, limit), ...slow },
    { name: 'objects, filter, map, sort', prepare: (posting) => plain.preparePeople(posting, limit), ...slow },
  ])
  const isRemote = (place: number) => questions[place]?.workMode === 'remote'
  printLaps(`a posting to its best ${limit} people`, laps, { onsite: (place) => !isRemote(place), remote: isRemote })
  return laps
}

export async function racePostings({ engine, held, postgres, sample }: Racers): Promise<Lap[]> {
  const questions = held.jobseekers.slice(0, sample.questions)
  const limit = listLength.postings
  const ours = oursPeer(engine)
  for (const person of held.jobseekers.slice(-2_000)) void ours.preparePostings(person, limit)()
  const plain = plainPeer(held)
  const laps = await race<JobseekerFacts>(questions, [
    { name: 'ours', prepare: (person) => ours.preparePostings(person, limit), questions: sample.questions, repetitions: 8 * sample.turns },
    { name: postgres.name, prepare: (person) => postgres.preparePostings(person, limit), questions: sample.sql, repetitions: sample.turns },
    {
      name: 'objects, filter, map, sort',
      prepare: (person) => plain.preparePostings(person, limit),
      questions: 2 * sample.plain,
      repetitions: 2,
    },
  ])
  printLaps(`a person to her best ${limit} postings`, laps)
  return laps
}
