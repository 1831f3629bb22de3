import { Redis } from 'ioredis'
import type { Scenario } from '../scenario.ts'
import type { World } from '../world/world.ts'
import { type QueueOutage, queueUsers, watchQueueOutage } from './parts/queue-outage.ts'

const expected =
  'Writes are unaffected (the outbox alone takes them), no request hangs, every process lives, /readyz of workers and relays says no within 2 s, work goes on within 5 s of its return, and everything arrives once.'
const component = 'queue; relays, workers, writers'

const killed = (lastsMs: number): QueueOutage => ({
  lastsMs,
  tellers: queueUsers,
  begin: async (world) => await redisOf(world).kill(),
  end: async (world) => await redisOf(world).start(),
})

const full = (lastsMs: number): QueueOutage => ({
  lastsMs,
  // It still answers, also whoever takes jobs: only who adds them is refused.
  tellers: [],
  begin: async (world) => {
    await redisOf(world).command('CONFIG', 'SET', 'maxmemory-policy', 'noeviction')
    await redisOf(world).command('CONFIG', 'SET', 'maxmemory', '1mb')
  },
  end: async (world) => void (await redisOf(world).command('CONFIG', 'SET', 'maxmemory', '0')),
})

const readOnly = (lastsMs: number): QueueOutage => ({
  lastsMs,
  tellers: ['matching-worker', 'webhooks-worker', 'jobseekers-worker'],
  // A replica of nobody: it keeps what it has, and takes nothing.
  begin: async (world) => void (await redisOf(world).command('REPLICAOF', '127.0.0.1', '1')),
  end: async (world) => void (await redisOf(world).command('REPLICAOF', 'NO', 'ONE')),
})

const partition = (lastsMs: number): QueueOutage => ({
  lastsMs,
  tellers: queueUsers,
  begin: async ({ lines }) => {
    for (const { queue } of Object.values(lines)) queue?.conduct({ up: { kind: 'drop' }, down: { kind: 'drop' }, connect: 'hang' })
  },
  end: async ({ lines }) => {
    // Bytes were lost on the connections of before: on a network they would be reset.
    for (const { queue } of Object.values(lines)) {
      queue?.heal()
      queue?.resetAll()
    }
  },
})

const keysToLoad = 4_000
const loadedPerKeyUs = 1_500

/** A restart that has to read a big file: it answers everybody `LOADING` meanwhile. */
const loading = (): QueueOutage => ({
  lastsMs: 1_000,
  tellers: [],
  begin: async (world) => {
    const redis = new Redis(redisOf(world).url)
    await redis.eval(`for i = 1, ${keysToLoad} do redis.call('set', 'ballast' .. i, string.rep('x', 2048)) end`, 0)
    await redis.config('SET', 'loading-process-events-interval-bytes', '1024')
    await redis.config('SET', 'key-load-delay', String(loadedPerKeyUs))
    await redis.call('DEBUG', 'RELOAD')
    await redis.config('SET', 'key-load-delay', '0')
    redis.disconnect()
  },
  end: async () => {},
})

function redisOf({ redis }: World): NonNullable<World['redis']> {
  if (!redis) throw new Error('this fault is for Redis')
  return redis
}

interface Fault {
  id: string
  rows: readonly string[]
  fault: string
  outage: (lastsMs: number) => QueueOutage
  backends?: Scenario['backends']
  lastsMs: { quick: number; whole: number }
}

const faults: readonly Fault[] = [
  {
    id: 'queue-killed',
    rows: ['c24'],
    fault: 'Redis is killed and restarted with its append-only file',
    outage: killed,
    lastsMs: { quick: 4_000, whole: 10_000 },
  },
  {
    id: 'queue-full',
    rows: ['c26'],
    fault: 'Redis is full (maxmemory, noeviction)',
    outage: full,
    lastsMs: { quick: 5_000, whole: 15_000 },
  },
  {
    id: 'queue-read-only',
    rows: ['c27'],
    fault: 'Redis became a replica (READONLY)',
    outage: readOnly,
    lastsMs: { quick: 5_000, whole: 15_000 },
  },
  { id: 'queue-loading', rows: ['c27'], fault: 'Redis loads its file (LOADING)', outage: loading, lastsMs: { quick: 1_000, whole: 1_000 } },
  {
    id: 'queue-partition',
    rows: ['c28'],
    fault: 'a partition between the queue and all who use it',
    outage: partition,
    backends: ['postgres', 'redis'],
    lastsMs: { quick: 8_000, whole: 20_000 },
  },
]

export const queueOutages: readonly Scenario[] = faults.map(({ id, rows, fault, outage, backends = ['redis'], lastsMs }) => ({
  id,
  rows,
  fault,
  component,
  expected,
  backends,
  inQuick: false,
  run: async (context) => await watchQueueOutage(context, outage(context.quick ? lastsMs.quick : lastsMs.whole)),
}))
