import { AsyncLocalStorage } from 'node:async_hooks'
import { type ClientBase, Pool, type PoolClient, type PoolConfig } from 'pg'
import { leftMs } from './deadline.ts'
import type { DatabaseWatch } from './watch.ts'

export interface WatchedPoolConfig extends PoolConfig {
  watch: DatabaseWatch
  max: number
  /** How long to wait for a connection that somebody else has. */
  waitMs: number
  /** How long to wait for a new one. */
  connectionTimeoutMillis: number
}

type Release = (release?: unknown) => void
type Connected = (error: Error | undefined, client: PoolClient | undefined, done: Release) => void

/** What of pg's pool has no public name. */
interface Inside {
  options: { max: number }
  _clients: { connection: { stream: { destroy(): void } } }[]
  _pendingQueue: unknown[]
  _pulseQueue(): void
}

const noRoomForMs = 1_000
const waitedTooLong = 'timeout exceeded when trying to connect'
const sayNothing = (): void => {}

/**
 * A pool that knows whether its database is there. While it is away nobody waits: whoever asks is told at once, and whoever was waiting is told the
 * moment it is found out. A server that takes no more connections, though it serves those that are open, is asked for no more for a second.
 *
 * A connection is handed over in the context in which it was asked for; pg calls whoever waited in the context of the one who gave it back, which may
 * be another tenant's.
 */
export class WatchedPool extends Pool {
  readonly #config: WatchedPoolConfig
  readonly #waiting = new Set<(error: Error) => void>()
  readonly #established = new Set<ClientBase>()
  #roomTimer: NodeJS.Timeout | undefined

  constructor(config: WatchedPoolConfig) {
    super(config)
    this.#config = config
    this.on('connect', (client) => {
      this.#established.add(client)
      client.once('end', () => this.#established.delete(client))
    })
  }

  override connect(): Promise<PoolClient>
  override connect(callback: Connected): void
  override connect(callback?: Connected): Promise<PoolClient> | void {
    if (callback === undefined) {
      return new Promise((resolve, reject) => this.connect((error, client) => (error ? reject(error) : resolve(client!))))
    }
    const outage = this.#config.watch.outage()
    if (outage) process.nextTick(callback, outage, undefined, sayNothing)
    else this.#waitForOne(AsyncLocalStorage.bind(callback))
  }

  /** Everything that waits on a connection, or for one, fails now. */
  hangUpAll(error: Error): void {
    const inside = this.#inside()
    inside._pendingQueue.length = 0
    for (const fail of this.#waiting) fail(error)
    for (const client of inside._clients) client.connection.stream.destroy()
  }

  override end(): Promise<void>
  override end(callback: () => void): void
  override end(callback?: () => void): Promise<void> | void {
    clearTimeout(this.#roomTimer)
    return callback ? super.end(callback) : super.end()
  }

  #waitForOne(callback: Connected): void {
    const limitMs = Math.min(leftMs(), this.#isFull() ? this.#config.waitMs : this.#config.connectionTimeoutMillis)
    const answer: Connected = (error, client, done) => {
      if (this.#waiting.delete(fail)) {
        clearTimeout(timer)
        callback(error, client, done)
      } else if (client) done() // She who asked has gone; it is for the next.
    }
    const fail = (error: Error): void => answer(error, undefined, sayNothing)
    const timer = setTimeout(() => fail(new Error(waitedTooLong)), limitMs)
    this.#waiting.add(fail)
    this.#ask(answer, true)
  }

  #ask(answer: Connected, mayWait: boolean): void {
    super.connect((error: Error | undefined, client: PoolClient | undefined, done: Release) => {
      if (error === undefined || error === null) answer(undefined, client, done)
      else if (this.ending || error.message === waitedTooLong) answer(error, undefined, sayNothing)
      else if (this.#established.size > 0 && mayWait) {
        this.#makeDo()
        this.#ask(answer, false)
      } else {
        if (this.#established.size === 0) this.#config.watch.away(error)
        answer(error, undefined, sayNothing)
      }
    })
  }

  #isFull(): boolean {
    return this.idleCount === 0 && this.totalCount >= this.#inside().options.max
  }

  /** For a moment the pool is as large as what it has. */
  #makeDo(): void {
    const { options } = this.#inside()
    options.max = Math.max(1, this.#established.size)
    this.#roomTimer ??= setTimeout(() => {
      this.#roomTimer = undefined
      options.max = this.#config.max
      this.#inside()._pulseQueue()
    }, noRoomForMs).unref()
  }

  #inside(): Inside {
    return this as unknown as Inside
  }
}
