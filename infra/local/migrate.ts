import { resolve } from 'node:path'
import { migrateWorkspace } from '@zhihe/postgres/migrate'
import { type Database, openDatabase } from '@zhihe/postgres/pool'
import { postgresUrl, readConfig } from '@zhihe/runtime/config'
import { z } from 'zod'

// The one-shot job of a deployment: apply what is missing as the owner, then give the services' roles their passwords.
const services = ['postings', 'jobseekers', 'matching', 'webhooks', 'operations'] as const
const password = z.string().min(12)
const config = readConfig(
  {
    DATABASE_URL: postgresUrl(),
    POSTINGS_DATABASE_PASSWORD: password,
    JOBSEEKERS_DATABASE_PASSWORD: password,
    MATCHING_DATABASE_PASSWORD: password,
    WEBHOOKS_DATABASE_PASSWORD: password,
    OPERATIONS_DATABASE_PASSWORD: password,
  },
  process.env,
)

await migrateWorkspace({
  url: config.DATABASE_URL,
  root: resolve(import.meta.dirname, '../..'),
  onStep: ({ name, applied, gaveWay }) =>
    process.stdout.write(
      `${name}: ${applied.length === 0 ? 'nothing to apply' : applied.join(', ')}${gaveWay > 0 ? ` (gave way ${gaveWay} times)` : ''}\n`,
    ),
})
await using database = openDatabase({ url: config.DATABASE_URL, applicationName: 'zhihe-migrate', maxConnections: 1 })
for (const service of services)
  await setPassword(database, `zhihe_${service}`, config[`${service.toUpperCase() as Uppercase<typeof service>}_DATABASE_PASSWORD`])

// ALTER ROLE takes no parameters, so the server quotes the password itself.
async function setPassword({ pool }: Database, role: string, secret: string): Promise<void> {
  const { rows } = await pool.query<{ statement: string }>(
    'select format($$alter role %I password %L$$, $1::text, $2::text) as statement',
    [role, secret],
  )
  await pool.query(rows[0]?.statement ?? '')
}
