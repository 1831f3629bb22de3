import { parseArgs } from 'node:util'
import { createKey, createTenant, listKeys, revokeKey } from '@zhihe/access/keys'
import { rotateKey } from '@zhihe/access/manage'
import { role } from '@zhihe/contracts/access'
import { openDatabase } from '@zhihe/postgres/pool'
import { isRegionCode } from '@zhihe/vocabulary/region'
import { z } from 'zod'
import { localDatabaseUrl } from './local-database.ts'

const usage = `usage, from the root of the repository:
  npx zhihe keys create --role organiser|enterprise|federation|admin --label WHAT-FOR
                        (--tenant ID | --new-tenant NAME) [--region GB/T-2260] [--employer ID] [--expires 2027-12-31]
  npx zhihe keys list
  npx zhihe keys rotate ID [--overlap SECONDS]    the token so far opens so long beside the new one, a day if not said
  npx zhihe keys revoke ID
The database is DATABASE_URL (as its owner), or the one that npm start runs here.`

const text = { type: 'string' } as const

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { role: text, label: text, tenant: text, 'new-tenant': text, region: text, employer: text, expires: text, overlap: text },
  })
  const [verb, id] = positionals
  await using database = openDatabase({ url: localDatabaseUrl(), applicationName: 'zhihe-keys', maxConnections: 1 })
  if (verb === 'create') await create(database.db, values)
  else if (verb === 'list') print(await listKeys(database.db))
  else if (verb === 'revoke' && id !== undefined && z.uuid().safeParse(id).success)
    print({ revoked: await revokeKey(database.db, id, new Date()) })
  else if (verb === 'rotate' && id !== undefined && z.uuid().safeParse(id).success) await rotate(database.db, id, values.overlap)
  else throw new Error(usage)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

async function rotate(db: Parameters<typeof createKey>[0], id: string, overlap = '86400'): Promise<void> {
  if (!/^\d{1,6}$/.test(overlap)) throw new Error('--overlap is a number of seconds, at most 604800 (seven days)')
  const rotated = await rotateKey(db, { id, overlapSeconds: Number(overlap) }, new Date())
  if (!rotated) throw new Error('There is no such key, or it is revoked or over.')
  print({ ...rotated, note: 'the token is shown this once' })
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

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}
