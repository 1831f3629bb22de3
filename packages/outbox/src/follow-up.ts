import { setTimeout as pause } from 'node:timers/promises'
import { type Consumer, consumersOf, type DomainEvent } from '@zhihe/contracts/event'
import type { Db } from '@zhihe/postgres/pool'
import type { Logger } from '@zhihe/runtime/log'
import { v7 } from 'uuid'
import { confirm, noteEpoch, readUnconfirmed, readUnseen, takeBack, type UnconfirmedRow } from './arrivals.ts'
import { judgeArrival } from './judge-arrivals.ts'
import { reasonOf } from './publish-batch.ts'
import { outboxTables } from './tables.ts'

/** What a consumer's queue can be asked, so that it is known what it has lost. */
export interface QueueMemory {
  /** Leaves a mark in the queue, which is gone when its data is, unless there is one; resolves with the one that stands. */
  mark(name: string, proposed: string): Promise<string>
  /** Those of the jobs that wait, run, rest or lie dead there; null when telling would cost too much now. */
  holds(jobIds: readonly string[]): Promise<ReadonlySet<string> | null>
}

export interface FollowUpOptions {
  db: Db
  schema: string
  queues: Partial<Record<Consumer, QueueMemory>>
  logger: Logger
  /** Told how many events are to be published once more. */
  onLost: (events: number) => void
  /** Between two looks, 1,000. */
  everyMs?: number | undefined
  /** See `graceMs`. */
  graceMs?: number | undefined
}

export interface FollowUp extends AsyncDisposable {
  /** Events sent again by this process. */
  resent(): number
}

const defaultEveryMs = 1_000
// A consumer has an event a moment after the queue has it.
const minAgeMs = 1_000
const rowsAtOnce = 500

/**
 * Follows published events until every consumer's inbox has them, and has those published again that a queue has lost: at once when the mark in the
 * queue is gone with everything else, and after a while when the queue, asked, does not hold them. Any number may run: each row is taken back once.
 */
export function startFollowUp(options: FollowUpOptions): FollowUp {
  const following = new Following(options)
  return { resent: () => following.resent, [Symbol.asyncDispose]: () => following.stop() }
}

class Following {
  readonly #options: FollowUpOptions
  readonly #tables: ReturnType<typeof outboxTables>
  readonly #stopping = new AbortController()
  readonly #finished: Promise<void>
  readonly #epochs = new Map<Consumer, string>()
  #after: UnconfirmedRow | undefined
  #lost = 0
  #isBroken = false
  resent = 0

  constructor(options: FollowUpOptions) {
    this.#options = options
    this.#tables = outboxTables(options.schema)
    this.#finished = this.#run()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#finished
  }

  async #run(): Promise<void> {
    const everyMs = this.#options.everyMs ?? defaultEveryMs
    while (!this.#stopping.signal.aborted) {
      await this.#look()
      await pause(everyMs, undefined, { signal: this.#stopping.signal }).catch(() => {})
    }
  }

  async #look(): Promise<void> {
    try {
      await this.#noteEpochs()
      while ((await this.#page()) && !this.#stopping.signal.aborted);
      this.#up()
    } catch (error) {
      this.#down(error)
    }
    if (this.#lost > 0) this.#options.logger.warn({ events: this.#lost }, 'the queue had lost events; they are sent again')
    this.#lost = 0
  }

  async #noteEpochs(): Promise<void> {
    const { queues, db, schema, logger } = this.#options
    for (const [consumer, queue] of Object.entries(queues) as [Consumer, QueueMemory][]) {
      // A queue that is down has its own line in the log; what it has lost is seen when it is back.
      const epoch = await queue.mark(`epoch-${schema}-${consumer}`, v7()).catch(() => undefined)
      if (epoch === undefined || epoch === this.#epochs.get(consumer)) continue
      if (await noteEpoch(db, this.#tables.epochs, consumer, epoch)) {
        logger.info({ consumer }, 'the queue has no mark of ours: what did not arrive is sent again')
      }
      this.#epochs.set(consumer, epoch)
      this.#after = undefined
    }
  }

  /** Looks at the next rows, and tells whether it is worth going on at once: there are more, and these were not in vain. */
  async #page(): Promise<boolean> {
    const { db } = this.#options
    const rows = await readUnconfirmed(db, this.#tables, { after: this.#after, minAgeMs, limit: rowsAtOnce })
    this.#after = rows.length === rowsAtOnce ? rows.at(-1) : undefined
    const { arrived, lost } = await this.#judge(rows)
    await confirm(db, this.#tables.outbox, arrived)
    const taken = await takeBack(db, this.#tables.outbox, lost)
    this.#lost += taken
    this.resent += taken
    if (taken > 0) this.#options.onLost(taken)
    return rows.length === rowsAtOnce && arrived.length + taken > 0
  }

  async #judge(rows: readonly UnconfirmedRow[]): Promise<{ arrived: string[]; lost: UnconfirmedRow[] }> {
    const unseen = await this.#unseen(rows)
    const judged = rows.map((row) => ({
      row,
      judgement: judgeArrival(row, { consumers: consumersOfType(row.type), unseen, grace: this.#options.graceMs }),
    }))
    const late = judged.flatMap(({ row, judgement }) => (judgement.kind === 'late' ? [{ row, missing: judgement.missing }] : []))
    return {
      arrived: judged.filter(({ judgement }) => judgement.kind === 'arrived').map(({ row }) => row.id),
      lost: [...judged.filter(({ judgement }) => judgement.kind === 'lost').map(({ row }) => row), ...(await this.#notHeld(late))],
    }
  }

  async #unseen(rows: readonly UnconfirmedRow[]): Promise<Map<Consumer, ReadonlySet<string>>> {
    const unseen = new Map<Consumer, ReadonlySet<string>>()
    for (const consumer of Object.keys(this.#options.queues) as Consumer[]) {
      const ids = rows.filter(({ type }) => consumersOfType(type).includes(consumer)).map(({ id }) => id)
      unseen.set(consumer, await readUnseen(this.#options.db, consumer, ids))
    }
    return unseen
  }

  async #notHeld(late: readonly { row: UnconfirmedRow; missing: Consumer[] }[]): Promise<UnconfirmedRow[]> {
    const lost = new Set<UnconfirmedRow>()
    for (const [consumer, queue] of Object.entries(this.#options.queues) as [Consumer, QueueMemory][]) {
      const mine = late.filter(({ missing }) => missing.includes(consumer)).map(({ row }) => row)
      if (mine.length === 0) continue
      const held = await queue.holds(mine.map(({ id }) => `event-${id}`)).catch(() => null)
      if (held) for (const row of mine) if (!held.has(`event-${row.id}`)) lost.add(row)
    }
    return [...lost]
  }

  #down(error: unknown): void {
    if (this.#isBroken) return
    this.#isBroken = true
    const { logger, schema } = this.#options
    logger.warn({ reason: reasonOf(error), schema }, 'published events cannot be followed up; trying again until they can')
  }

  #up(): void {
    if (!this.#isBroken) return
    this.#isBroken = false
    this.#options.logger.info({ schema: this.#options.schema }, 'published events are followed up again')
  }
}

function consumersOfType(type: string): readonly Consumer[] {
  return consumersOf[type as DomainEvent['type']] ?? []
}
