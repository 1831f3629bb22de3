import { type Chance, seededChance } from '../../local/sample/people/chance.ts'
import type { BackendName } from '../world/world.ts'

export const partitionWays = ['drop-both', 'drop-up', 'drop-down', 'hang-new', 'delay', 'half-open-listen'] as const
export const receiverWays = ['hang', 'reset', 'fail', 'slow', 'refuse'] as const

export type FaultDeed =
  | { kind: 'kill'; process: string }
  | { kind: 'pause'; process: string; forMs: number }
  | { kind: 'storm'; times: number }
  | { kind: 'database-crash'; awayMs: number }
  | { kind: 'redis-kill'; awayMs: number }
  | { kind: 'redis-wipe'; how: 'flush' | 'replace' }
  | { kind: 'partition'; process: string; line: 'database' | 'queue'; how: (typeof partitionWays)[number]; forMs: number }
  | { kind: 'hostile'; receiver: number; how: (typeof receiverWays)[number]; forMs: number }

/** `at`: milliseconds after the first. */
export type Fault = FaultDeed & { at: number }

export interface ScriptOptions {
  seed: number
  backend: BackendName
  faults: number
  /** Over how long they are strewn. */
  lastsMs: number
  processes: readonly string[]
  /** How many receivers may turn hostile. */
  receivers: number
  /** The longest partition or episode; goal R1 says 20 s. */
  longestMs?: number
}

// Of 500. Pauses (SIGSTOP, SIGCONT) come on top.
const shares = { kill: 200, storm: 100, 'database-crash': 20, 'redis-kill': 20, 'redis-wipe': 10, partition: 100, hostile: 50, pause: 20 }
type Kind = keyof typeof shares
const whole = 500

/** The same seed makes the same faults at the same moments, on any machine. */
export function faultScript(options: ScriptOptions): Fault[] {
  const chance = seededChance(options.seed)
  const kinds = Object.entries(shares).flatMap(([kind, share]) =>
    Array.from({ length: Math.max(1, Math.round((options.faults * share) / whole)) }, () => kind as Kind),
  )
  return kinds
    .map((kind) => ({ ...deedOf(onBackend(kind, options.backend), options, chance), at: chance.between(0, options.lastsMs) }))
    .toSorted((a, b) => a.at - b.at)
}

// Where the queue lives in PostgreSQL, what would befall Redis befalls PostgreSQL.
function onBackend(kind: Kind, backend: BackendName): Kind {
  if (backend === 'redis') return kind
  if (kind === 'redis-kill') return 'database-crash'
  return kind === 'redis-wipe' ? 'storm' : kind
}

function deedOf(kind: Kind, { processes, receivers, longestMs = 20_000 }: ScriptOptions, chance: Chance): FaultDeed {
  const process = chance.pick(processes)
  const forMs = chance.between(Math.min(1_000, longestMs), longestMs)
  switch (kind) {
    case 'kill':
      return { kind, process }
    case 'pause':
      return { kind, process, forMs: Math.min(forMs, 10_000) }
    case 'storm':
      return { kind, times: chance.between(1, 3) }
    case 'database-crash':
      return { kind, awayMs: chance.between(0, 2_000) }
    case 'redis-kill':
      return { kind, awayMs: chance.between(0, 3_000) }
    case 'redis-wipe':
      return { kind, how: chance.pick(['flush', 'replace'] as const) }
    case 'partition':
      return { kind, process, line: chance.pick(['database', 'queue'] as const), how: chance.pick(partitionWays), forMs }
    case 'hostile':
      return { kind, receiver: chance.between(0, receivers - 1), how: chance.pick(receiverWays), forMs }
  }
}
