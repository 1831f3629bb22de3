import type { Database } from '@zhihe/postgres/pool'
import type { ReadyCheck } from '@zhihe/runtime/health'
import type { Logger } from '@zhihe/runtime/log'
import { sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { startPeopleImporter } from './jobs/people-importer.ts'
import type { IdentityKeys } from './store/identity-keys.ts'

export interface ImporterOptions {
  database: Database
  listenUrl: string
  keys: IdentityKeys
  allowTestRegion: boolean
  logger: Logger
  stack: AsyncDisposableStack
  now?: () => Date
  pollMs?: number
}

/** Registers the people of files, one file after the other. Returns what must hold for the process to be ready. */
export function startImporter({ database: { db }, stack, now = () => new Date(), ...options }: ImporterOptions): ReadyCheck[] {
  const importer = stack.use(startPeopleImporter({ ...options, db, now, newId: uuidv7 }))
  return [
    { name: 'database', check: async () => void (await db.execute(sql`select 1`)) },
    { name: 'imports', check: async () => importer.isReady() },
  ]
}
