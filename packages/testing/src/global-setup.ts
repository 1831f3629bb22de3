import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import { migrateWorkspace } from '@zhihe/postgres/migrate'
import { Client, escapeIdentifier, escapeLiteral } from 'pg'
import type { TestProject } from 'vitest/node'
import './provided.ts'
import { type Acquired, acquirePostgres } from './servers/postgres.ts'
import { acquireRedis } from './servers/redis.ts'

const root = resolve(import.meta.dirname, '../../..')

/** Vitest's global setup: one PostgreSQL server for the run, a migrated template in it, and the queue back ends that are at hand. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const resources = new AsyncDisposableStack()
  try {
    const postgres = resources.use(await acquirePostgres())
    const template = await createTemplate(postgres, resources)
    const redis = await acquireRedis()
    if (redis) resources.use(redis)

    project.provide('adminUrl', postgres.url)
    project.provide('template', template)
    project.provide('queueBackends', [{ name: 'postgres' }, ...(redis ? [{ name: 'redis' as const, url: redis.url }] : [])])
    process.stdout.write(
      `PostgreSQL: ${postgres.origin}. Queue back ends: PostgreSQL${redis ? ` and Redis (${redis.origin})` : ' only; no redis-server found'}.\n`,
    )
  } catch (error) {
    await resources.disposeAsync()
    throw error
  }
  return () => resources.disposeAsync()
}

async function createTemplate({ url }: Acquired, resources: AsyncDisposableStack): Promise<string> {
  const template = `template_${randomUUID().replaceAll('-', '').slice(0, 12)}`
  const admin = new Client({ connectionString: url })
  admin.on('error', () => {})
  await admin.connect()
  try {
    // Roles belong to the whole server: two runs against one server must not make them at the same time.
    await admin.query("select pg_advisory_lock(hashtext('zhihe test template'))")
    await admin.query(`create database ${template}`)
    resources.defer(() => dropTemplate(url, template))
    await migrateWorkspace({ url: databaseUrl(url, template), root })
    await letRolesIn(admin, url)
    await admin.query(`alter database ${template} is_template true allow_connections false`)
  } finally {
    await admin.end()
  }
  return template
}

/** Where the server asks for passwords, our roles get the owner's; an embedded server trusts its own machine. */
async function letRolesIn(admin: Client, url: string): Promise<void> {
  const password = decodeURIComponent(new URL(url).password)
  if (password === '') return
  const { rows } = await admin.query<{ rolname: string }>(
    String.raw`select rolname from pg_roles where rolname like 'zhihe\_%' and rolcanlogin`,
  )
  for (const { rolname } of rows) {
    await admin.query(`alter role ${escapeIdentifier(rolname)} password ${escapeLiteral(password)}`)
  }
}

async function dropTemplate(url: string, template: string): Promise<void> {
  const admin = new Client({ connectionString: url })
  admin.on('error', () => {})
  await admin.connect()
  try {
    await admin.query(`alter database ${template} is_template false`)
    await admin.query(`drop database if exists ${template} with (force)`)
  } finally {
    await admin.end()
  }
}

function databaseUrl(url: string, database: string): string {
  const result = new URL(url)
  result.pathname = `/${database}`
  return result.href
}
