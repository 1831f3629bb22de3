import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { listen } from '@zhihe/postgres/listen'
import { failpoint } from '@zhihe/runtime/failpoint'
import type { Logger } from '@zhihe/runtime/log'
import { uploadKeptMs } from '../domain/people-import.ts'
import { claimPeopleImport, LeaseLost, releasePeopleImport } from '../store/people-import-lease.ts'
import { peopleImportChannel } from '../store/people-import-store.ts'
import { destroyOldUploads } from '../store/upload-store.ts'
import type { KeepDeps } from './keep-people.ts'
import { runPeopleImport } from './run-people-import.ts'

export interface PeopleImporterOptions extends KeepDeps {
  listenUrl: string
  logger: Logger
  /** Look for imports at least this often; a notification comes sooner. */
  pollMs?: number
}

export interface PeopleImporter extends AsyncDisposable {
  /** True when the last look for work reached the database. */
  isReady: () => boolean
}

const defaultPollMs = 2_000
const destroyEveryMs = 600_000

/** Works imports of people, one after the other, for ever. Run any number of them: each import has one importer at a time. */
export function startPeopleImporter({ listenUrl, logger, pollMs = defaultPollMs, ...deps }: PeopleImporterOptions): PeopleImporter {
  const stopping = new AbortController()
  const { signal } = stopping
  let wake = Promise.withResolvers<void>()
  let isReady = false
  let destroyedAt = Number.NEGATIVE_INFINITY
  const call = () => wake.resolve()
  const listener = listen({ url: listenUrl, channel: peopleImportChannel, onNotify: call, onState: call })
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
      await destroySometimes()
      const lease = await claimPeopleImport(deps.db, randomUUID())
      if (!isReady) logger.info('looking for imports of people')
      isReady = true
      if (lease === null) return 'idle'
      failpoint('people.claimed')
      await runPeopleImport(lease, { ...deps, signal })
      if (signal.aborted) await releasePeopleImport(deps.db, lease)
      logger.info({ importId: lease.job.id }, signal.aborted ? 'gave an import back' : 'worked an import')
      return 'more'
    } catch (err) {
      if (err instanceof LeaseLost) return 'more'
      if (isReady) logger.warn({ err }, 'could not work an import; trying again')
      isReady = false
      return 'failed'
    }
  }

  async function destroySometimes(): Promise<void> {
    if (performance.now() - destroyedAt < destroyEveryMs) return
    const now = deps.now()
    const destroyed = await destroyOldUploads(deps.db, new Date(now.getTime() - uploadKeptMs), now)
    destroyedAt = performance.now()
    if (destroyed > 0) logger.info({ destroyed }, 'destroyed the sealed files of old imports')
  }
}
