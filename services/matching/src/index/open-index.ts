import { join } from 'node:path'
import { listen } from '@zhihe/postgres/listen'
import type { Database } from '@zhihe/postgres/pool'
import type { Logger } from '@zhihe/runtime/log'
import { watchOutage } from '../outage.ts'
import { adoptRows } from '../store/adopt-rows.ts'
import { changeChannel } from '../store/schema.ts'
import { readChanges, type Watermark } from '../store/tail-store.ts'
import { coalesce } from './coalesce.ts'
import { countOf, createKeeper } from './keeper.ts'
import { createMemory, type Memory, type MemoryContent } from './memory.ts'
import { pace } from './pace.ts'
import { openSnapshotFile } from './snapshot-file.ts'

export interface IndexOptions {
  database: Database
  /** Of the same database, for the one connection that listens. */
  listenUrl: string
  now: () => Date
  logger: Logger
  /** false: it reads only when `catchUp` is called, so that whoever calls decides what it has seen. */
  follows?: boolean
  /** false: it follows twice a second, and when `catchUp` is called; for who asks for that before each use anyway. */
  hears?: boolean
  /** Where this process, and no other, keeps its index for the next start; without it every start reads every row. */
  snapshotFile?: string | undefined
}

/** The matching index of one process: everything in memory, following the service's own tables. */
export interface MatchIndex extends AsyncDisposable {
  memory: Memory
  /** Resolves when everything that was committed before the call is in memory. Rejects when the database is away. */
  catchUp: () => Promise<void>
  /** Writes what changed to the snapshot file, if there is one; by itself every ten minutes and at the end. Never rejects. */
  keep: () => Promise<void>
  /** When the last read was begun; null before the first has ended. */
  asOf: () => Date | null
  /** The transaction below which everything is in memory; null before the first read has ended. */
  watermark: () => string | null
  /** Loaded, and not older than ten seconds. */
  isReady: () => boolean
  stats: () => { stalenessMs: number; lastTailMs: number }
}

const pollMs = 500
// Fifty reads a second, however many transactions announce themselves.
const hearEveryMs = 20
const oldestMs = 10_000
const keepEveryMs = 10 * 60_000
const keepErasedMs = 2_000

/** The file of a process in a folder that several processes use. */
export function snapshotFileOf(folder: string | undefined, process: string): string | undefined {
  return folder === undefined ? undefined : join(folder, `${process}.snapshot`)
}

/** Starts loading and returns at once; an absent database is waited for. */
export function openIndex({ database, listenUrl, now, logger, follows = true, hears = true, snapshotFile }: IndexOptions): MatchIndex {
  const memory = createMemory()
  const keeper = createKeeper({ memory, file: snapshotFile === undefined ? null : openSnapshotFile(database.db, snapshotFile), logger })
  const outage = watchOutage(logger, 'reading changes')
  let watermark: Watermark | undefined
  let read: { at: Date; startedMs: number; tookMs: number } | undefined
  let keeping: NodeJS.Timeout | undefined
  // Who is erased goes out of the file as well, and many at once go together.
  const keepSoon = (): void => {
    keeping ??= setTimeout(() => {
      keeping = undefined
      void keeper.save()
    }, keepErasedMs)
  }

  const readOn = async (since: Watermark, content?: MemoryContent): Promise<number> => {
    const at = now()
    const startedMs = performance.now()
    const changes = await readChanges(database.db, since)
    await keeper.apply(changes, content)
    if (changes.jobseekers.some(({ isErased }) => isErased)) keepSoon()
    watermark = changes.watermark
    read = { at, startedMs, tookMs: performance.now() - startedMs }
    return countOf(changes)
  }
  const load = async (): Promise<void> => {
    const startedMs = performance.now()
    const adopted = await adoptRows(database.db)
    if (adopted > 0)
      logger.warn({ rows: adopted }, 'rows of another server were given numbers of this one: the database was restored from a dump')
    const { watermark: since, content, how } = await keeper.begin()
    const rows = await readOn(since, content)
    logger.info({ ...how, ...memory.engine.sizes(), rows, tookMs: Math.round(performance.now() - startedMs) }, 'the index is loaded')
  }
  const catchUp = coalesce(async () => {
    await (watermark ? readOn(watermark) : load())
  })
  const follow = (): void => {
    catchUp().then(outage.end, outage.begin)
  }
  const following = new AsyncDisposableStack()
  following.defer(() => clearTimeout(keeping))
  if (follows) {
    const heard = following.use(pace(follow, hearEveryMs))
    if (hears) following.use(listen({ url: listenUrl, channel: changeChannel, onNotify: heard.ask, onState: follow }))
    for (const timer of [setInterval(follow, pollMs), setInterval(() => void keeper.save(), keepEveryMs)])
      following.defer(() => clearInterval(timer))
    follow()
  }

  const stalenessMs = (): number => (read ? performance.now() - read.startedMs : Number.POSITIVE_INFINITY)
  return {
    memory,
    catchUp,
    keep: keeper.save,
    asOf: () => read?.at ?? null,
    watermark: () => watermark?.xid ?? null,
    isReady: () => stalenessMs() < oldestMs,
    stats: () => ({ stalenessMs: stalenessMs(), lastTailMs: read?.tookMs ?? 0 }),
    [Symbol.asyncDispose]: async () => {
      await following.disposeAsync()
      await catchUp().catch(() => {})
      await keeper.save()
    },
  }
}
