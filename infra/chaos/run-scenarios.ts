import type { ChaosOptions } from './options.ts'
import { circumstances, keepResult, type ScenarioResult } from './results.ts'
import type { Scenario, Seen } from './scenario.ts'
import type { BackendName } from './world/world.ts'
import type { Worlds } from './worlds.ts'

export interface ScenarioRun {
  options: ChaosOptions
  /** After this moment (of `performance.now()`) no other is begun. */
  until: number
  worlds: Worlds
  tell: (text: string) => void
}

/** Runs directed faults one after the other, each in houses of its own, and keeps what was seen. */
export async function runScenarios(scenarios: readonly Scenario[], run: ScenarioRun): Promise<ScenarioResult[]> {
  const { options, until, tell } = run
  const results: ScenarioResult[] = []
  for (const [scenario, backend] of chosen(scenarios, options)) {
    if (performance.now() > until) {
      tell(`${scenario.id} (${backend}): not run, the time is up`)
      continue
    }
    const { seed, quick } = options
    const startedAt = performance.now()
    const around = circumstances({ seed, backend, isQuick: quick })
    const seen = await runOne(scenario, backend, run)
    const { figures = {} } = seen
    const result: ScenarioResult = {
      ...around,
      kind: 'scenario',
      id: scenario.id,
      ...seen,
      figures,
      tookMs: Math.round(performance.now() - startedAt),
    }
    tell(`${scenario.id} (${backend}): ${result.ok ? 'as expected' : 'NOT AS EXPECTED'}: ${result.seen}`)
    keepResult(result)
    results.push(result)
  }
  return results
}

/** In the quick form each on one back end, in turn, so that both are seen. */
function chosen(scenarios: readonly Scenario[], { quick, only, backends }: ChaosOptions): [Scenario, BackendName][] {
  if (only !== null) {
    const found = scenarios.filter(({ id }) => id === only)
    if (found.length === 0) throw new Error(`there is no scenario ${only}; there are: ${scenarios.map(({ id }) => id).join(', ')}`)
    return pairs(found, backends)
  }
  if (!quick) return pairs(scenarios, backends)
  return scenarios
    .filter(({ inQuick }) => inQuick)
    .flatMap((scenario, at) => {
      const possible = pairs([scenario], backends)
      const pair = possible[at % Math.max(1, possible.length)]
      return pair ? [pair] : []
    })
}

function pairs(scenarios: readonly Scenario[], backends: readonly BackendName[]): [Scenario, BackendName][] {
  return scenarios.flatMap((scenario) =>
    backends.filter((backend) => scenario.backends.includes(backend)).map((backend): [Scenario, BackendName] => [scenario, backend]),
  )
}

async function runOne(scenario: Scenario, backend: BackendName, { options: { seed, quick }, worlds, tell }: ScenarioRun): Promise<Seen> {
  await using stack = new AsyncDisposableStack()
  try {
    return await scenario.run({
      backend,
      seed,
      quick,
      tell: (text) => tell(`  ${scenario.id}: ${text}`),
      startWorld: async (worldOptions) => stack.use(await worlds.start({ ...worldOptions, backend })),
    })
  } catch (error) {
    return { ok: false, seen: `It came to no end: ${error instanceof Error ? error.message : String(error)}` }
  }
}
