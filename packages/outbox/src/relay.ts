import { setTimeout as pause } from 'node:timers/promises'
import type { Consumer } from '@zhihe/contracts/event'
import { type Listener, listen } from '@zhihe/postgres/listen'
import { type Database, isUnreachable } from '@zhihe/postgres/pool'
import { failpoint } from '@zhihe/runtime/failpoint'
import type { Logger } from '@zhihe/runtime/log'
import { outboxChannel } from './append.ts'
import { askArrived, countUnconfirmed } from './arrivals.ts'
import { type FollowUp, type QueueMemory, startFollowUp } from './follow-up.ts'
import { type Claim, claim, countRefusal, markPublished, type OutboxStats, purge, readStats, release } from './outbox-rows.ts'
import { type BatchOutcome, type Publish, publishBatch, reasonOf } from './publish-batch.ts'
import { type OutboxTable, outboxTables } from './tables.ts'
import { tracePublished } from './trace-published.ts'

export type { QueueMemory } from './follow-up.ts'
export type { OutboxJob, Publish } from './publish-batch.ts'

export interface RelayOptions {
  /** The relay's own pool, so that a busy API cannot starve it. Two connections are enough. */
  database: Database
  /** A URL of the same database for the one connection that listens. */
  listenUrl: string
  schema: string
  publish: Publish
  /** Whether an error of `publish` speaks of the payload and not of the queue. */
  isRefusal?: (error: unknown) => boolean
  logger: Logger
  /** Rows per claim, 500. */
  batchSize?: number
  /** Look for rows at least this often, 500; a notification comes sooner. */
  pollMs?: number
  /** How long a claim holds, 8,000. Must be longer than `publish` takes. */
  leaseMs?: number
  /** How long published rows are kept, 7 days. */
  retentionMs?: number
  /** The consumers' queues. With them events are followed until they have arrived: what a queue loses is sent again, and nothing is deleted before. */
  queues?: Partial<Record<Consumer, QueueMemory>>
  /** Between two looks at what has arrived, 1,000. */
  lookEveryMs?: number
  /** How long an event may be late before its queue is asked for it, 15,000. */
  graceMs?: number
}

export interface Relay extends AsyncDisposable {
  /** True when the last round reached both the database and the queue. */
  isReady(): boolean
  /** For metrics and alerts. Rejects when the database is away. */
  stats(): Promise<OutboxStats>
  /** Events that were published and are not known to have arrived. Rejects when the database is away. */
  unconfirmed(): Promise<number>
  /** Events that this relay sent again because a queue had lost them. */
  resent(): number
  /** Finishes the batch in hand. Never rejects. */
  stop(): Promise<void>
}

const defaults = { batchSize: 500, pollMs: 500, leaseMs: 8_000, retentionMs: 7 * 24 * 3_600_000 }
const purgeEveryMs = 60_000
const purgeLimit = 1_000
const restMs = 25
const firstDelayMs = 100
const longestDelayMs = 1_000

/**
 * Publishes a service's outbox, for ever. Rows are claimed with a lease, published outside any transaction, and marked only while the claim is
 * still ours: a relay that dies leaves its rows to be published again, with the same ids. Run any number of them.
 */
export function startRelay(options: RelayOptions): Relay {
  const relay = new Relaying({ ...defaults, ...options })
  return {
    isReady: () => relay.isReady(),
    stats: () => relay.stats(),
    unconfirmed: () => countUnconfirmed(options.database.db, outboxTables(options.schema).outbox),
    resent: () => relay.resent(),
    stop: () => relay.stop(),
    [Symbol.asyncDispose]: () => relay.stop(),
  }
}

class Relaying {
  readonly #options: RelayOptions & typeof defaults
  readonly #outbox: OutboxTable
  readonly #stopping = new AbortController()
  readonly #listener: Listener
  readonly #followUp: FollowUp | undefined
  readonly #finished: Promise<void>
  readonly #down = new Map<'database' | 'queue', number | null>()
  #wake = Promise.withResolvers<void>()
  #purgedAt = performance.now()
  #hadRowsAt = Number.NEGATIVE_INFINITY
  #hasRun = false

  constructor(options: RelayOptions & typeof defaults) {
    this.#options = options
    this.#outbox = outboxTables(options.schema).outbox
    const wake = (): void => this.#wake.resolve()
    // What was notified while the connection was down is lost, so look when it is back.
    this.#listener = listen({ url: options.listenUrl, channel: outboxChannel(options.schema), onNotify: wake, onState: wake })
    const { database, queues, lookEveryMs: everyMs, ...rest } = options
    if (queues) this.#followUp = startFollowUp({ ...rest, db: database.db, queues, everyMs, onLost: () => this.#wake.resolve() })
    this.#finished = this.#run()
  }

  isReady(): boolean {
    return this.#hasRun && this.#down.size === 0 && !this.#stopping.signal.aborted
  }

  stats(): Promise<OutboxStats> {
    return readStats(this.#options.database.db, this.#outbox)
  }

  resent(): number {
    return this.#followUp?.resent() ?? 0
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#wake.resolve()
    await this.#followUp?.[Symbol.asyncDispose]()
    await this.#finished
    await this.#listener[Symbol.asyncDispose]()
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.#stopping.signal.aborted; ) {
      const next = await this.#round()
      this.#hasRun = true
      failures = next === 'failed' ? failures + 1 : 0
      if (next === 'idle') await this.#sleepUntilWoken()
      if (next === 'idle') await this.#restAfterRows()
      if (next === 'failed') await backOff(failures, this.#stopping.signal)
    }
  }

  async #round(): Promise<'more' | 'idle' | 'failed'> {
    const { database, batchSize, leaseMs } = this.#options
    try {
      this.#wake = Promise.withResolvers<void>()
      const startedAt = performance.now()
      const claimed = await claim(database.db, this.#outbox, { limit: batchSize, leaseMs })
      this.#up('database')
      if (claimed.rows.length === 0) return (await this.#purgeSometimes()) ? 'more' : 'idle'
      this.#hadRowsAt = startedAt

      const claimedAt = new Date()
      const hasArrived = await this.#askArrived(claimed.rows)
      const outcome = await publishBatch(claimed.rows, { ...this.#options, hasArrived })
      tracePublished(claimed.rows, outcome, claimedAt)
      failpoint('relay.published')
      if (outcome.deferred.length > 0) this.#fail('queue', outcome.fault)
      else if (outcome.accepted.length > 0) this.#up('queue')
      await this.#settle(claimed, outcome)
      if (outcome.deferred.length > 0) return 'failed'
      return claimed.rows.length === batchSize ? 'more' : 'idle'
    } catch (error) {
      this.#fail('database', error)
      return 'failed'
    }
  }

  #askArrived(rows: Claim['rows']): ReturnType<typeof askArrived> {
    const { database, queues = {} } = this.#options
    return askArrived(database.db, Object.keys(queues) as Consumer[], rows)
  }

  async #settle({ token }: Claim, { accepted, refused, deferred }: BatchOutcome): Promise<void> {
    const { database, logger, leaseMs } = this.#options
    const marked = await markPublished(database.db, this.#outbox, { token, leaseMs }, accepted)
    if (marked < accepted.length) {
      logger.warn({ rows: accepted.length - marked }, 'rows were published after their lease ended; they may be published again')
    }
    for (const refusal of refused) {
      const isSetAside = await countRefusal(database.db, this.#outbox, token, refusal)
      if (isSetAside) logger.error({ eventId: refusal.id, reason: refusal.reason }, 'an event cannot be published and is set aside')
    }
    await release(database.db, this.#outbox, token, deferred)
  }

  /** What is announced in quick succession goes together: a round costs the same for one row as for twenty. */
  async #restAfterRows(): Promise<void> {
    const leftMs = this.#hadRowsAt + restMs - performance.now()
    if (leftMs > 0) await pause(leftMs, undefined, { signal: this.#stopping.signal }).catch(() => {})
  }

  async #purgeSometimes(): Promise<boolean> {
    if (performance.now() - this.#purgedAt < purgeEveryMs) return false
    const { database, retentionMs, queues } = this.#options
    const purged = await purge(database.db, this.#outbox, { retentionMs, limit: purgeLimit, onlyConfirmed: queues !== undefined })
    if (purged < purgeLimit) this.#purgedAt = performance.now()
    return purged === purgeLimit
  }

  async #sleepUntilWoken(): Promise<void> {
    const woken = new AbortController()
    const alarm = pause(this.#options.pollMs, undefined, { signal: woken.signal }).catch(() => {})
    await Promise.race([this.#wake.promise, alarm])
    woken.abort()
  }

  #fail(what: 'database' | 'queue', error: unknown): void {
    if (this.#down.has(what)) return
    // That the database is away is said by its pool, and that it is back.
    const isSaid = what === 'database' && isUnreachable(error)
    this.#down.set(what, isSaid ? null : performance.now())
    if (isSaid) return
    this.#options.logger.warn(
      { reason: reasonOf(error), schema: this.#options.schema },
      `the relay cannot use the ${what}; trying again until it is back`,
    )
  }

  #up(what: 'database' | 'queue'): void {
    const since = this.#down.get(what)
    if (since === undefined) return
    this.#down.delete(what)
    if (since === null) return
    this.#options.logger.info(
      { outageMs: Math.round(performance.now() - since), schema: this.#options.schema },
      `the relay can use the ${what} again`,
    )
  }
}

async function backOff(failures: number, signal: AbortSignal): Promise<void> {
  const delayMs = Math.min(firstDelayMs * 2 ** Math.min(failures - 1, 10), longestDelayMs)
  await pause(delayMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {})
}
