import { createReadStream } from 'node:fs'
import { openSheets } from '../src/open-sheets.ts'

export interface Measured {
  readonly rows: number
  readonly problem: string | null
  /** How far resident memory rose over what it was before the file was opened, at its highest. */
  readonly risenBytes: number
  readonly cpuMs: number
}

/** Run as a process of its own: reads the file it is given and tells its parent what that took. */
const [, , path = ''] = process.argv
const before = process.memoryUsage.rss()
const cpu = process.cpuUsage()
let highest = before
let rows = 0
let problem: string | null = null
const watch = () => {
  highest = Math.max(highest, process.memoryUsage.rss())
}
try {
  for await (const event of openSheets(createReadStream(path), { name: path, limits: { maxRows: 60_000 } })) {
    if (event.kind === 'row' || event.kind === 'record') rows += 1
    if (event.kind === 'problem') problem ??= event.problem.code
    if (rows % 200 === 0) watch()
  }
} catch (error) {
  problem = error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
watch()
const { user, system } = process.cpuUsage(cpu)
const measured: Measured = { rows, problem, risenBytes: highest - before, cpuMs: (user + system) / 1_000 }
process.send?.(measured)
