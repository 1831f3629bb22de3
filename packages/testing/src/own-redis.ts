import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect as dial } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from './free-ports.ts'

/** A Redis that a test may kill, wipe and starve, apart from the run's. */
export interface OwnRedis extends AsyncDisposable {
  url: string
  /** With the arguments of the beginning, on the same port and directory. Resolves when it answers. */
  start(): Promise<void>
  /** SIGKILL; with `andWipe` its directory is empty afterwards. */
  kill(options?: { andWipe?: boolean }): Promise<void>
  /** Says a command of one line, such as `FLUSHALL`, and resolves with the first line of the answer. */
  say(command: string): Promise<string>
}

const readyWithinMs = 10_000
const answerWithinMs = 5_000

/** Starts `redis-server` from PATH with an append-only file that is written every second, and with what else is asked for. */
export async function startOwnRedis(extra: readonly string[] = []): Promise<OwnRedis> {
  const directory = mkdtempSync(join(tmpdir(), 'zhihe-own-redis-'))
  const port = await freePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--appendonly', 'yes', '--save', '', '--dir', directory, ...extra]
  let child: ChildProcess | undefined

  const start = async (): Promise<void> => {
    child = spawn('redis-server', args, { cwd: directory, stdio: 'ignore' })
    const deadline = performance.now() + readyWithinMs
    while (
      !(await ask(port, 'PING').then(
        (answer) => answer === '+PONG',
        () => false,
      ))
    ) {
      if (performance.now() > deadline) throw new Error(`redis-server did not answer on port ${port}`)
      await pause(20)
    }
  }
  const kill = async ({ andWipe = false } = {}): Promise<void> => {
    if (child && child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    }
    if (andWipe) for (const name of ['appendonlydir', 'dump.rdb']) rmSync(join(directory, name), { recursive: true, force: true })
  }
  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    kill,
    say: (command) => ask(port, command),
    [Symbol.asyncDispose]: async () => {
      await kill()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

async function ask(port: number, command: string): Promise<string> {
  const socket = dial(port, '127.0.0.1')
  try {
    return await new Promise<string>((done, failed) => {
      socket.setTimeout(answerWithinMs, () => failed(new Error(`no answer to ${command}`)))
      socket.once('error', failed).once('data', (data) => done(data.toString().split('\r\n')[0] ?? ''))
      socket.once('connect', () => socket.write(`${command}\r\n`))
    })
  } finally {
    socket.destroy()
  }
}
