import type { NewDomainEvent } from '@zhihe/contracts/event'
import { appendToOutbox } from '@zhihe/outbox/append'
import type { Db } from '@zhihe/postgres/pool'
import { failpoint } from '@zhihe/runtime/failpoint'
import type { ImportProblem } from '../domain/import.ts'
import { importCounts } from '../domain/import-counts.ts'
import { countItems, endImport as end, type Lease } from '../store/import-store.ts'
import { outbox } from '../store/schema.ts'

export interface ImportEnd {
  status: 'finished' | 'failed' | 'needs_mapping'
  problem: ImportProblem | null
}

/** Ends an import and says so, both or neither: how many rows came to what, and nothing of what was in them. Rejects with `LeaseLost`. */
export async function endImport(lease: Lease, ended: ImportEnd, { db, now }: { db: Db; now: () => Date }): Promise<void> {
  const { id: importId, fairId, tenantId, employerId, run } = lease.job
  await db.transaction(async (tx) => {
    await end(tx, lease, ended)
    failpoint('import.end-kept')
    const counts = importCounts(await countItems(tx, importId))
    const data = { importId, fairId, tenantId, employerId, status: ended.status, counts, run }
    const event: NewDomainEvent = { type: 'import.finished', data }
    await appendToOutbox(tx, outbox, { events: [event], now: now() })
    failpoint('import.end-told')
  })
}
