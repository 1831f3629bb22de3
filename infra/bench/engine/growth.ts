import type { Engine } from '@zhihe/engine/engine'
import { print, quantile } from '../measure.ts'
import { fillEngine } from './ours.ts'
import { milliseconds } from './report.ts'
import { leastMs } from './sections.ts'
import { mean } from './timing.ts'
import { citiesFor, generateJobseekers, generatePostings, type WorldOptions, worldAt } from './world.ts'

interface Size {
  people: number
  postings: number
}

/** How the cost of our own answers grows: with the people and their cities, with the people of the same cities, with the postings. */
export function printGrowth({ people, postings }: Size): void {
  print(`\nhow our own cost grows, ms${''.padEnd(12)}to people p50        mean   to postings p50        mean`)
  const cities = citiesFor(people)
  for (const share of [0.1, 0.3, 1])
    printSize({ people: people * share, postings: postings * share, cities: Math.max(1, Math.round(cities * share)) })
  for (const share of [0.1, 0.3]) printSize({ people: people * share, postings, cities })
  for (const share of [0.1, 0.3]) printSize({ people, postings: postings * share, cities })
}

function printSize(options: WorldOptions & { cities: number }): void {
  const engine = fillEngine({ people: () => generateJobseekers(options), postings: () => generatePostings(options) })
  const toPeople = timesOf([...generatePostings(options)].filter(({ status }) => status === 'open').slice(0, 100), ({ id }) =>
    ask(engine).people(id),
  )
  const toPostings = timesOf([...generateJobseekers({ ...options, people: Math.min(1_000, options.people) })], ({ id }) =>
    ask(engine).postings(id),
  )
  const name = `${options.people} x ${options.postings}, ${options.cities} cities`
  const figures = [quantile(toPeople, 0.5), mean(toPeople), quantile(toPostings, 0.5), mean(toPostings)].map((ms) =>
    milliseconds(ms).padStart(12),
  )
  print(`${name.padEnd(36)}${figures.join('    ')}`)
}

function ask(engine: Engine) {
  return {
    people: (id: string) => engine.rankForPosting(id, { limit: 100, at: worldAt }),
    postings: (id: string) => engine.rankForJobseeker(id, { limit: 20, at: worldAt }),
  }
}

function timesOf<Question>(questions: readonly Question[], work: (question: Question) => unknown): number[] {
  for (const question of questions) work(question)
  return questions.map((question) => leastMs(5, () => work(question)))
}
