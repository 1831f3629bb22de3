import type { Db } from '@zhihe/postgres/pool'
import type { MatchIndex } from '../index/open-index.ts'
import type { ShownPairs } from '../reading/shown-pairs.ts'

export interface ReadDeps {
  db: Db
  index: MatchIndex
  shownPairs: ShownPairs
  candidateRefKey: Buffer
  now: () => Date
}
