import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
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
  slowestAnswerMs: number
  notChecked: readonly string[]
  /** The first findings, word for word. */
  examples: readonly string[]
}

export type ChaosResult = ScenarioResult | SoakResult

const folder = join(import.meta.dirname, '../../.zhihe/chaos')

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

/** Keeps a result where the page is made from; an earlier one of the same thing gives way, but never a long run to a quick one. */
export function keepResult(result: ChaosResult): void {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${nameOf(result)}.json`)
  const before = readResults().find((one) => nameOf(one) === nameOf(result))
  if (before && !before.isQuick && result.isQuick) return
  writeFileSync(path, `${JSON.stringify(result, null, 2)}\n`)
}

export function readResults(): ChaosResult[] {
  mkdirSync(folder, { recursive: true })
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted((a, b) => a.localeCompare(b))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as ChaosResult)
}

function nameOf(result: ChaosResult): string {
  const { kind, backend } = result
  return kind === 'scenario' ? `scenario-${result.id}-${backend}` : `soak-${backend}-${result.seed}`
}
