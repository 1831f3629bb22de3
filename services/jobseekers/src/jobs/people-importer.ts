import { type ImportWorker, startImportWork } from '@zhihe/imports/work'
import { failpoint } from '@zhihe/runtime/failpoint'
import type { Logger } from '@zhihe/runtime/log'
import { uploadKeptMs } from '../domain/people-import.ts'
import { peopleImportLeases } from '../store/people-import-lease.ts'
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

const destroyEveryMs = 600_000

/** Works imports of people, one after the other, for ever. Run any number of them: each import has one importer at a time. */
export function startPeopleImporter({ listenUrl, logger, pollMs, ...deps }: PeopleImporterOptions): ImportWorker {
  return startImportWork({
    listenUrl,
    channel: peopleImportChannel,
    logger,
    pollMs,
    claim: (token) => peopleImportLeases.claim(deps.db, token),
    release: (lease) => peopleImportLeases.release(deps.db, lease),
    run: async (lease, signal) => {
      failpoint('people.claimed')
      await runPeopleImport(lease, { ...deps, signal })
    },
    tidy: {
      everyMs: destroyEveryMs,
      run: async () => {
        const now = deps.now()
        const destroyed = await destroyOldUploads(deps.db, new Date(now.getTime() - uploadKeptMs), now)
        if (destroyed > 0) logger.info({ destroyed }, 'destroyed the sealed files of old imports')
      },
    },
  })
}
