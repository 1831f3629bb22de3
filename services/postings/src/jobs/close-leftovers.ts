import type { Db } from '@zhihe/postgres/pool'
import { failpoint } from '@zhihe/runtime/failpoint'
import { closePosting } from '../domain/posting.ts'
import { lockLeftovers } from '../store/import-rows-before.ts'
import { importLeases, type Lease } from '../store/import-store.ts'
import { saveChanges } from '../store/save-changes.ts'

const postingsPerTurn = 200
const note = 'a later run of the import reads this row otherwise'

/** Closes what an earlier run of this import made of rows that are something else now, or nothing. Rejects with `LeaseLost`. */
export async function closeLeftovers(lease: Lease, { db, now }: { db: Db; now: () => Date }): Promise<void> {
  for (let closed = postingsPerTurn; closed === postingsPerTurn; ) {
    closed = await db.transaction(async (tx) => {
      const leftovers = await lockLeftovers(tx, lease.job, postingsPerTurn)
      if (leftovers.length === 0) return 0
      await importLeases.hold(tx, lease)
      const changes = leftovers.flatMap((before) => {
        const done = closePosting(before, 'withdrawn', now())
        return done.ok ? [{ before, posting: done.posting, event: done.event }] : []
      })
      await saveChanges(tx, changes, { byKeyId: lease.job.byKeyId, note }, now())
      failpoint('import.leftovers-closed')
      return leftovers.length
    })
  }
}
