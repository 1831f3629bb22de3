import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, constants, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import type { Account } from './account.ts'

export interface ServerOptions {
  program: string
  cluster: string
  logFile: string
  account: Account | undefined
  settings: Record<string, string>
}

export interface Server {
  child: ChildProcess
  port: number
  url: string
  /** Settles when the postmaster is gone, whoever ended it. */
  exited: Promise<void>
}

const readyWithinMs = 120_000
const portAttempts = 5

/** Starts a postmaster on a free port of 127.0.0.1 and waits until it answers, through crash recovery if need be. */
export async function startServer(options: ServerOptions): Promise<Server> {
  for (let attempt = 1; ; attempt += 1) {
    const server = spawnServer(options, await freePort())
    if (await answers(server)) return server
    const reason = lastLines(options.logFile)
    // Between the look for a free port and the bind somebody else may have taken it.
    const isTransient = /could not bind|Address already in use|still in use/.test(reason)
    if (!isTransient || attempt === portAttempts) throw new Error(`PostgreSQL did not start (${options.logFile}):\n${reason}`)
    await pause(200 * attempt)
  }
}

/** Runs a program of the server to its end, as its account. Rejects with what it printed when it fails. */
export async function runToEnd(program: string, args: string[], account: Account | undefined): Promise<void> {
  const child = spawn(program, args, { ...account, cwd: '/', env: environment(), stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const code = await new Promise<number | null>((done, failed) => child.once('error', failed).once('close', done))
  if (code !== 0) throw new Error(`${program} failed with ${code}:\n${output}`)
}

/** Fast shutdown, then immediate, then kill; returns when the postmaster is gone. */
export async function stopServer({ child, exited }: Server): Promise<void> {
  const patience = [
    ['SIGINT', 15_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const
  for (const [signal, withinMs] of patience) {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    const waiting = new AbortController()
    await Promise.race([exited, pause(withinMs, undefined, { signal: waiting.signal }).catch(() => {})])
    waiting.abort()
  }
}

function spawnServer({ program, cluster, logFile, account, settings }: ServerOptions, port: number): Server {
  const args = Object.entries({ ...settings, port: String(port) }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const log = openSync(logFile, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW, 0o600)
  // Its own session: Ctrl-C in the terminal reaches the services first, and they still need the database to stop well.
  const child = spawn(program, ['-D', cluster, ...args], {
    ...account,
    cwd: '/',
    env: environment(),
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  const exited = new Promise<void>((done) => {
    child.once('exit', () => done()).once('error', () => done())
  })
  return { child, port, url: `postgres://postgres@127.0.0.1:${port}/postgres`, exited }
}

async function answers({ child, url, exited }: Server): Promise<boolean> {
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null
  const deadline = Date.now() + readyWithinMs
  while (isRunning() && Date.now() < deadline) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000, query_timeout: 2_000 })
    client.on('error', () => {})
    const isReady = await client.connect().then(
      () => true,
      () => false,
    )
    await client.end().catch(() => {})
    if (isReady) return true
    await pause(25)
  }
  if (isRunning()) child.kill('SIGQUIT')
  await exited
  return false
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((done, failed) => probe.once('error', failed).listen(0, '127.0.0.1', done))
  const address = probe.address()
  await new Promise((done) => probe.close(done))
  if (address === null || typeof address === 'string') throw new Error('no free port on 127.0.0.1')
  return address.port
}

function lastLines(path: string): string {
  return readFileSync(path, 'utf8').trim().split('\n').slice(-8).join('\n')
}

function environment(): NodeJS.ProcessEnv {
  // Nothing inherited: PGDATA, PGPORT or LC_ALL of the caller would change the server.
  return { PATH: '/usr/bin:/bin', LANG: 'C', LC_ALL: 'C', TZ: 'UTC' }
}
