import type { Processor, Queue, Worker } from 'bullmq'
import { openPostgresBackend } from './postgres-backend.ts'
import { openRedisBackend } from './redis-backend.ts'

/** Where a queue lives, and its name. */
export interface QueueAddress {
  /** `redis:`, `rediss:`, `postgres:` or `postgresql:`; the scheme chooses the back end. */
  url: string
  /** Named after the consumer, e.g. `matching`. */
  queue: string
  /** Put before every key on Redis, so that two systems may share one; without meaning on PostgreSQL. */
  keyPrefix?: string
}

/** BullMQ's objects over one kind of storage. Each object that failed to come up must be thrown away: BullMQ remembers the failure for ever. */
export interface Backend {
  /** Resolves when the storage answers and is ready for BullMQ's objects; rejects within seconds otherwise. */
  prepare(): Promise<void>
  createQueue(): Queue
  /** A worker that takes nothing before `run`. */
  createWorker(processor: Processor, options: { concurrency: number; leaseMs: number }): Worker
  close(): Promise<void>
}

export interface BackendOptions extends QueueAddress {
  /** Told of each failure to reach the storage, also of those that BullMQ keeps to itself. */
  onFault: (error: unknown) => void
}

/** Opens nothing yet. Throws for a URL with another scheme. */
export function openBackend(options: BackendOptions): Backend {
  const { protocol } = new URL(options.url)
  switch (protocol) {
    case 'redis:':
    case 'rediss:':
      return openRedisBackend(options)
    case 'postgres:':
    case 'postgresql:':
      return openPostgresBackend(options)
    default:
      throw new Error(`a queue URL begins with redis:, rediss:, postgres: or postgresql:, not ${protocol}`)
  }
}
