import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { ServiceName } from '@zhihe/contracts/routes'
import { migrateWorkspace } from '@zhihe/postgres/migrate'
import { openDatabase } from '@zhihe/postgres/pool'
import { freePorts } from '@zhihe/testing/free-ports'
import type { TcpProxy } from '@zhihe/testing/tcp-proxy'
import { Children, type Ended } from '../../local/children.ts'
import { type LocalKeys, localKeys } from '../../local/local-file.ts'
import { localSecrets } from '../../local/secrets.ts'
import { openClient, type WorldClient } from './client.ts'
import { startWorldDatabase, type WorldDatabase } from './database.ts'
import { startWorldRedis, type WorldRedis } from './redis.ts'
import { type WorldSpec, worldSpecs } from './specs.ts'

export const backendNames = ['postgres', 'redis'] as const
export type BackendName = (typeof backendNames)[number]

export interface WorldOptions {
  /** Where BullMQ keeps its jobs. */
  backend: BackendName
  /** How many of a process, by its name (`matching-worker: 2`); 1 when not said. The second of a kind is called `matching-worker-2`. */
  instances?: Record<string, number>
  /** For every process, and for one by its name. */
  env?: Record<string, string>
  envOf?: Record<string, Record<string, string>>
  /** false: everything is prepared, and no process is started. */
  start?: boolean
  /** Milliseconds before a dead process is started again, by deaths in a row. */
  restartAfterMs?: readonly number[]
  /** Changes a process before its start, e.g. to run it in another network namespace. */
  place?: (spec: WorldSpec) => WorldSpec
}

/** A line of the log of a process, as pino wrote it. */
export type LogLine = { level: string; time: string; msg: string } & Record<string, unknown>

export interface WorldProcesses {
  names(): string[]
  pid(name: string): number | undefined
  port(name: string): number
  /** Returns whether there was a process to signal. After a death it comes back by itself. */
  signal(name: string, signal: NodeJS.Signals): boolean
  start(name: string): Promise<void>
  startAll(): Promise<void>
  /** SIGTERM, and it stays away until `start`; null when it does not run. */
  end(name: string): Promise<Ended | null>
  /** How often it died without being asked to. */
  deaths(name: string): number
  /** What `/readyz` of it says now. */
  isReady(name: string): Promise<boolean>
  /** Resolves with the milliseconds waited when all that are named (or all) are ready; rejects after `withinMs`. */
  untilReady(withinMs: number, names?: readonly string[]): Promise<number>
  metrics(name: string): Promise<string>
  log(name: string): LogLine[]
}

/** The whole house as real processes, with a line of its own from each of them to the database and to the queue, so that a fault can hit one. */
export interface World extends AsyncDisposable {
  backend: BackendName
  folder: string
  database: WorldDatabase
  /** null when the queue lives in PostgreSQL. */
  redis: WorldRedis | null
  processes: WorldProcesses
  /** By process: its line to the database, and to the queue (null for who has none). */
  lines: Record<string, { database: TcpProxy; queue: TcpProxy | null }>
  keys: LocalKeys
  ask: WorldClient
  /** The origin of one instance of an API. */
  originOf(service: ServiceName, instance?: number): string
}

const root = resolve(import.meta.dirname, '../../..')
const services = ['postings', 'jobseekers', 'matching', 'webhooks', 'operations'] as const satisfies readonly ServiceName[]
const readyWithinMs = 60_000

/** Rejects leaving nothing running. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const stack = new AsyncDisposableStack()
  try {
    return await prepare(options, stack)
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
}

async function prepare(options: WorldOptions, stack: AsyncDisposableStack): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'zhihe-chaos-'))
  stack.defer(() => rmSync(folder, { recursive: true, force: true }))
  const database = stack.use(await startWorldDatabase(folder))
  const redis = options.backend === 'redis' ? stack.use(await startWorldRedis(folder)) : null
  await migrateWorkspace({ url: database.url, root })
  const keys = await makeKeys(database.url, folder)
  const specs = await specsOf(options, { folder, database, redis })
  const lines = await openLines(specs, database, redis)
  const placed = specs.map((spec) => withLines(spec, lines[spec.name])).map(options.place ?? ((spec) => spec))
  const processes = keepProcesses(placed, folder, options, stack)
  const originOf = (service: ServiceName, instance = 0) =>
    `http://127.0.0.1:${processes.port(instance === 0 ? `${service}-api` : `${service}-api-${instance + 1}`)}`
  if (options.start !== false) {
    await processes.startAll()
    await processes.untilReady(readyWithinMs)
  }
  return {
    backend: options.backend,
    folder,
    database,
    redis,
    processes,
    lines,
    keys,
    ask: openClient(originOf, keys),
    originOf,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

interface Servers {
  folder: string
  database: WorldDatabase
  redis: WorldRedis | null
}

async function specsOf({ instances = {}, env = {}, envOf = {} }: WorldOptions, { folder, database, redis }: Servers): Promise<WorldSpec[]> {
  const ports = await freePorts(64)
  const takePort = (): number => ports.pop() ?? 0
  const secrets = localSecrets(folder)
  const make = (matchingUrl: string) =>
    worldSpecs({
      root,
      folder,
      databaseUrl: database.url,
      queueUrl: redis?.url ?? null,
      secrets,
      services,
      instances,
      env: { RATE_LIMIT_PER_SECOND: '1000000', PEOPLE_PER_DAY: '1000000', MATCHING_URL: matchingUrl, ...env },
      envOf,
      takePort,
    })
  const specs = make('')
  const matching = `http://127.0.0.1:${specs.find(({ name }) => name === 'matching-api')?.port}`
  return specs.map((spec) => ({ ...spec, env: { ...spec.env, MATCHING_URL: matching } }))
}

async function makeKeys(url: string, folder: string): Promise<LocalKeys> {
  await using owner = openDatabase({ url, applicationName: 'zhihe-chaos', maxConnections: 1 })
  return await localKeys(owner.db, folder, new Date())
}

async function openLines(specs: readonly WorldSpec[], database: WorldDatabase, redis: WorldRedis | null): Promise<World['lines']> {
  const lines: World['lines'] = {}
  for (const { name, env } of specs) {
    const hasQueue = env['QUEUE_URL'] !== undefined && !name.includes('-api')
    lines[name] = { database: await database.openLine(), queue: hasQueue ? await (redis ?? database).openLine() : null }
  }
  return lines
}

function withLines(spec: WorldSpec, lines: World['lines'][string] | undefined): WorldSpec {
  if (!lines) return spec
  const { DATABASE_URL = '', QUEUE_URL = '' } = spec.env
  const at = (url: string, port: number) => Object.assign(new URL(url), { port: String(port) }).href
  return {
    ...spec,
    env: {
      ...spec.env,
      DATABASE_URL: at(DATABASE_URL, lines.database.port),
      ...(lines.queue ? { QUEUE_URL: at(QUEUE_URL, lines.queue.port) } : {}),
    },
  }
}

// Of a log, as much as a stack trace needs.
const lastWords = 1_500

function keepProcesses(
  specs: readonly WorldSpec[],
  folder: string,
  { restartAfterMs = [100] }: WorldOptions,
  stack: AsyncDisposableStack,
): WorldProcesses {
  const deaths = new Map<string, number>()
  const logDir = join(folder, 'logs')
  const children = new Children({ logDir, cwd: root, restartAfterMs, onCrash: (name) => deaths.set(name, (deaths.get(name) ?? 0) + 1) })
  stack.defer(() => children.stop())
  const specOf = (name: string): WorldSpec => {
    const found = specs.find((spec) => spec.name === name)
    if (!found) throw new Error(`there is no process ${name} in this world`)
    return found
  }
  // The logs go with the world: whoever is told that it did not start is told why.
  const start = async (name: string): Promise<void> => {
    try {
      await children.start(specOf(name))
    } catch (error) {
      const log = readFileSync(join(logDir, `${name}.log`), 'utf8')
      throw new Error(`${error instanceof Error ? error.message : String(error)}: ${log.slice(-lastWords) || 'its log is empty'}`, {
        cause: error,
      })
    }
  }
  const isReady = async (name: string): Promise<boolean> =>
    await fetch(`http://127.0.0.1:${specOf(name).port}/readyz`, { signal: AbortSignal.timeout(3_000) }).then(
      async (response) => (await response.arrayBuffer(), response.ok),
      () => false,
    )
  return {
    names: () => specs.map(({ name }) => name),
    pid: (name) => children.pids()[name],
    port: (name) => specOf(name).port,
    signal: (name, signal) => {
      const pid = children.pids()[name]
      if (pid !== undefined) process.kill(pid, signal)
      return pid !== undefined
    },
    start,
    startAll: async () => void (await Promise.all(specs.map(({ name }) => start(name)))),
    end: (name) => children.end(name),
    deaths: (name) => deaths.get(name) ?? 0,
    isReady,
    untilReady: async (withinMs, names = specs.map(({ name }) => name)) => {
      const startedAt = performance.now()
      for (let waiting = [...names]; waiting.length > 0; ) {
        const answers = await Promise.all(waiting.map(isReady))
        waiting = waiting.filter((_, at) => answers[at] !== true)
        if (waiting.length > 0 && performance.now() - startedAt > withinMs)
          throw new Error(`not ready within ${withinMs} ms: ${waiting.join(', ')}`)
      }
      return Math.round(performance.now() - startedAt)
    },
    metrics: async (name) => await (await fetch(`http://127.0.0.1:${specOf(name).port}/metrics`)).text(),
    log: (name) => logLines(join(logDir, `${name}.log`)),
  }
}

function logLines(file: string): LogLine[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as LogLine)
}
