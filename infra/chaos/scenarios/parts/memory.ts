import { readFileSync } from 'node:fs'
import type { World } from '../../world/world.ts'

/** What a process of the house holds of the machine's memory, in MiB; 0 when it does not run. */
export function residentMiB({ processes }: World, name: string): number {
  const pid = processes.pid(name)
  if (pid === undefined) return 0
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Math.round(Number(kib ?? 0) / 1_024)
}
