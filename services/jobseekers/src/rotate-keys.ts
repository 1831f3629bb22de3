import { parseArgs } from 'node:util'
import { openDatabase } from '@zhihe/postgres/pool'
import { everyTenant } from '@zhihe/postgres/tenant'
import { armFailpoints } from '@zhihe/runtime/failpoint'
import { createLogger } from '@zhihe/runtime/log'
import { createMetrics } from '@zhihe/runtime/metrics'
import { readRotationConfig } from './config.ts'
import { actor, rotateLookup, rotateSuite, rotateWrapping } from './jobs/rotate-keys.ts'
import { keySettingsOf } from './key-settings.ts'
import { createIdentityKeys } from './store/identity-keys.ts'

const usage = `usage: rotate-keys [--kek] [--lookup] [--suite]
  --kek     wrap every data key under the first key of IDENTITY_KEY
  --lookup  index everybody under the first key of IDENTITY_HASH_KEY, and take away hashes of keys that are not configured any more
  --suite   seal every identity with IDENTITY_SUITE
It may be stopped at any moment and started again. Before: every process must know the new key, first behind the old one, then in front of it.
`
const statementTimeoutMs = 120_000
const say = (line: string) => void process.stderr.write(`${line}\n`)

try {
  const flag = { type: 'boolean', default: false } as const
  const { values } = parseArgs({ options: { kek: flag, lookup: flag, suite: flag, 'page-size': { type: 'string', default: '500' } } })
  if (!values.kek && !values.lookup && !values.suite) throw new Error(usage)
  const pageSize = Number(values['page-size'])
  if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > 2_000) throw new Error('--page-size is 1 to 2000')
  const config = readRotationConfig()
  if (config.CRASH_AT !== undefined) armFailpoints(config.CRASH_AT)
  const keys = createIdentityKeys(keySettingsOf(config), {
    metrics: createMetrics({}),
    logger: createLogger({ name: actor, level: config.LOG_LEVEL }),
  })
  await using database = openDatabase({
    url: config.DATABASE_URL,
    applicationName: `zhihe-${actor}`,
    maxConnections: 1,
    queryTimeoutMs: statementTimeoutMs,
    tenant: everyTenant,
  })
  const rotation = { db: database.db, keys, now: () => new Date(), say, pageSize }
  if (values.kek) await rotateWrapping(rotation)
  if (values.lookup) await rotateLookup(rotation)
  if (values.suite) await rotateSuite(rotation, config.IDENTITY_SUITE)
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
