import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** Milliseconds of processor time and bytes of write-ahead log, for one. */
export interface Cost {
  what: string
  times: number
  apiMs: number
  workerMs: number
  postgresMs: number
  walBytes: number
}

/** Bytes of a row with its share of the indexes. */
export interface Weight {
  table: string
  rows: number
  bytesPerRow: number
}

export interface CostFigures {
  people: number
  postings: number
  /** Of the machine, when it was over. */
  load: number
  costs: readonly Cost[]
  tables: readonly Weight[]
  indexMibPerThousandPeople: number
}

const page = resolve(import.meta.dirname, '../runbooks/province-and-country.md')
const sizes = [
  { name: 'province', people: 4_000_000, postings: 40_000, changesPerSecond: 32, readsPerSecond: 140, deliveriesPerSecond: 3 },
  { name: 'country', people: 38_000_000, postings: 380_000, changesPerSecond: 300, readsPerSecond: 1_300, deliveriesPerSecond: 30 },
] as const
const msPerSecond = 1_000
const secondsPerHour = 3_600
const kibibyte = 1_024
const gibibyte = kibibyte ** 3

/** Puts what was measured between two marks of the page. */
export function writeBlock(name: 'costs' | 'workers', text: string): void {
  if (!existsSync(page)) return
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`]
  const before = readFileSync(page, 'utf8')
  const [start, stop] = [before.indexOf(begin), before.indexOf(end)]
  if (start < 0 || stop < start) throw new Error(`${page} has no place for ${name}`)
  writeFileSync(page, `${before.slice(0, start + begin.length)}\n${text}\n${before.slice(stop)}`)
}

/** The measured costs as tables, and what follows from them for a province and the country. */
export function renderCosts({ people, postings, load, costs, tables, indexMibPerThousandPeople }: CostFigures): string {
  return [
    `Made by \`npm run bench -- costs\`: ${people} people and ${postings} open postings; the load of the machine was ${load}.`,
    '',
    '| one of | APIs, ms of CPU | workers, relays | PostgreSQL | WAL, bytes |',
    '| --- | --- | --- | --- | --- |',
    ...costs.map(({ what, apiMs, workerMs, postgresMs, walBytes }) => `| ${what} | ${apiMs} | ${workerMs} | ${postgresMs} | ${walBytes} |`),
    '',
    '| table, with its indexes | bytes a row |',
    '| --- | --- |',
    ...tables.map(({ table, bytesPerRow }) => `| \`${table}\` | ${bytesPerRow} |`),
    '',
    `The index in the memory of each matching process: ${indexMibPerThousandPeople} MiB for 1,000 people.`,
    '',
    '| reckoned from these | province | country |',
    '| --- | --- | --- |',
    ...reckoned({ costs, indexMibPerThousandPeople }).map(([what, ...values]) => `| ${what} | ${values.join(' | ')} |`),
  ].join('\n')
}

function reckoned({ costs, indexMibPerThousandPeople }: Pick<CostFigures, 'costs' | 'indexMibPerThousandPeople'>): string[][] {
  const [list, change, published, read] = costs
  const each = (of: (size: (typeof sizes)[number]) => string) => sizes.map(of)
  const cpuOf = (cost: Cost | undefined) => (cost ? cost.apiMs + cost.workerMs + cost.postgresMs : 0)
  return [
    ['memory of each matching process, GiB', ...each((size) => ((indexMibPerThousandPeople * size.people) / 1_000 / kibibyte).toFixed(0))],
    ['a full rebuild, hours of one core', ...each((size) => ((cpuOf(list) * size.postings) / msPerSecond / secondsPerHour).toFixed(2))],
    ['busiest hour, cores for changes', ...each((size) => ((cpuOf(change) * size.changesPerSecond) / msPerSecond).toFixed(2))],
    ['busiest hour, cores for reads', ...each((size) => ((cpuOf(read) * size.readsPerSecond) / msPerSecond).toFixed(2))],
    [
      'busiest hour, cores for publishing and delivering',
      ...each((size) => ((cpuOf(published) * size.deliveriesPerSecond) / msPerSecond).toFixed(2)),
    ],
    [
      'WAL of the busiest hour, GiB',
      ...each((size) => (((change?.walBytes ?? 0) * size.changesPerSecond * secondsPerHour) / gibibyte).toFixed(2)),
    ],
  ]
}
