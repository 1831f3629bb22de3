import type { BackendName, World, WorldOptions } from './world/world.ts'

/** What a directed fault is told of its run. */
export interface ScenarioContext {
  backend: BackendName
  /** Seeds every choice; the same seed makes the same faults. */
  seed: number
  /** Fewer rounds, for CI. */
  quick: boolean
  /** A house of this scenario's own, disposed of at its end. */
  startWorld: (options?: Omit<WorldOptions, 'backend'>) => Promise<World>
  /** A line of progress for whoever watches. */
  tell: (text: string) => void
}

export interface Seen {
  /** Whether the expectation held. */
  ok: boolean
  /** What was seen, for the table: one plain sentence with figures. */
  seen: string
  /** The figures by name, milliseconds and counts. */
  figures?: Record<string, number>
}

/** One fault against one component, what is expected, and a run that tells what was seen. */
export interface Scenario {
  /** Kebab case, unique. */
  id: string
  /** The rows of the goals and of the fault matrix that it covers: `R7`, `c13`. */
  rows: readonly string[]
  fault: string
  component: string
  expected: string
  backends: readonly BackendName[]
  /** Whether it is short enough for CI. */
  inQuick: boolean
  run: (context: ScenarioContext) => Promise<Seen>
}
