import type { Db } from '@zhihe/postgres/pool'
import type { Logger } from '@zhihe/runtime/log'
import { findOvertaken } from '../store/file-store.ts'
import { lockDossier } from '../store/jobseeker-store.ts'
import { keepFile } from '../store/keep-file.ts'

const peoplePerLook = 500

/**
 * Does what only time has done: an assessment that is over counts no more and matching hears of it, a status that has ended leaves the profile.
 * Returns of how many people. Any number of processes may do it at once.
 */
export async function followTime(db: Db, now: Date): Promise<number> {
  for (let total = 0; ; ) {
    const ids = await db.transaction(async (tx) => await findOvertaken(tx, now, peoplePerLook))
    for (const id of ids) {
      // One person a transaction: whoever changes her waits for one at most, and no two of us can wait for each other.
      await db.transaction(async (tx) => {
        const dossier = await lockDossier(tx, id, { kind: 'all' })
        if (dossier) await keepFile(tx, dossier, { now, isTouched: false })
      })
    }
    total += ids.length
    if (ids.length < peoplePerLook) return total
  }
}

/** For a worker: follows until now, and says of how many people. */
export function followTimeIn({ db, now, logger }: { db: Db; now: () => Date; logger: Logger }): () => Promise<void> {
  return async () => {
    const people = await followTime(db, now())
    if (people > 0) logger.info({ people }, 'followed assessments and statuses that are over')
  }
}
