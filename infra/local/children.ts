import { type ChildProcess, fork } from 'node:child_process'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'

export interface ChildSpec {
  name: string
  script: string
  env: Record<string, string>
  /** A program and its arguments that start the process somewhere else, e.g. `ip netns exec NAME`. */
  via?: readonly [program: string, ...args: string[]]
}

export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  tookMs: number
}

export interface ChildrenOptions {
  logDir: string
  cwd: string
  /** Told when a child ended that was not asked to; it is started again. */
  onCrash: (name: string, how: string) => void
  /** Milliseconds before a start after the first, the second … death in a row; 200, 1,000 and 5,000 when not given. */
  restartAfterMs?: readonly number[]
}

const stopWithinMs = 12_000
const patience = [200, 1_000, 5_000]
const steadyAfterMs = 30_000

/** The processes of the house: started, started again when they die, stopped together. Their output goes to one log file each. */
export class Children {
  readonly #options: ChildrenOptions
  readonly #running = new Map<string, ChildProcess>()
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #kept = new Set<string>()
  #isStopping = false

  constructor(options: ChildrenOptions) {
    this.#options = options
    mkdirSync(options.logDir, { recursive: true, mode: 0o700 })
  }

  /** Resolves when the child says that it has started; rejects when it ends before that for the first time. */
  async start(spec: ChildSpec): Promise<void> {
    this.#kept.delete(spec.name)
    await this.#launch(spec, 0)
  }

  /** Asks one child to end, and lets it stay away; null when it does not run. */
  async end(name: string, signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended | null> {
    this.#kept.add(name)
    const child = this.#running.get(name)
    if (!child) return null
    const askedAt = performance.now()
    await stopChild(child, signal)
    return { code: child.exitCode, signal: child.signalCode, tookMs: Math.round(performance.now() - askedAt) }
  }

  pids(): Record<string, number> {
    return Object.fromEntries([...this.#running].flatMap(([name, { pid }]) => (pid === undefined ? [] : [[name, pid]])))
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    for (const timer of this.#timers) clearTimeout(timer)
    await Promise.all([...this.#running.values()].map((child) => stopChild(child)))
  }

  #launch(spec: ChildSpec, failures: number): Promise<void> {
    const { logDir, cwd } = this.#options
    // The child writes to the file itself: through a pipe of ours it would be stuck writing for ever once we were killed.
    const log = openSync(join(logDir, `${spec.name}.log`), 'a', 0o600)
    // Apart from our group, or Ctrl-C would reach it twice, from the terminal and from us, and a second signal cuts its stop short.
    const options = { cwd, env: spec.env, detached: true, ...programOf(spec) }
    const child = fork(spec.script, [], { ...options, stdio: ['ignore', log, log, 'ipc'] })
    closeSync(log)
    this.#running.set(spec.name, child)
    const startedAt = performance.now()
    return new Promise((resolve, reject) => {
      child.once('message', () => resolve())
      child.once('error', reject)
      child.once('exit', (code, signal) => {
        if (this.#running.get(spec.name) === child) this.#running.delete(spec.name)
        if (this.#isStopping || this.#kept.has(spec.name)) return
        const how = signal ?? `exit code ${code}`
        reject(new Error(`${spec.name} ended with ${how} before it was ready; see ${join(logDir, `${spec.name}.log`)}`))
        this.#options.onCrash(spec.name, how)
        const soFar = performance.now() - startedAt > steadyAfterMs ? 0 : failures
        const delays = this.#options.restartAfterMs ?? patience
        const timer = setTimeout(() => this.#again(spec, soFar + 1), delays[Math.min(soFar, delays.length - 1)])
        this.#timers.add(timer)
      })
    })
  }

  #again(spec: ChildSpec, failures: number): void {
    if (!this.#isStopping && !this.#kept.has(spec.name) && !this.#running.has(spec.name)) this.#launch(spec, failures).catch(() => {})
  }
}

function programOf({ via }: ChildSpec): { execPath?: string; execArgv: string[] } {
  const own = ['--enable-source-maps']
  if (via === undefined) return { execArgv: own }
  const [program, ...args] = via
  return { execPath: program, execArgv: [...args, process.execPath, ...own] }
}

async function stopChild(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const { promise, resolve } = Promise.withResolvers<void>()
  child.once('exit', () => resolve())
  child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), stopWithinMs)
  await promise
  clearTimeout(timer)
}
