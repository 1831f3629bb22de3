import { randomUUID } from 'node:crypto'
import { urlAs } from '@zhihe/postgres/pool'
import { everyTenant, tenantSetting } from '@zhihe/postgres/tenant'
import { Client } from 'pg'
import { inject } from 'vitest'
import './provided.ts'

/** A database of one test file, with every migration applied and nothing in it. */
export interface TestDatabase extends AsyncDisposable {
  /** The owner's URL of this database. */
  adminUrl: string
  /** The URL as a role such as `zhihe_postings`; without one, the owner's. */
  url(role?: string): string
}

/** Clones the run's template. Dispose it in `afterAll` (or with `await using`): that drops it, whoever is still connected. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const maintenanceUrl = inject('adminUrl')
  const name = `test_${randomUUID().replaceAll('-', '').slice(0, 16)}`
  await asAdmin(maintenanceUrl, `create database ${name} template ${inject('template')}`)

  const owned = new URL(maintenanceUrl)
  owned.pathname = `/${name}`
  const password = owned.password === '' ? undefined : decodeURIComponent(owned.password)
  return {
    adminUrl: owned.href,
    url: (role) => (role === undefined ? owned.href : urlAs(withEveryTenant(owned.href), role, password)),
    [Symbol.asyncDispose]: () => asAdmin(maintenanceUrl, `drop database if exists ${name} with (force)`),
  }
}

// As a process that serves every tenant; a request says its own (decision 025).
function withEveryTenant(url: string): string {
  const result = new URL(url)
  result.searchParams.set('options', `-c ${tenantSetting}=${everyTenant}`)
  return result.href
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
