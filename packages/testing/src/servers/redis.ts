import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../free-ports.ts'
import type { Acquired } from './postgres.ts'

const image = 'valkey/valkey:8'
const readyWithinMs = 10_000

/** TEST_REDIS_URL, or a container when TEST_REDIS=testcontainers, or a redis-server found on PATH, or nothing; in CI nothing is a failure. */
export async function acquireRedis(): Promise<Acquired | undefined> {
  const given = process.env['TEST_REDIS_URL']
  if (given) return { url: given, origin: 'TEST_REDIS_URL', [Symbol.asyncDispose]: async () => {} }
  if (process.env['TEST_REDIS'] === 'testcontainers') return await startContainer()
  const program = programOnPath('redis-server') ?? programOnPath('valkey-server')
  if (program) return await startProgram(program)
  if (process.env['CI'] === 'true') throw new Error('CI tests the queue on Redis too: apt-get install redis-server, or set TEST_REDIS_URL')
  return undefined
}

async function startContainer(): Promise<Acquired> {
  const { GenericContainer } = await import('testcontainers')
  const container = await new GenericContainer(image).withExposedPorts(6379).start()
  return {
    url: `redis://${container.getHost()}:${container.getMappedPort(6379)}`,
    origin: `container ${image}`,
    [Symbol.asyncDispose]: async () => {
      await container.stop()
    },
  }
}

async function startProgram(program: string): Promise<Acquired> {
  const directory = mkdtempSync(join(tmpdir(), 'zhihe-redis-'))
  const port = await freePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--appendonly', 'yes', '--save', '', '--dir', directory]
  const child = spawn(program, args, { cwd: directory, stdio: 'ignore', detached: true })
  const exited = new Promise<void>((done) => {
    child.once('exit', () => done()).once('error', () => done())
  })
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL')
    await exited
    rmSync(directory, { recursive: true, force: true })
  }
  if (!(await answers(child, port))) {
    await stop()
    throw new Error(`${program} did not answer on port ${port} within ${readyWithinMs / 1_000} s`)
  }
  return { url: `redis://127.0.0.1:${port}`, origin: program, [Symbol.asyncDispose]: stop }
}

function programOnPath(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((directory) => directory !== '')
    .map((directory) => join(directory, name))
    .find((path) => isExecutable(path))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

async function answers(child: ChildProcess, port: number): Promise<boolean> {
  const deadline = Date.now() + readyWithinMs
  while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
    if (await saysPong(port)) return true
    await pause(20)
  }
  return false
}

async function saysPong(port: number): Promise<boolean> {
  const socket = new Socket()
  try {
    return await new Promise<boolean>((done) => {
      socket.setTimeout(1_000, () => done(false))
      socket.once('error', () => done(false)).once('data', (data) => done(data.toString().startsWith('+PONG')))
      socket.connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    })
  } finally {
    socket.destroy()
  }
}
