import { copyFileSync, mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { checkSoak } from './checker/check-soak.ts'
import { countOf, type Finding, type FindingKind } from './checker/finding.ts'
import type { ChaosOptions } from './options.ts'
import { circumstances, keepResult, type SoakResult } from './results.ts'
import { crashPoints } from './soak/crash-points.ts'
import { measureRecovery, p99Of } from './soak/recovery.ts'
import { type Soaked, soak } from './soak/soak.ts'
import type { BackendName } from './world/world.ts'
import type { Worlds } from './worlds.ts'

const kinds = ['missing', 'phantom', 'effect_duplicate', 'disorder', 'difference'] as const satisfies readonly FindingKind[]
const longestMs = 20_000
const quickLongestMs = 4_000
const examplesOfEach = 4

export interface SoakRun {
  options: ChaosOptions
  worlds: Worlds
  tell: (text: string) => void
}

/** One soak on one back end: writes under faults, the comparison of the histories with the house, then kills alone to see how long recovery takes. */
export async function runSoak(backend: BackendName, { options, worlds, tell }: SoakRun): Promise<SoakResult> {
  const { seed, quick, faults, minutes, rate } = options
  const around = circumstances({ seed, backend, isQuick: quick })
  await using stack = new AsyncDisposableStack()
  tell(`${backend}: starting the house`)
  const world = stack.use(await worlds.start({ backend, envOf: crashPoints(seed) }))
  const soaked = await soak(
    world,
    { seed, faults, lastsMs: minutes * 60_000, perSecond: rate, longestMs: quick ? quickLongestMs : longestMs, tell },
    stack,
  )
  const verdict = await checkSoak(world, soaked.place)
  const found = Object.fromEntries(kinds.map((kind) => [kind, countOf(verdict.findings, kind)])) as Record<FindingKind, number>
  const examples = examplesOf(verdict.findings)
  for (const example of examples) tell(`FOUND ${example}`)
  if (examples.length > 0) keepHistories(soaked, `${backend}-${seed}`)
  const recoveries = await measureRecovery(world, {
    kills: options.kills,
    employerId: soaked.place.employerId,
    newMarker: soaked.newMarker,
    tell,
  })
  const result: SoakResult = {
    ...around,
    kind: 'soak',
    faults: soaked.faults,
    deaths: soaked.deaths,
    tookMs: soaked.tookMs,
    committed: verdict.committed,
    refused: verdict.refused,
    unknown: verdict.unknown,
    found,
    deliveries: verdict.accepted,
    wireDuplicates: verdict.accepted === 0 ? 0 : verdict.wireDuplicates / verdict.accepted,
    quiescentMs: soaked.quiet.tookMs,
    recoveryP99Ms: p99Of(recoveries),
    recoveries: recoveries.length,
    slowestAnswerMs: Math.round(soaked.counts.slowestMs),
    notChecked: verdict.notChecked,
    examples,
  }
  keepResult(result)
  return result
}

/** A few of each check, with how many there are: one broken thing is often found a hundred times. */
function examplesOf(findings: readonly Finding[]): string[] {
  return [...Map.groupBy(findings, ({ kind, check }) => `${kind}: ${check}`)].flatMap(([name, own]) => [
    `${name}: ${own.length}`,
    ...own.slice(0, examplesOfEach).map(({ subject, detail }) => `${name}: ${subject} ${detail}`),
  ])
}

/** What somebody needs who wants to know how it came to a finding. */
function keepHistories({ place }: Soaked, name: string): void {
  const folder = join(import.meta.dirname, '../../.zhihe/chaos/found', name)
  mkdirSync(folder, { recursive: true })
  for (const { path } of [place.clients, place.receipts]) copyFileSync(path, join(folder, basename(path)))
}
