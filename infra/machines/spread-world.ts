import { appendFileSync } from 'node:fs'
import { type BackendName, startWorld, type World, type WorldOptions } from '../chaos/world/world.ts'
import { type Network, startNetwork } from './network.ts'

/** The house on several machines: the APIs on one, every matching worker on its own, everybody else on a third, and the database and the queue here. */
export interface SpreadWorld extends AsyncDisposable {
  world: World
  network: Network
  /** `matching-worker`, `matching-worker-2` … */
  workers: readonly string[]
  /** The machine of a process. */
  machineOf: (name: string) => string
}

export interface SpreadOptions {
  backend: BackendName
  workers: number
  /** For every process. */
  env?: Record<string, string>
  /** Who makes the world, if somebody keeps account of them. */
  start?: (options: Omit<WorldOptions, 'backend'>) => Promise<World>
}

const databaseAt = 5_432
const redisAt = 6_379
const readyWithinMs = 90_000

/** Nobody runs but the servers until `startProcesses`, so that tables may be filled before an index is loaded from them. */
export async function prepareSpreadWorld(options: SpreadOptions): Promise<SpreadWorld> {
  const { backend, workers: count, env = {}, start = (asked) => startWorld({ ...asked, backend }) } = options
  const workers = Array.from({ length: count }, (_, at) => (at === 0 ? 'matching-worker' : `matching-worker-${at + 1}`))
  const stack = new AsyncDisposableStack()
  try {
    const network = stack.use(startNetwork(['api', ...workers.map(shortOf), 'rest']))
    const machineOf = (name: string): string => {
      if (workers.includes(name)) return shortOf(name)
      return name.includes('-api') ? 'api' : 'rest'
    }
    const world = stack.use(
      await start({
        start: false,
        instances: { 'matching-worker': count },
        env,
        place: (spec) => {
          const machine = machineOf(spec.name)
          network.reach(machine, spec.port)
          const at = (url: string, host: string, port?: number) => movedTo(url, host, port)
          const { DATABASE_URL = '', QUEUE_URL = '', MATCHING_URL = '' } = spec.env
          return {
            ...spec,
            via: network.via(machine),
            env: {
              ...spec.env,
              HOST: network.addressOf(machine),
              DATABASE_URL: at(DATABASE_URL, network.gateway, databaseAt),
              QUEUE_URL: at(QUEUE_URL, network.gateway, backend === 'redis' ? redisAt : databaseAt),
              MATCHING_URL: at(MATCHING_URL, network.addressOf('api')),
            },
          }
        },
      }),
    )
    await openServers(world, network)
    return { world, network, workers, machineOf, [Symbol.asyncDispose]: () => stack.disposeAsync() }
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
}

/** Starts those that are named, or all, and waits until they are ready. */
export async function startProcesses({ world }: SpreadWorld, names: readonly string[] = world.processes.names()): Promise<number> {
  await Promise.all(names.map((name) => world.processes.start(name)))
  return await world.processes.untilReady(readyWithinMs, names)
}

/** PostgreSQL and Redis listen on 127.0.0.1 and trust it alone; here they trust the machines of the network too. */
async function openServers({ database, redis }: World, network: Network): Promise<void> {
  const { rows } = await database.pool.query<{ port: number; hba: string }>(
    "select current_setting('port')::int as port, current_setting('hba_file') as hba",
  )
  const [server] = rows
  if (!server) throw new Error('the database did not say where it is')
  appendFileSync(server.hba, `\nhost all all ${network.subnet} trust\n`)
  await database.pool.query('select pg_reload_conf()')
  network.offer(databaseAt, server.port)
  if (!redis) return
  await redis.command('CONFIG', 'SET', 'protected-mode', 'no')
  network.offer(redisAt, Number(new URL(redis.url).port))
}

function movedTo(url: string, host: string, port?: number): string {
  if (url === '') return ''
  const moved = new URL(url)
  moved.hostname = host
  if (port !== undefined) moved.port = String(port)
  return moved.href.replace(/\/$/, '')
}

function shortOf(worker: string): string {
  return worker.replace('matching-worker', 'w')
}
