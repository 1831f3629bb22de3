import type { Principal } from '@zhihe/contracts/access'
import { type App, createApp } from '@zhihe/http/app'
import type { Limits } from '@zhihe/http/limits'
import type { Database } from '@zhihe/postgres/pool'
import type { Logger } from '@zhihe/runtime/log'
import type { Registry } from '@zhihe/runtime/metrics'
import { v7 as uuidv7 } from 'uuid'
import { createEndpointRoute } from './routes/create-endpoint.ts'
import { deleteEndpointRoute } from './routes/delete-endpoint.ts'
import { getEndpointRoute } from './routes/get-endpoint.ts'
import { getMessageRoute } from './routes/get-message.ts'
import { getStatisticsRoute } from './routes/get-statistics.ts'
import { listAttemptsRoute } from './routes/list-attempts.ts'
import { listEndpointsRoute } from './routes/list-endpoints.ts'
import { listMessagesRoute } from './routes/list-messages.ts'
import { patchEndpointRoute } from './routes/patch-endpoint.ts'
import { replayMessagesRoute } from './routes/replay-messages.ts'
import { retryMessageRoute } from './routes/retry-message.ts'
import { rotateSecretRoute } from './routes/rotate-secret.ts'
import { testEndpointRoute } from './routes/test-endpoint.ts'
import { verifySignatureRoute } from './routes/verify-signature.ts'
import { createSecretCipher, type NamedKey } from './secret-cipher.ts'
import { sealedIdempotencyTable } from './store/sealed-answers.ts'

export interface AppDeps {
  database: Database
  authenticate: (token: string) => Promise<Principal | null>
  now: () => Date
  newId?: () => string
  logger: Logger
  metrics: Registry
  /** The defaults when not given. */
  limits?: Limits | undefined
  /** The first seals secrets, every one opens them. */
  secretKeys: readonly [NamedKey, ...NamedKey[]]
  /** Endpoints on http and on private addresses are allowed. */
  allowPrivate: boolean
}

const routes = [
  createEndpointRoute,
  listEndpointsRoute,
  getEndpointRoute,
  patchEndpointRoute,
  deleteEndpointRoute,
  rotateSecretRoute,
  testEndpointRoute,
  replayMessagesRoute,
  getStatisticsRoute,
  verifySignatureRoute,
  listMessagesRoute,
  getMessageRoute,
  listAttemptsRoute,
  retryMessageRoute,
]

/** The webhooks API. It does not listen. */
export async function buildApp({
  database,
  authenticate,
  now,
  newId = uuidv7,
  logger,
  metrics,
  secretKeys,
  allowPrivate,
  limits,
}: AppDeps): Promise<App> {
  const cipher = createSecretCipher(secretKeys)
  const deps = { db: database.db, now, newId, cipher, allowPrivate, idempotency: sealedIdempotencyTable(cipher) }
  return await createApp({
    logger,
    authenticate,
    metrics,
    limits,
    routes: routes.map((route) => route(deps)),
    checks: [{ name: 'database', check: async () => void (await database.pool.query('select 1')) }],
  })
}
