import { parseArgs } from 'node:util'
import { type BackendName, backendNames } from './world/world.ts'

export interface ChaosOptions {
  quick: boolean
  seed: number
  backends: readonly BackendName[]
  /** In each soak. */
  faults: number
  /** How long faults go on in each soak. */
  minutes: number
  /** Changes a second. */
  rate: number
  /** Kills in the measurement of recovery. */
  kills: number
  /** Only this directed fault, without a soak; null: all. */
  only: string | null
  soaks: boolean
  scenarios: boolean
  /** Only writes the page from what earlier runs kept. */
  table: boolean
}

export const usage = `usage: npm run chaos [-- OPTIONS]
  --quick               both back ends within four minutes, as in CI
  --seed N              the same seed makes the same faults (1)
  --backend NAME        postgres or redis; both when not given
  --faults N            in each soak (500; quick: 25)
  --minutes N           how long faults go on in each soak (10; quick: 0.4)
  --rate N              changes a second (100)
  --kills N             kills of workers that hold jobs (100; quick: 3)
  --only SCENARIO       one directed fault, and no soak
  --no-soak             the directed faults only
  --no-scenarios        the soak only
  --table               writes infra/runbooks/faults.md from what was kept of earlier runs, and runs nothing`

const text = { type: 'string' } as const
const flag = { type: 'boolean', default: false } as const

/** Throws an Error with the usage for what it does not know. */
export function readOptions(args: readonly string[]): ChaosOptions {
  const { values } = parse(args)
  const { quick, table } = values
  const backend = backendNames.find((name) => name === values.backend)
  if (values.backend !== undefined && backend === undefined) throw new Error(usage)
  return {
    quick,
    table,
    seed: numberOf(values.seed, 1),
    backends: backend ? [backend] : backendNames,
    faults: numberOf(values.faults, quick ? 25 : 500),
    minutes: numberOf(values.minutes, quick ? 0.4 : 10),
    rate: numberOf(values.rate, 100),
    kills: numberOf(values.kills, quick ? 3 : 100),
    only: values.only ?? null,
    soaks: !values['no-soak'] && values.only === undefined,
    scenarios: !values['no-scenarios'],
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        quick: flag,
        table: flag,
        'no-soak': flag,
        'no-scenarios': flag,
        seed: text,
        backend: text,
        faults: text,
        minutes: text,
        rate: text,
        kills: text,
        only: text,
      },
    })
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${usage}`, { cause: error })
  }
}

function numberOf(value: string | undefined, otherwise: number): number {
  if (value === undefined) return otherwise
  const number = Number(value)
  if (!Number.isFinite(number) || number < 0) throw new Error(usage)
  return number
}
