import type { Db } from '@zhihe/postgres/pool'
import { matchIdOf } from '../domain/match-id.ts'
import { keepPairs } from '../store/match-store.ts'
import type { Shown } from './describe-match.ts'

export interface ShownPairs {
  /** Notes the pairs before they are shown, so that the id a reader got will always answer. */
  note: (shown: readonly Pick<Shown, 'posting' | 'jobseeker'>[]) => Promise<void>
}

const remembered = 50_000

export function createShownPairs(db: Db): ShownPairs {
  const known = new Set<string>()
  return {
    note: async (shown) => {
      const pairs = shown
        .map(({ posting, jobseeker }) => ({ id: matchIdOf(posting.id, jobseeker.id), postingId: posting.id, jobseekerId: jobseeker.id }))
        .filter(({ id }) => !known.has(id))
      await keepPairs(db, pairs)
      if (known.size > remembered) known.clear()
      for (const { id } of pairs) known.add(id)
    },
  }
}
