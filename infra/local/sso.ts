import { parseArgs } from 'node:util'
import { admitSubject, dismissSubject } from '@zhihe/access/sso-subjects'
import { openDatabase } from '@zhihe/postgres/pool'
import { isRegionCode } from '@zhihe/vocabulary/region'
import { z } from 'zod'
import { localDatabaseUrl } from './local-database.ts'

// Whom single sign-on lets in without the issuer saying where she works (decision 025).
const usage = `usage, from the root of the repository:
  npx zhihe sso admit --issuer URL --subject WHAT-THE-ISSUER-CALLS-HER --tenant ID [--region GB/T-2260]
  npx zhihe sso dismiss ID
Without --region she serves the whole tenant. The database is DATABASE_URL (as its owner), or the one that npm start runs here.`

const text = { type: 'string' } as const
const admission = z.strictObject({
  issuer: z.string().min(1).max(300),
  subject: z.string().min(1).max(255),
  tenant: z.uuid(),
  region: z.string().refine(isRegionCode).optional(),
})

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { issuer: text, subject: text, tenant: text, region: text },
  })
  const [verb, id] = positionals
  const wanted = admission.safeParse(values)
  await using database = openDatabase({ url: localDatabaseUrl(), applicationName: 'zhihe-sso', maxConnections: 1 })
  if (verb === 'admit' && wanted.success) {
    const { issuer, subject, tenant: tenantId, region: regionCode = null } = wanted.data
    print({ id: await admitSubject(database.db, { issuer, subject, tenantId, regionCode }, new Date()), tenantId, regionCode })
  } else if (verb === 'dismiss' && id !== undefined && z.uuid().safeParse(id).success)
    print({ dismissed: await dismissSubject(database.db, id, new Date()) })
  else throw new Error(usage)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}
