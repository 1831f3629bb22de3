import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** A process of this service as it runs in earnest. */
export interface OwnProcess {
  child: ChildProcess
  /** Resolves once it has started; rejects when it ends before that. */
  started: Promise<void>
  /** Resolves when it is gone, with the signal that ended it. */
  gone: Promise<NodeJS.Signals | null>
  /** Crash points it has passed, when its `CRASH_AT` is `list`. */
  passed: string[]
  /** SIGKILL; resolves when it is gone. */
  kill: () => Promise<void>
}

/** Begins `src/{entry}.ts` and does not wait. */
export function spawnProcess(entry: 'api' | 'worker', env: Record<string, string>): OwnProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, `../src/${entry}.ts`)], {
    env: { LOG_LEVEL: 'fatal', HOST: '127.0.0.1', QUEUE_URL: 'postgres://unused', OPS_PORT: '0', ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const passed: string[] = []
  const isStarted = Promise.withResolvers<void>()
  child.on('message', (message: 'started' | { passed: string }) => {
    if (message === 'started') isStarted.resolve()
    else passed.push(message.passed)
  })
  const gone = once(child, 'exit').then(([code, signal]: unknown[]) => {
    isStarted.reject(new Error(`${entry} ended before it had started: ${String(code ?? signal)}`))
    return (signal ?? null) as NodeJS.Signals | null
  })
  isStarted.promise.catch(() => {})
  return {
    child,
    started: isStarted.promise,
    gone,
    passed,
    kill: async () => {
      child.kill('SIGKILL')
      await gone
    },
  }
}

/** Starts `src/{entry}.ts` and waits until it has started. */
export async function startProcess(entry: 'api' | 'worker', env: Record<string, string>): Promise<OwnProcess> {
  const started = spawnProcess(entry, env)
  await started.started
  return started
}
