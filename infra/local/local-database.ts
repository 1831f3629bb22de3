import { join, resolve } from 'node:path'
import { z } from 'zod'
import { readJson } from './private-file.ts'

/** DATABASE_URL, or the owner's URL of the database that `npm start` runs here; throws when there is neither. */
export function localDatabaseUrl(): string {
  const given = process.env['DATABASE_URL']
  if (given) return given
  const root = resolve(import.meta.dirname, '../..')
  const known = z.object({ url: z.string() }).safeParse(readJson(join(resolve(root, process.env['DATA_DIR'] || '.zhihe'), 'database.json')))
  if (!known.success) throw new Error('No database: set DATABASE_URL, or run npm start here first.')
  return known.data.url
}
