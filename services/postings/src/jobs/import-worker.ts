import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { listen } from '@zhihe/postgres/listen'
import type { Db } from '@zhihe/postgres/pool'
import { failpoint } from '@zhihe/runtime/failpoint'
import type { Logger } from '@zhihe/runtime/log'
import { claimImport, clearFiles, importChannel, LeaseLost, releaseImport } from '../store/import-store.ts'
import { runImport } from './run-import.ts'

export interface ImportWorkerOptions {
  db: Db
  listenUrl: string
  now: () => Date
  newId: () => string
  logger: Logger
  /** Look for imports at least this often; a notification comes sooner. */
  pollMs?: number
}

export interface ImportWorker extends AsyncDisposable {
  /** True when the last look for work reached the database. */
  isReady: () => boolean
}

const defaultPollMs = 2_000
const keptForMs = 30 * 24 * 3_600_000
const clearEveryMs = 3_600_000

/** Works imports, one after the other, for ever. Run any number of them: each import has one worker at a time. */
export function startImportWorker({ db, listenUrl, now, newId, logger, pollMs = defaultPollMs }: ImportWorkerOptions): ImportWorker {
  const stopping = new AbortController()
  const { signal } = stopping
  let wake = Promise.withResolvers<void>()
  let isReady = false
  let clearedAt = Number.NEGATIVE_INFINITY
  const call = () => wake.resolve()
  const listener = listen({ url: listenUrl, channel: importChannel, onNotify: call, onState: call })
  const finished = work()
  return {
    isReady: () => isReady && !signal.aborted,
    [Symbol.asyncDispose]: async () => {
      stopping.abort()
      call()
      await finished
      await listener[Symbol.asyncDispose]()
    },
  }

  async function work(): Promise<void> {
    while (!signal.aborted) {
      wake = Promise.withResolvers<void>()
      const next = await lookForWork()
      if (next === 'idle') await Promise.race([wake.promise, pause(pollMs, undefined, { signal }).catch(() => {})])
      if (next === 'failed') await pause(pollMs, undefined, { signal }).catch(() => {})
    }
  }

  async function lookForWork(): Promise<'more' | 'idle' | 'failed'> {
    try {
      const lease = await claimImport(db, randomUUID())
      if (!isReady) logger.info('looking for imports')
      isReady = true
      if (lease === null) {
        await clearSometimes()
        return 'idle'
      }
      failpoint('import.claimed')
      await runImport(lease, { db, now, newId, signal })
      if (signal.aborted) await releaseImport(db, lease)
      logger.info({ importId: lease.job.id }, signal.aborted ? 'gave an import back' : 'worked an import')
      return 'more'
    } catch (err) {
      if (err instanceof LeaseLost) return 'more'
      if (isReady) logger.warn({ err }, 'could not work an import; trying again')
      isReady = false
      return 'failed'
    }
  }

  async function clearSometimes(): Promise<void> {
    if (performance.now() - clearedAt < clearEveryMs) return
    clearedAt = performance.now()
    const cleared = await clearFiles(db, new Date(now().getTime() - keptForMs), now())
    if (cleared > 0) logger.info({ cleared }, 'forgot the files of old imports')
  }
}
