import { readdirSync, readFileSync } from 'node:fs'

const mebibyte = 1_048_576
const ticksPerSecond = 100
const pageBytes = 4_096
// Of /proc/PID/stat, counted after the name of the program, which may hold blanks.
const [userTicksAt, systemTicksAt] = [11, 12]

export interface Footprint {
  /** Processor time since its start. */
  cpuMs: number
  rssMib: number
  /** Open files and sockets. */
  files: number
}

/** What a process has used and holds now (Linux); null when it is gone. */
export function footprintOf(pid: number | undefined): Footprint | null {
  if (pid === undefined) return null
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ticks = Number(fields[userTicksAt]) + Number(fields[systemTicksAt])
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1])
    return {
      cpuMs: (ticks * 1_000) / ticksPerSecond,
      rssMib: Math.round((pages * pageBytes) / mebibyte),
      files: readdirSync(`/proc/${pid}/fd`).length,
    }
  } catch {
    return null
  }
}

/** How much other work the machine had: a figure taken while it is above the number of processors is an upper bound. */
export function loadOfMachine(): number {
  return Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0])
}
