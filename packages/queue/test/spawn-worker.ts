import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { WorkerSettings } from './worker-process.ts'

/** A worker in a process of its own, that may be killed. */
export interface SpawnedWorker extends AsyncDisposable {
  /** Jobs that it has begun, and that it has done. */
  begun: string[]
  done: string[]
  exited: Promise<unknown>
  kill(): Promise<void>
}

export function spawnWorker(settings: WorkerSettings): SpawnedWorker {
  const child = spawn(process.execPath, [fileURLToPath(new URL('worker-process.ts', import.meta.url)), JSON.stringify(settings)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const [begun, done] = [[] as string[], [] as string[]]
  let rest = ''
  child.stdout.on('data', (data: Buffer) => {
    const lines = `${rest}${data.toString()}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const [what, jobId = ''] = line.split(' ')
      if (what === 'begun') begun.push(jobId)
      else done.push(jobId)
    }
  })
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await exited
  }
  return { begun, done, exited, kill, [Symbol.asyncDispose]: kill }
}
