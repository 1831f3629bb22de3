import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { applyMigration, type Session, sessionSettings } from './migrations/apply.ts'
import { type Lookout, openLookout } from './migrations/give-way.ts'
import { appliedNames, openLedger } from './migrations/ledger.ts'
import { type Migration, readMigrations } from './migrations/migration.ts'

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
  /** How often something was taken back and tried again, because others waited for it. */
  gaveWay: number
}

export interface MigrateOptions extends Migrations {
  /** Must be the owner's URL: a migration makes roles, schemas and grants. */
  url: string
  patienceMs?: number
}

export interface MigrateWorkspaceOptions {
  url: string
  /** How long a migration may go on giving way to others before it fails; 60,000. */
  patienceMs?: number
  /** The directory that holds `packages/` and `services/`. */
  root: string
  onStep?: (step: MigrationStep) => void
}

const defaultPatienceMs = 60_000
const turnEveryMs = 50
// Any fixed number will do; it must be the same in every process that migrates.
const advisoryLockKey = 7_311_966_204

/**
 * Applies what is missing of one room's migrations and returns what it applied: each in one transaction, or by parts when it says `-- online`.
 * Any number of processes may call it at once: they wait for each other. It may be killed at any moment and called again. The processes of the
 * house go on meanwhile: whoever waits for a migration waits less than half a second, as it gives way and tries again. Rejects with PostgreSQL's
 * error when a statement fails; then nothing of that migration is kept, and everything before it.
 */
export async function migrate({ url, name, folder, patienceMs = defaultPatienceMs }: MigrateOptions): Promise<MigrationStep> {
  const [step] = await migrateAll({ url, rooms: [{ name, folder }], patienceMs })
  if (!step) throw new Error(`no step came back for ${name}`)
  return step
}

/** Applies every room's migrations, in this order: packages/access, packages/consent, packages/audit, packages/rights, packages/queue, then services/* by name. Rooms without any are skipped. */
export async function migrateWorkspace({
  url,
  root,
  patienceMs = defaultPatienceMs,
  onStep,
}: MigrateWorkspaceOptions): Promise<MigrationStep[]> {
  return await migrateAll({ url, rooms: workspaceMigrations(root), patienceMs, ...(onStep ? { onStep } : {}) })
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

interface Run {
  url: string
  rooms: Migrations[]
  patienceMs: number
  onStep?: (step: MigrationStep) => void
}

async function migrateAll({ url, rooms, patienceMs, onStep }: Run): Promise<MigrationStep[]> {
  await using stack = new AsyncDisposableStack()
  const client = new Client({
    connectionString: url,
    application_name: 'zhihe-migrate',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  })
  client.on('error', () => {})
  await client.connect()
  stack.defer(() => client.end())
  await client.query(sessionSettings)
  await waitForTurn(client)
  const steps: MigrationStep[] = []
  let lookout: Lookout | undefined
  for (const room of rooms) {
    await openLedger(client, room.name)
    const applied = await appliedNames(client, room.name)
    const step: MigrationStep = { name: room.name, applied: [], gaveWay: 0 }
    const missing = readMigrations(room.folder).filter(({ name }) => !applied.has(name))
    for (const migration of missing) {
      lookout ??= stack.use(await openLookout(url, client))
      await applyOne({ client, lookout, room: room.name, patienceMs, onGaveWay: () => (step.gaveWay += 1) }, migration)
      step.applied.push(migration.name)
    }
    steps.push(step)
    onStep?.(step)
  }
  return steps
}

/** One migrator at a time; the lock is released with the session, so a killed one blocks nobody. */
async function waitForTurn(client: Client): Promise<void> {
  for (;;) {
    // Asked again and again, not waited for: an index that is built concurrently would wait for whoever waits in a statement.
    const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [advisoryLockKey])
    if (rows[0]?.mine) return
    await pause(turnEveryMs)
  }
}

async function applyOne(session: Session, migration: Migration): Promise<void> {
  try {
    await applyMigration(session, migration)
  } catch (error) {
    throw new Error(`migrating ${session.room}, ${migration.name}: ${saidBy(error)}`, { cause: error })
  }
}

function saidBy(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause === undefined ? error.message : `${error.message}: ${saidBy(error.cause)}`
}
