import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export interface LocalFile {
  origin: string
  keys: Record<'organiser' | 'enterprise' | 'federation' | 'admin', string>
}

export interface RunningHouse {
  child: ChildProcess
  output: () => string
  local: LocalFile
  /** Presses Ctrl-C, as a terminal does: the whole group gets it. Resolves with the exit code. */
  interrupt(): Promise<number | null>
  exited: Promise<number | null>
}

const repositoryRoot = resolve(import.meta.dirname, '../..')
const readyWithinMs = 120_000

/** A place for a house of a test or a benchmark: its own data and port, removed afterwards. */
export async function housePlace() {
  const folder = mkdtempSync(join(tmpdir(), 'zhihe-house-'))
  const port = await freePort()
  return {
    folder,
    port,
    dataDir: join(folder, '.zhihe'),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** What `npm start` runs, without npm between us and its exit code; resolves when it says that it is ready. */
export async function startHouse(
  place: { dataDir: string; port: number; env?: Record<string, string> },
  args: readonly string[] = [],
): Promise<RunningHouse> {
  const child = spawn(process.execPath, ['infra/local/run.mjs', 'start', ...args], {
    cwd: repositoryRoot,
    env: { ...process.env, DATA_DIR: place.dataDir, PORT: String(place.port), LOG_LEVEL: 'info', CI: '', ...place.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let text = ''
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => resolve(code))
  })
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready in time:\n${text}`)), readyWithinMs)
    const take = (chunk: Buffer) => {
      text += chunk.toString()
      if (!text.includes('Ready in')) return
      clearTimeout(timer)
      resolve()
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.once('exit', (code) => {
      clearTimeout(timer)
      reject(new Error(`npm start ended with ${code}:\n${text}`))
    })
  })
  return {
    child,
    output: () => text,
    local: JSON.parse(readFileSync(join(place.dataDir, 'local.json'), 'utf8')) as LocalFile,
    interrupt() {
      // It may be gone already, by a test that failed half way.
      if (child.exitCode === null && child.signalCode === null) process.kill(-(child.pid ?? 0), 'SIGINT')
      return exited
    },
    exited,
  }
}

export interface HouseProcess {
  pid: number
  command: string
}

/** The processes that were started with this data folder, and the database that runs in it (Linux). */
export function processesOf(folder: string): HouseProcess[] {
  const read = (pid: string, what: string) => readFileSync(`/proc/${pid}/${what}`, 'utf8').replaceAll('\0', ' ')
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const command = read(pid, 'cmdline')
        return command.includes(folder) || read(pid, 'environ').includes(folder) ? [{ pid: Number(pid), command }] : []
      } catch {
        return []
      }
    })
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
