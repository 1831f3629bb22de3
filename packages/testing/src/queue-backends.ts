import { randomUUID } from 'node:crypto'
import { inject } from 'vitest'
import { createTestDatabase, type TestDatabase } from './database.ts'
import './provided.ts'

export interface QueueBackend {
  name: 'postgres' | 'redis'
  /** Opens the back end for one test file or one test, apart from all others. */
  open: () => Promise<OpenQueueBackend>
}

export interface OpenQueueBackend extends AsyncDisposable {
  name: 'postgres' | 'redis'
  /** `redis://…`, or `postgres://zhihe_queue@…` of `database`. */
  url: string
  /** Put before every key on Redis; without meaning on PostgreSQL. */
  keyPrefix: string
  database: TestDatabase
}

/** The queue back ends of this run, for `describe.each(queueBackends())('… on $name', ({ open }) => …)`. PostgreSQL is always there. */
export function queueBackends(): QueueBackend[] {
  return inject('queueBackends').map((backend) => ({
    name: backend.name,
    open: async () => {
      const database = await createTestDatabase()
      return {
        name: backend.name,
        url: backend.name === 'redis' ? backend.url : database.url('zhihe_queue'),
        keyPrefix: `test-${randomUUID().slice(0, 8)}`,
        database,
        [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
      }
    },
  }))
}
