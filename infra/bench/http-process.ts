import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface Floor extends AsyncDisposable {
  origin: string
  pid: number
}

/** Starts `http-floor.ts` over a file of bodies and a database. */
export async function startFloor(file: string, databaseUrl: string): Promise<Floor> {
  const child: ChildProcess = spawn(process.execPath, [join(import.meta.dirname, 'http-floor.ts'), file, databaseUrl], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
  })
  const origin = await new Promise<string>((resolve, reject) => {
    if (child.stdout) createInterface(child.stdout).once('line', resolve)
    void exited.then(() => reject(new Error('the floor ended before it listened')))
  })
  return {
    origin,
    pid: child.pid ?? 0,
    [Symbol.asyncDispose]: async () => {
      child.stdin?.end()
      await exited
    },
  }
}

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

/** Processor time a process has used, in microseconds, to a hundredth of a second (Linux). */
export function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1_000_000
}
