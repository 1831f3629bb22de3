import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate as applyFolder } from 'drizzle-orm/node-postgres/migrator'
import { Client, escapeIdentifier } from 'pg'

export interface Migrations {
  /** The ledger table in schema `migrations`; one per room. */
  name: string
  /** Holds one folder per migration, `<14 digits>_<name>/migration.sql`, applied in the order of their names. */
  folder: string
}

export interface MigrationStep {
  name: string
  /** Names of the migrations this call applied; empty when all were there. */
  applied: string[]
}

export interface MigrateOptions extends Migrations {
  /** Must be the owner's URL: a migration makes roles, schemas and grants. */
  url: string
}

export interface MigrateWorkspaceOptions {
  url: string
  /** The directory that holds `packages/` and `services/`. */
  root: string
  onStep?: (step: MigrationStep) => void
}

const ledgerSchema = 'migrations'
// Any fixed number will do; it must be the same in every process that migrates.
const advisoryLockKey = 7_311_966_204

/**
 * Applies what is missing of one room's migrations, each call in one transaction, and returns what it applied. Any number of processes may
 * call it at once: they wait for each other. Rejects with PostgreSQL's error when a statement fails; then nothing of the call is kept.
 */
export async function migrate({ url, name, folder }: MigrateOptions): Promise<MigrationStep> {
  const [step] = await migrateAll(url, [{ name, folder }])
  if (!step) throw new Error(`no step came back for ${name}`)
  return step
}

/** Applies every room's migrations, in this order: packages/access, packages/consent, packages/audit, packages/rights, packages/queue, then services/* by name. Rooms without any are skipped. */
export async function migrateWorkspace({ url, root, onStep }: MigrateWorkspaceOptions): Promise<MigrationStep[]> {
  return await migrateAll(url, workspaceMigrations(root), onStep)
}

/** The rooms of a workspace that have migrations, in the order in which they are applied. */
export function workspaceMigrations(root: string): Migrations[] {
  const services = join(root, 'services')
  const serviceRooms = existsSync(services) ? readdirSync(services).toSorted() : []
  return [
    ...['access', 'consent', 'audit', 'rights', 'queue'].map((room) => join(root, 'packages', room)),
    ...serviceRooms.map((room) => join(services, room)),
  ]
    .map((room) => ({ name: basename(room), folder: join(room, 'migrations') }))
    .filter(({ folder }) => existsSync(folder))
}

async function migrateAll(url: string, rooms: Migrations[], onStep?: (step: MigrationStep) => void): Promise<MigrationStep[]> {
  const client = new Client({
    connectionString: url,
    application_name: 'zhihe-migrate',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  })
  client.on('error', () => {})
  await client.connect()
  try {
    // Released with the session, so a killed migrator blocks nobody.
    await client.query('select pg_advisory_lock($1)', [advisoryLockKey])
    // A change of a table waits for running transactions and holds up everybody behind it: give up early instead.
    await client.query("set lock_timeout = '5s'")
    const steps: MigrationStep[] = []
    for (const room of rooms) {
      const step = { name: room.name, applied: await applyRoom(client, room) }
      steps.push(step)
      onStep?.(step)
    }
    return steps
  } finally {
    await client.end()
  }
}

async function applyRoom(client: Client, { name, folder }: Migrations): Promise<string[]> {
  const before = new Set(await appliedNames(client, name))
  try {
    await applyFolder(drizzle({ client }), { migrationsFolder: folder, migrationsSchema: ledgerSchema, migrationsTable: name })
  } catch (error) {
    throw new Error(`migrating ${name}: ${innermostMessage(error)}`, { cause: error })
  }
  return (await appliedNames(client, name)).filter((applied) => !before.has(applied))
}

async function appliedNames(client: Client, name: string): Promise<string[]> {
  const table = `${ledgerSchema}.${escapeIdentifier(name)}`
  const { rows } = await client.query<{ found: boolean }>('select to_regclass($1) is not null as found', [table])
  if (!rows[0]?.found) return []
  const applied = await client.query<{ name: string }>(`select name from ${table} order by id`)
  return applied.rows.map((row) => row.name)
}

function innermostMessage(error: unknown): string {
  let current = error
  while (current instanceof Error && current.cause instanceof Error) current = current.cause
  return current instanceof Error ? current.message : String(current)
}
