import { setTimeout as pause } from 'node:timers/promises'
import { createAuthenticator } from '@zhihe/access/authenticate'
import { createKey, createTenant } from '@zhihe/access/keys'
import { buildApp, patientPool } from '@zhihe/operations-service/app'
import { type Database, openDatabase } from '@zhihe/postgres/pool'
import { createLogger } from '@zhihe/runtime/log'
import { createMetrics } from '@zhihe/runtime/metrics'

const pollMs = 100
const taken = 202

/** Seconds from an administrator's question to the report in her hands, coming again while she is told to. Throws when the API refuses her. */
export async function askApi(owner: Database, url: string): Promise<number> {
  const now = () => new Date()
  await using database = openDatabase({ url, applicationName: 'bench-api' })
  await using patientDatabase = openDatabase({ url, applicationName: 'bench-api', ...patientPool })
  const tenantId = await createTenant(owner.db, 'bench', now())
  const { token } = await createKey(owner.db, { tenantId, role: 'admin', label: 'bench' }, now())
  const app = await buildApp({
    database,
    patientDatabase,
    authenticate: createAuthenticator({ db: database.db, now }),
    now,
    logger: createLogger({ name: 'bench', level: 'error' }),
    metrics: createMetrics({ process: 'bench' }),
  })
  try {
    const headers = { authorization: `Bearer ${token}` }
    const startedAt = performance.now()
    for (let maxAge = '?maxAgeSeconds=0'; ; maxAge = '') {
      const answer = await app.inject({ url: `/v1/admin/consistency${maxAge}`, headers })
      if (answer.statusCode !== taken && answer.statusCode !== 200) throw new Error(answer.body)
      if (answer.statusCode === 200) return (performance.now() - startedAt) / 1_000
      await pause(pollMs)
    }
  } finally {
    await app.close()
  }
}
