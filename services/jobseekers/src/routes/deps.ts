import type { Db } from '@zhihe/postgres/pool'
import type { IdentityKeys } from '../store/identity-cipher.ts'

/** What routes are given; each takes what it uses. */
export interface Deps {
  db: Db
  now: () => Date
  newId: () => string
  keys: IdentityKeys
  /** Take citizen numbers and telephone numbers that belong to nobody. */
  allowTestRegion: boolean
}
