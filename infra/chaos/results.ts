import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import type { FindingKind } from './checker/finding.ts'
import type { BackendName } from './world/world.ts'

/** Under what a figure was measured. */
export interface Circumstances {
  at: string
  command: string
  seed: number
  backend: BackendName
  cores: number
  /** Over the last minute, before it began; more than `cores` means that others had the machine too. */
  load: number
  isQuick: boolean
}

export interface ScenarioResult extends Circumstances {
  kind: 'scenario'
  id: string
  ok: boolean
  seen: string
  figures: Record<string, number>
  tookMs: number
}

export interface SoakResult extends Circumstances {
  kind: 'soak'
  faults: number
  deaths: number
  tookMs: number
  committed: number
  refused: number
  unknown: number
  found: Record<FindingKind, number>
  deliveries: number
  /** Share of the deliveries that a receiver had accepted before, 0 to 1. */
  wireDuplicates: number
  quiescentMs: number | null
  recoveryP99Ms: number | null
  recoveries: number
  slowestAnswerMs: number | null
  notChecked: readonly string[]
  /** The first findings, word for word. */
  examples: readonly string[]
}

export type ChaosResult = ScenarioResult | SoakResult

const folder = join(import.meta.dirname, '../../.zhihe/chaos')
/** What the page in `infra/runbooks` was made from, so that another clone adds to it instead of beginning anew. */
const publishedFile = join(import.meta.dirname, '../runbooks/faults.json')

export function circumstances({ seed, backend, isQuick }: { seed: number; backend: BackendName; isQuick: boolean }): Circumstances {
  const command = ['npm run chaos', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' ')
  return {
    at: new Date().toISOString(),
    command,
    seed,
    backend,
    cores: cpus().length,
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    isQuick,
  }
}

/** Keeps a result where the page is made from. */
export function keepResult(result: ChaosResult): void {
  mkdirSync(folder, { recursive: true })
  if (!bestOf([...readResults(), result]).includes(result)) return
  writeFileSync(join(folder, `${nameOf(result)}.json`), `${JSON.stringify(result, null, 2)}\n`)
}

/** The points behind a figure, as CSV beside the results, for who wants to see the curve. */
export function keepCurve(name: string, columns: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${name}.csv`), [columns, ...rows].map((row) => `${row.join(',')}\n`).join(''))
}

/** What was published, and what runs here have kept since. */
export function readResults(): ChaosResult[] {
  mkdirSync(folder, { recursive: true })
  const published = existsSync(publishedFile) ? (JSON.parse(readFileSync(publishedFile, 'utf8')) as ChaosResult[]) : []
  const kept = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as ChaosResult)
  return bestOf([...published, ...kept])
}

/** One to a line, so that a change of the page is one line here. */
export function publishResults(results: readonly ChaosResult[]): void {
  writeFileSync(publishedFile, `[\n${results.map((result) => JSON.stringify(result)).join(',\n')}\n]\n`)
}

/** Of each thing the result that counts, in the order of their names: the newest, but never a quick one where there is a long one. */
export function bestOf(results: readonly ChaosResult[]): ChaosResult[] {
  const best = new Map<string, ChaosResult>()
  for (const result of results) {
    const before = best.get(nameOf(result))
    if (before === undefined || counts(result, before)) best.set(nameOf(result), result)
  }
  return [...best].toSorted(([a], [b]) => a.localeCompare(b)).map(([, result]) => result)
}

function counts(result: ChaosResult, before: ChaosResult): boolean {
  return result.isQuick === before.isQuick ? result.at > before.at : before.isQuick
}

function nameOf(result: ChaosResult): string {
  const { kind, backend } = result
  return kind === 'scenario' ? `scenario-${result.id}-${backend}` : `soak-${backend}-${result.seed}`
}
