import { type Job, type JobJson, Queue, type RedisOptions, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import type { Backend, BackendOptions } from './backend.ts'
import { callDeadlineMs, workerOptions } from './policy.ts'
import { readLeniently } from './unreadable.ts'

const connectTimeoutMs = 2_000
const longestReconnectDelayMs = 500
// A blocking fetch lasts a second at most, so a socket silent for longer after a command is dead.
const silentSocketMs = 8_000

/** Connections: one per queue object, two per worker. */
export function openRedisBackend({ url, queue, keyPrefix, onFault }: BackendOptions): Backend {
  const base: RedisOptions = {
    url,
    connectTimeout: connectTimeoutMs,
    socketTimeout: silentSocketMs,
    retryStrategy: (times: number) => Math.min(50 * 2 ** Math.min(times, 10), longestReconnectDelayMs) * (0.5 + Math.random() / 2),
    // After a failover the old primary still answers, as a replica.
    reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
  }
  const prefix = keyPrefix === undefined ? {} : { prefix: keyPrefix }
  return {
    prepare: () => ping(url),
    createQueue: () => {
      // A caller waits for its answer: fail at once rather than keep commands for better times.
      const connection = { ...base, maxRetriesPerRequest: 1, enableOfflineQueue: false, commandTimeout: callDeadlineMs }
      return new Queue(queue, { connection, ...prefix, streams: { events: { maxLen: 100 } } }).on('error', onFault)
    },
    createWorker: (processor, { concurrency, leaseMs }) =>
      new LenientWorker(queue, processor, {
        connection: { ...base, maxRetriesPerRequest: null },
        ...prefix,
        ...workerOptions(leaseMs),
        concurrency,
      }).on('error', onFault),
    close: async () => {},
  }
}

/** PostgreSQL keeps JSON only; in Redis anything may have been written. */
class LenientWorker extends Worker {
  protected override createJob(data: JobJson, jobId: string): Job {
    return readLeniently((given) => super.createJob(given, jobId), data)
  }
}

/** Fails at once where BullMQ's objects would wait for better times. */
async function ping(url: string): Promise<void> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: connectTimeoutMs,
    commandTimeout: connectTimeoutMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  })
  let reason: Error | undefined
  redis.on('error', (error) => (reason = error))
  try {
    await redis.connect()
    await redis.ping()
  } catch (error) {
    throw reason ?? error
  } finally {
    redis.disconnect()
  }
}
