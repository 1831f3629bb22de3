import { type ImportWorker, startImportWork } from '@zhihe/imports/work'
import type { Db } from '@zhihe/postgres/pool'
import { failpoint } from '@zhihe/runtime/failpoint'
import type { Logger } from '@zhihe/runtime/log'
import { clearFiles, importChannel, importLeases } from '../store/import-store.ts'
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

const keptForMs = 30 * 24 * 3_600_000
const clearEveryMs = 3_600_000

/** Works imports, one after the other, for ever. Run any number of them: each import has one worker at a time. */
export function startImportWorker({ db, listenUrl, now, newId, logger, pollMs }: ImportWorkerOptions): ImportWorker {
  return startImportWork({
    listenUrl,
    channel: importChannel,
    logger,
    pollMs,
    claim: (token) => importLeases.claim(db, token),
    release: (lease) => importLeases.release(db, lease),
    run: async (lease, signal) => {
      failpoint('import.claimed')
      await runImport(lease, { db, now, newId, signal })
    },
    tidy: {
      everyMs: clearEveryMs,
      run: async () => {
        const cleared = await clearFiles(db, new Date(now().getTime() - keptForMs), now())
        if (cleared > 0) logger.info({ cleared }, 'forgot the files of old imports')
      },
    },
  })
}
