import type { Db } from '@zhihe/postgres/pool'
import type { MatchIndex } from '../index/open-index.ts'
import type { PeopleLimit } from '../reading/people-limit.ts'
import type { ShownPairs } from '../reading/shown-pairs.ts'

export interface ReadDeps {
  db: Db
  index: MatchIndex
  shownPairs: ShownPairs
  peopleLimit: PeopleLimit
  candidateRefKey: Buffer
  now: () => Date
}
