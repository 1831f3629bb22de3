import 'vitest'

/** A queue back end that this run can reach; Redis has an address, PostgreSQL is the test file's own database. */
export type ProvidedQueueBackend = { name: 'postgres' } | { name: 'redis'; url: string }

declare module 'vitest' {
  export interface ProvidedContext {
    /** The owner's URL of the server's maintenance database. */
    adminUrl: string
    /** The migrated database that each test file's own is cloned from. */
    template: string
    queueBackends: ProvidedQueueBackend[]
  }
}
