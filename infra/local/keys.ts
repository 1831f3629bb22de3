import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createKey, createTenant, listKeys, revokeKey } from '@zhihe/access/keys'
import { role } from '@zhihe/contracts/access'
import { openDatabase } from '@zhihe/postgres/pool'
import { isRegionCode } from '@zhihe/vocabulary/region'
import { z } from 'zod'
import { readJson } from './private-file.ts'

const usage = `usage, from the root of the repository:
  npx zhihe keys create --role organiser|enterprise|federation|admin --label WHAT-FOR
                        (--tenant ID | --new-tenant NAME) [--region GB/T-2260] [--employer ID] [--expires 2027-12-31]
  npx zhihe keys list
  npx zhihe keys revoke ID
The database is DATABASE_URL (as its owner), or the one that npm start runs here.`

const text = { type: 'string' } as const

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { role: text, label: text, tenant: text, 'new-tenant': text, region: text, employer: text, expires: text },
  })
  const [verb, id] = positionals
  await using database = openDatabase({ url: databaseUrl(), applicationName: 'zhihe-keys', maxConnections: 1 })
  if (verb === 'create') await create(database.db, values)
  else if (verb === 'list') print(await listKeys(database.db))
  else if (verb === 'revoke' && id !== undefined && z.uuid().safeParse(id).success)
    print({ revoked: await revokeKey(database.db, id, new Date()) })
  else throw new Error(usage)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

async function create(db: Parameters<typeof createKey>[0], values: Record<string, string | undefined>): Promise<void> {
  const parsedRole = role.safeParse(values['role'])
  const { label, region, employer, expires, tenant } = values
  const newTenant = values['new-tenant']
  if (!parsedRole.success || label === undefined || (tenant === undefined) === (newTenant === undefined)) throw new Error(usage)
  if (region !== undefined && (parsedRole.data !== 'federation' || !isRegionCode(region)))
    throw new Error('--region is a GB/T 2260 code, for a federation key only')
  if (employer !== undefined && parsedRole.data !== 'enterprise') throw new Error('--employer is for an enterprise key only')
  const expiresAt = expires === undefined ? undefined : new Date(expires)
  if (expiresAt && Number.isNaN(expiresAt.getTime())) throw new Error('--expires must be a date such as 2027-12-31')
  const now = new Date()
  const tenantId = tenant ?? (await createTenant(db, newTenant ?? '', now))
  const key = await createKey(
    db,
    {
      tenantId,
      role: parsedRole.data,
      label,
      ...(region === undefined ? {} : { regionCode: region }),
      ...(employer === undefined ? {} : { employerId: employer }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    },
    now,
  )
  print({ ...key, tenantId, role: parsedRole.data, note: 'the token is shown this once' })
}

function databaseUrl(): string {
  const given = process.env['DATABASE_URL']
  if (given) return given
  const root = resolve(import.meta.dirname, '../..')
  const known = z.object({ url: z.string() }).safeParse(readJson(join(resolve(root, process.env['DATA_DIR'] || '.zhihe'), 'database.json')))
  if (!known.success) throw new Error('No database: set DATABASE_URL, or run npm start here first.')
  return known.data.url
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}
