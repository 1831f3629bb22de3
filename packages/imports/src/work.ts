import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { listen } from '@zhihe/postgres/listen'
import { isUnreachable } from '@zhihe/postgres/pool'
import type { Logger } from '@zhihe/runtime/log'
import { type Lease, LeaseLost } from './lease.ts'

export interface ImportWork<Job extends { id: string }> {
  listenUrl: string
  /** Where it is said that there is work. */
  channel: string
  logger: Logger
  /** Look for imports at least this often, 2,000; a notification comes sooner. */
  pollMs?: number | undefined
  claim: (token: string) => Promise<Lease<Job> | null>
  release: (lease: Lease<Job>) => Promise<void>
  /** Works an import to its end, or to the next piece once the signal has come. Rejects with `LeaseLost` when somebody else has it. */
  run: (lease: Lease<Job>, signal: AbortSignal) => Promise<void>
  /** Done before the first look for work, and then this often between imports. */
  tidy: { everyMs: number; run: () => Promise<void> }
}

export interface ImportWorker extends AsyncDisposable {
  /** True when the last look for work reached the database. */
  isReady: () => boolean
}

const defaultPollMs = 2_000

/** Works imports, one after the other, for ever. Run any number of them: each import has one worker at a time. */
export function startImportWork<Job extends { id: string }>(options: ImportWork<Job>): ImportWorker {
  const { listenUrl, channel, logger, pollMs = defaultPollMs, claim, release, run, tidy } = options
  const stopping = new AbortController()
  const { signal } = stopping
  let wake = Promise.withResolvers<void>()
  let isReady = false
  let isDatabaseAway = false
  let tidiedAt = Number.NEGATIVE_INFINITY
  const call = () => wake.resolve()
  const listener = listen({ url: listenUrl, channel, onNotify: call, onState: call })
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
      await tidySometimes()
      const lease = await claim(randomUUID())
      if (!isReady && !isDatabaseAway) logger.info('looking for imports')
      isReady = true
      isDatabaseAway = false
      if (lease === null) return 'idle'
      await run(lease, signal)
      if (signal.aborted) await release(lease)
      logger.info({ importId: lease.job.id }, signal.aborted ? 'gave an import back' : 'worked an import')
      return 'more'
    } catch (err) {
      if (err instanceof LeaseLost) return 'more'
      // That the database is away is said by its pool, and that it is back.
      isDatabaseAway = isUnreachable(err)
      if (isReady && !isDatabaseAway) logger.warn({ err }, 'could not work an import; trying again')
      isReady = false
      return 'failed'
    }
  }

  async function tidySometimes(): Promise<void> {
    if (performance.now() - tidiedAt < tidy.everyMs) return
    await tidy.run()
    tidiedAt = performance.now()
  }
}
