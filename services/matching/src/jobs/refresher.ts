import { randomUUID } from 'node:crypto'
import type { Database } from '@zhihe/postgres/pool'
import { isBusy, isSerializationConflict, isUnreachable } from '@zhihe/postgres/pool'
import type { Logger } from '@zhihe/runtime/log'
import { scoringVersion } from '@zhihe/scoring/weights'
import type { MatchIndex } from '../index/open-index.ts'
import { watchOutage } from '../outage.ts'
import type { Claim } from '../store/copies-store.ts'
import {
  claimLostMarks,
  deferMarks,
  deleteMarks,
  type Mark,
  markByClock,
  markByScoring,
  markPostings,
  releaseMarks,
  renewMarks,
} from '../store/due-store.ts'
import { createCauses } from './causes.ts'
import { type Batch, type Lane, startLane } from './lane.ts'
import { markAffected } from './mark-affected.ts'
import { refreshPostings, type VerifiedLists } from './refresh-postings.ts'
import { traceRanks } from './trace-ranks.ts'

export interface RefresherOptions {
  database: Database
  index: MatchIndex
  now: () => Date
  candidateRefKey: Buffer
  logger: Logger
  /** How long a mark stays ours without a sign of life, 5,000. */
  leaseMs?: number
}

/** Settles marks: its own, and those whose keeper is gone. */
export interface Refresher extends AsyncDisposable {
  /** Marks written with this claim are this refresher's to settle. */
  claim: Claim
  /** Resolves when the mark is settled; rejects when it had to be set aside. What it leads to belongs to the trace, if there is one. */
  settle: (mark: Mark, trace?: string) => Promise<void>
  /** Makes lists anew, looking at everybody. Returns how many could not be made; their marks stay. Rejects at a stop. */
  remake: (postingIds: readonly string[]) => Promise<number>
  stats: () => { waiting: number; rankedPostings: number }
}

const jobseekersPerBatch = 100
const postingsPerBatch = 25
// One list is made about as fast as many: when changes come one after the other, a little patience makes one of several.
const jobseekersRestMs = 25
const postingsRestMs = 100
const sweepMs = 1_000
const marksPerSweep = 500
const brokenDelayMs = 30_000

export function startRefresher(options: RefresherOptions): Refresher {
  return new Refreshing(options)
}

class Refreshing implements Refresher {
  readonly claim: Claim
  readonly #options: RefresherOptions
  readonly #lanes: Record<Mark['kind'], Lane>
  readonly #waiters = new Map<number, PromiseWithResolvers<void>>()
  readonly #timer: NodeJS.Timeout
  readonly #verified: VerifiedLists = new Map()
  readonly #causes = createCauses()
  #sweeping: Promise<void> = Promise.resolve()
  #isSwept = true
  #isStopping = false
  #hasCheckedScoring = false
  #rankedPostings = 0

  constructor(options: RefresherOptions) {
    this.#options = options
    this.claim = { token: randomUUID(), leaseMs: options.leaseMs ?? 5_000 }
    const outage = watchOutage(options.logger, 'ranking')
    const common = {
      isPassing: (error: unknown) => isUnreachable(error) || isBusy(error) || isSerializationConflict(error),
      onWorked: outage.end,
      onPassing: outage.begin,
      onBroken: (entityId: string, seqs: readonly number[], error: unknown) => this.#setAside(entityId, seqs, error),
    }
    this.#lanes = {
      jobseeker: startLane({
        ...common,
        batchSize: jobseekersPerBatch,
        restMs: jobseekersRestMs,
        work: (batch) => this.#lookAtJobseekers(batch),
      }),
      posting: startLane({ ...common, batchSize: postingsPerBatch, restMs: postingsRestMs, work: (batch) => this.#rankPostings(batch) }),
    }
    this.#timer = setInterval(() => this.#sweepUnlessSweeping(), sweepMs)
    this.#sweepUnlessSweeping()
  }

  settle(mark: Mark, trace?: string): Promise<void> {
    // Written while we were stopping: nobody would ever settle it here.
    if (this.#isStopping) return Promise.reject(stopped())
    const waiter = Promise.withResolvers<void>()
    this.#waiters.set(mark.seq, waiter)
    this.#causes.note(mark.entityId, trace)
    this.#lanes[mark.kind].add(mark)
    return waiter.promise
  }

  async remake(postingIds: readonly string[]): Promise<number> {
    for (const id of postingIds) this.#verified.delete(id)
    const marks = await this.#options.database.db.transaction((tx) => markPostings(tx, postingIds, this.claim))
    const outcomes = await Promise.allSettled(marks.map((mark) => this.settle(mark)))
    if (this.#isStopping) throw new Error('stopped; the rest is left to another process')
    return outcomes.filter(({ status }) => status === 'rejected').length
  }

  stats() {
    return { waiting: this.#lanes.jobseeker.size() + this.#lanes.posting.size(), rankedPostings: this.#rankedPostings }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopping = true
    clearInterval(this.#timer)
    await Promise.all([this.#sweeping, this.#lanes.jobseeker.stop(), this.#lanes.posting.stop()])
    await releaseMarks(this.#options.database.db, this.claim.token).catch(() => {})
    for (const [, waiter] of this.#waiters) waiter.reject(stopped())
    this.#waiters.clear()
  }

  async #lookAtJobseekers(batch: Batch): Promise<readonly string[]> {
    const { database, index, now } = this.#options
    const seqs = [...batch.values()].flat()
    const marks = await markAffected({ db: database.db, index, now, claim: this.claim }, [...batch.keys()], seqs)
    const traces = this.#causes.take(batch.keys())
    for (const mark of marks) {
      this.#causes.note(mark.entityId, traces.get(mark.because))
      this.#lanes.posting.add(mark)
    }
    this.#settled(seqs)
    return []
  }

  async #rankPostings(batch: Batch): Promise<readonly string[]> {
    const { database, index, now, candidateRefKey } = this.#options
    const ids = [...batch.keys()]
    const again = await traceRanks(this.#causes, ids, (traceOf) =>
      refreshPostings({ db: database.db, index, now, candidateRefKey, verified: this.#verified, traceOf }, ids),
    )
    this.#rankedPostings += batch.size
    const isDone = (id: string): boolean => !again.includes(id)
    const seqs = [...batch].flatMap(([id, own]) => (isDone(id) ? own : []))
    await deleteMarks(database.db, seqs, this.claim)
    this.#settled(seqs)
    return again
  }

  #settled(seqs: readonly number[]): void {
    for (const seq of seqs) {
      this.#waiters.get(seq)?.resolve()
      this.#waiters.delete(seq)
    }
  }

  async #setAside(entityId: string, seqs: readonly number[], error: unknown): Promise<void> {
    this.#causes.take([entityId])
    await deferMarks(this.#options.database.db, seqs, { token: this.claim.token, delayMs: brokenDelayMs })
    this.#options.logger.error({ err: error, entityId }, 'could not rank; it is tried again in half a minute')
    for (const seq of seqs) {
      this.#waiters.get(seq)?.reject(new Error('could not rank', { cause: error }))
      this.#waiters.delete(seq)
    }
  }

  #sweepUnlessSweeping(): void {
    if (!this.#isSwept) return
    this.#isSwept = false
    // A database that is away is reported by those who read the index and the lanes.
    this.#sweeping = this.#sweep()
      .catch(() => {})
      .finally(() => (this.#isSwept = true))
  }

  async #sweep(): Promise<void> {
    const { database, now } = this.#options
    if (!this.#hasCheckedScoring) await markByScoring(database.db, scoringVersion)
    this.#hasCheckedScoring = true
    for (const mark of await renewMarks(database.db, this.claim)) {
      const lane = this.#lanes[mark.kind]
      if (!lane.has(mark)) lane.add(mark)
    }
    await markByClock(database.db, now(), marksPerSweep)
    for (const mark of await claimLostMarks(database.db, this.claim, marksPerSweep)) this.#lanes[mark.kind].add(mark)
  }
}

function stopped(): Error {
  return new Error('stopped; the mark is left to another process')
}
