import { listen } from '@zhihe/postgres/listen'
import type { Database } from '@zhihe/postgres/pool'
import type { Logger } from '@zhihe/runtime/log'
import { watchOutage } from '../outage.ts'
import { changeChannel } from '../store/schema.ts'
import { beginning, readChanges } from '../store/tail-store.ts'
import { coalesce } from './coalesce.ts'
import { createMemory, type Memory } from './memory.ts'

export interface IndexOptions {
  database: Database
  /** Of the same database, for the one connection that listens. */
  listenUrl: string
  now: () => Date
  logger: Logger
  /** false: it reads only when `catchUp` is called, so that whoever calls decides what it has seen. */
  follows?: boolean
}

/** The matching index of one process: everything in memory, following the service's own tables. */
export interface MatchIndex extends AsyncDisposable {
  memory: Memory
  /** Resolves when everything that was committed before the call is in memory. Rejects when the database is away. */
  catchUp: () => Promise<void>
  /** When the last read was begun; null before the first has ended. */
  asOf: () => Date | null
  /** Loaded, and not older than ten seconds. */
  isReady: () => boolean
  stats: () => { stalenessMs: number; lastTailMs: number }
}

const pollMs = 500
const oldestMs = 10_000

/** Starts loading and returns at once; an absent database is waited for. */
export function openIndex({ database, listenUrl, now, logger, follows = true }: IndexOptions): MatchIndex {
  const memory = createMemory()
  const outage = watchOutage(logger, 'reading changes')
  let watermark = beginning
  let read: { at: Date; startedMs: number; tookMs: number } | undefined

  const catchUp = coalesce(async () => {
    const at = now()
    const startedMs = performance.now()
    const changes = await readChanges(database.db, watermark)
    memory.apply(changes)
    watermark = changes.watermark
    read = { at, startedMs, tookMs: performance.now() - startedMs }
  })
  const follow = (): void => {
    catchUp().then(outage.end, outage.begin)
  }
  const following = new AsyncDisposableStack()
  if (follows) {
    following.use(listen({ url: listenUrl, channel: changeChannel, onNotify: follow, onState: follow }))
    const timer = setInterval(follow, pollMs)
    following.defer(() => clearInterval(timer))
    follow()
  }

  const stalenessMs = (): number => (read ? performance.now() - read.startedMs : Number.POSITIVE_INFINITY)
  return {
    memory,
    catchUp,
    asOf: () => read?.at ?? null,
    isReady: () => stalenessMs() < oldestMs,
    stats: () => ({ stalenessMs: stalenessMs(), lastTailMs: read?.tookMs ?? 0 }),
    [Symbol.asyncDispose]: async () => {
      await following.disposeAsync()
      await catchUp().catch(() => {})
    },
  }
}
