import type { Db } from '@zhihe/postgres/pool'
import { type BatchKey, findOpenBatch, finishBatch } from '../store/rebuild-store.ts'
import type { Refresher } from './refresher.ts'

interface Deps {
  db: Db
  refresher: Pick<Refresher, 'remake'>
  now: () => Date
}

/**
 * Makes the lists of one batch anew. Done twice it does nothing the second time; cut off in the middle it begins the batch again, and a list that
 * is right already costs one look.
 */
export async function rebuildBatch({ db, refresher, now }: Deps, key: BatchKey): Promise<void> {
  const postingIds = await findOpenBatch(db, key)
  if (postingIds === null) return
  const failed = await refresher.remake(postingIds)
  await finishBatch(db, key, { done: postingIds.length - failed, failed, at: now() })
}
