import type { Db } from '@zhihe/postgres/pool'
import type { IdentityKeys } from '../store/identity-keys.ts'

/** What routes are given; each takes what it uses. */
export interface Deps {
  db: Db
  now: () => Date
  newId: () => string
  keys: IdentityKeys
  /** 32 bytes that name people to employers, as matching names them. */
  candidateRefKey: Buffer
  /** Take citizen numbers and telephone numbers that belong to nobody. */
  allowTestRegion: boolean
}
