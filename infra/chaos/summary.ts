import type { FindingKind } from './checker/finding.ts'
import type { ChaosOptions } from './options.ts'
import type { ScenarioResult, SoakResult } from './results.ts'

/** The line by which a run ends. Times are of the worst back end; null where something never came to its end, or was not measured. */
export interface ChaosLine {
  seed: number
  backends: readonly string[]
  faults: number
  committed: number
  missing: number
  phantom: number
  effectDuplicates: number
  /** Share of deliveries, 0 to 1. */
  wireDuplicates: number
  recoveryP99Ms: number | null
  quiescentMs: number | null
  disorder: number
  differences: number
  refused: number
  unknown: number
  deliveries: number
  scenarios: { run: number; asExpected: number; not: string[] }
  notChecked: string[]
  tookMs: number
}

interface Run {
  options: ChaosOptions
  soaks: readonly SoakResult[]
  directed: readonly ScenarioResult[]
  tookMs: number
}

/** The promises of goal R1 and R2. */
export const bars = { wireDuplicates: 0.005, quiescentMs: 30_000, recoveryP99Ms: 8_000 } as const

/** What a run says in one line, and whether every promise was kept in it. */
export function summarise({ options, soaks, directed, tookMs }: Run): { line: ChaosLine; isKept: boolean } {
  const sum = (value: (one: SoakResult) => number): number => soaks.reduce((total, one) => total + value(one), 0)
  const found = (kind: FindingKind): number => sum((one) => one.found[kind])
  const deliveries = sum((one) => one.deliveries)
  const not = directed.filter(({ ok }) => !ok).map(({ id, backend }) => `${id} (${backend})`)
  const line: ChaosLine = {
    seed: options.seed,
    backends: options.backends,
    faults: sum(({ faults }) => faults),
    committed: sum(({ committed }) => committed),
    missing: found('missing'),
    phantom: found('phantom'),
    effectDuplicates: found('effect_duplicate'),
    wireDuplicates: deliveries === 0 ? 0 : Number((sum((one) => one.wireDuplicates * one.deliveries) / deliveries).toFixed(5)),
    recoveryP99Ms: worst(soaks.map(({ recoveryP99Ms }) => recoveryP99Ms)),
    quiescentMs: worst(soaks.map(({ quiescentMs }) => quiescentMs)),
    disorder: found('disorder'),
    differences: found('difference'),
    refused: sum(({ refused }) => refused),
    unknown: sum(({ unknown }) => unknown),
    deliveries,
    scenarios: { run: directed.length, asExpected: directed.length - not.length, not },
    notChecked: [...new Set(soaks.flatMap(({ notChecked }) => notChecked))],
    tookMs,
  }
  return { line, isKept: not.length === 0 && soaks.every((one) => isIntact(one) && (options.quick || isInTime(one))) }
}

/** Nothing lost, invented or done twice, and everything came to rest. */
function isIntact({ found, quiescentMs }: SoakResult): boolean {
  return Object.values(found).every((count) => count === 0) && quiescentMs !== null
}

/** Times and the share of repeats, which depend on the machine: a quick run, made wherever, prints them and does not judge them. */
function isInTime({ wireDuplicates, quiescentMs, recoveryP99Ms, recoveries }: SoakResult): boolean {
  const recovers = recoveries === 0 || (recoveryP99Ms !== null && recoveryP99Ms <= bars.recoveryP99Ms)
  return recovers && wireDuplicates <= bars.wireDuplicates && quiescentMs !== null && quiescentMs <= bars.quiescentMs
}

function worst(values: readonly (number | null)[]): number | null {
  return values.length === 0 || values.includes(null) ? null : Math.max(...values.map(Number))
}
