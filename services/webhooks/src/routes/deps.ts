import type { IdempotencyTable } from '@zhihe/http/idempotency'
import type { Db } from '@zhihe/postgres/pool'
import type { SecretCipher } from '../secret-cipher.ts'

/** What a route may ask for; each takes only what it uses. */
export interface RouteDeps {
  db: Db
  now: () => Date
  newId: () => string
  cipher: SecretCipher
  allowPrivate: boolean
  idempotency: IdempotencyTable
}
