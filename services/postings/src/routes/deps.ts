import type { Db } from '@zhihe/postgres/pool'

/** What routes are given; each takes what it uses. */
export interface Deps {
  db: Db
  /** The same database with more patience, for calls that carry thousands of rows. */
  bulkDb: Db
  now: () => Date
  newId: () => string
}
