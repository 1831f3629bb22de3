import { AsyncLocalStorage } from 'node:async_hooks'
import { Pool, type PoolClient } from 'pg'

type Connected = (error: Error | undefined, client: PoolClient | undefined, done: (release?: unknown) => void) => void

/**
 * A pool that hands a connection to whoever waited for it in the context in which he began to wait. pg calls him in the context of the one who
 * gave the connection back, which may be another tenant's.
 */
export class TenantPool extends Pool {
  override connect(): Promise<PoolClient>
  override connect(callback: Connected): void
  override connect(callback?: Connected): Promise<PoolClient> | void {
    if (callback === undefined) return super.connect()
    super.connect(AsyncLocalStorage.bind(callback))
  }
}
