import { type ChildProcess, fork } from 'node:child_process'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'

export interface ChildSpec {
  name: string
  script: string
  env: Record<string, string>
}

export interface ChildrenOptions {
  logDir: string
  cwd: string
  /** Told when a child ended that was not asked to; it is started again. */
  onCrash: (name: string, how: string) => void
}

const stopWithinMs = 12_000
const restartAfterMs = [200, 1_000, 5_000]
const steadyAfterMs = 30_000

/** The processes of the house: started, started again when they die, stopped together. Their output goes to one log file each. */
export class Children {
  readonly #options: ChildrenOptions
  readonly #running = new Map<string, ChildProcess>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #isStopping = false

  constructor(options: ChildrenOptions) {
    this.#options = options
    mkdirSync(options.logDir, { recursive: true, mode: 0o700 })
  }

  /** Resolves when the child says that it has started; rejects when it ends before that for the first time. */
  async start(spec: ChildSpec): Promise<void> {
    await this.#launch(spec, 0)
  }

  pids(): Record<string, number> {
    return Object.fromEntries([...this.#running].flatMap(([name, { pid }]) => (pid === undefined ? [] : [[name, pid]])))
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    for (const timer of this.#timers) clearTimeout(timer)
    await Promise.all([...this.#running.values()].map(stopChild))
  }

  #launch(spec: ChildSpec, failures: number): Promise<void> {
    const { logDir, cwd } = this.#options
    // The child writes to the file itself: through a pipe of ours it would be stuck writing for ever once we were killed.
    const log = openSync(join(logDir, `${spec.name}.log`), 'a', 0o600)
    // Apart from our group, or Ctrl-C would reach it twice, from the terminal and from us, and a second signal cuts its stop short.
    const options = { cwd, env: spec.env, detached: true, execArgv: ['--enable-source-maps'] }
    const child = fork(spec.script, [], { ...options, stdio: ['ignore', log, log, 'ipc'] })
    closeSync(log)
    this.#running.set(spec.name, child)
    const startedAt = performance.now()
    return new Promise((resolve, reject) => {
      child.once('message', () => resolve())
      child.once('error', reject)
      child.once('exit', (code, signal) => {
        this.#running.delete(spec.name)
        if (this.#isStopping) return
        const how = signal ?? `exit code ${code}`
        reject(new Error(`${spec.name} ended with ${how} before it was ready; see ${join(logDir, `${spec.name}.log`)}`))
        this.#options.onCrash(spec.name, how)
        const soFar = performance.now() - startedAt > steadyAfterMs ? 0 : failures
        const timer = setTimeout(() => this.#again(spec, soFar + 1), restartAfterMs[Math.min(soFar, restartAfterMs.length - 1)])
        this.#timers.add(timer)
      })
    })
  }

  #again(spec: ChildSpec, failures: number): void {
    if (!this.#isStopping) this.#launch(spec, failures).catch(() => {})
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const { promise, resolve } = Promise.withResolvers<void>()
  child.once('exit', () => resolve())
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), stopWithinMs)
  await promise
  clearTimeout(timer)
}
