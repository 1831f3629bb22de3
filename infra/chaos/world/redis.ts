import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePorts } from '@zhihe/testing/free-ports'
import { startTcpProxy, type TcpProxy } from '@zhihe/testing/tcp-proxy'
import { Redis } from 'ioredis'

/** The Redis of a world: an own `redis-server` with an append-only file, always on the same port. */
export interface WorldRedis extends AsyncDisposable {
  url: string
  isUp(): boolean
  /** SIGKILL; what the file holds comes back with `start`. */
  kill(): Promise<void>
  start(): Promise<void>
  /** FLUSHALL on the running server. */
  wipe(): Promise<void>
  /** Killed, its folder deleted, started empty. */
  replace(): Promise<void>
  /** Any command, past every line: CONFIG SET, REPLICAOF, CLIENT PAUSE, DEBUG SLEEP … */
  command(name: string, ...args: string[]): Promise<unknown>
  openLine(): Promise<TcpProxy>
}

const readyWithinMs = 20_000

export async function startWorldRedis(folder: string): Promise<WorldRedis> {
  const directory = join(folder, 'redis')
  const [port = 0] = await freePorts(1)
  const lines: TcpProxy[] = []
  let child: ChildProcess | undefined

  const start = async (): Promise<void> => {
    if (child) return
    mkdirSync(directory, { recursive: true })
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--appendonly', 'yes', '--appendfsync', 'everysec', '--save', '']
    const started = spawn('redis-server', [...args, '--enable-debug-command', 'yes', '--dir', directory], {
      cwd: directory,
      stdio: 'ignore',
      detached: true,
    })
    started.once('error', () => {})
    child = started
    await untilAnswers(port, started)
  }
  const kill = async (): Promise<void> => {
    const running = child
    child = undefined
    if (!running || running.exitCode !== null || running.signalCode !== null) return
    const gone = new Promise<void>((done) => running.once('exit', () => done()))
    running.kill('SIGKILL')
    await gone
  }
  const command = async (name: string, ...args: string[]): Promise<unknown> => {
    const redis = new Redis({
      host: '127.0.0.1',
      port,
      lazyConnect: true,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
      commandTimeout: 10_000,
    })
    redis.on('error', () => {})
    try {
      await redis.connect()
      return await redis.call(name, ...args)
    } finally {
      redis.disconnect()
    }
  }
  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    isUp: () => child !== undefined,
    kill,
    start,
    wipe: async () => void (await command('FLUSHALL')),
    replace: async () => {
      await kill()
      rmSync(directory, { recursive: true, force: true })
      await start()
    },
    command,
    openLine: async () => {
      const line = await startTcpProxy(port)
      lines.push(line)
      return line
    },
    [Symbol.asyncDispose]: async () => {
      for (const line of lines) await line[Symbol.asyncDispose]()
      await kill()
    },
  }
}

async function untilAnswers(port: number, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + readyWithinMs
  while (performance.now() < deadline && child.exitCode === null && child.signalCode === null) {
    const redis = new Redis({
      host: '127.0.0.1',
      port,
      lazyConnect: true,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
      commandTimeout: 1_000,
    })
    redis.on('error', () => {})
    const answer = await redis
      .connect()
      .then(() => redis.ping())
      .catch(() => '')
    redis.disconnect()
    if (answer === 'PONG') return
    await pause(20)
  }
  throw new Error(`redis-server did not answer on port ${port}; is it installed?`)
}
