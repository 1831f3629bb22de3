import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { urlAs } from '@zhihe/postgres/pool'
import { z } from 'zod'
import { readJson } from './private-file.ts'

// What a deployment sets is taken as it is; here keys and database are those that npm start made.
const root = resolve(import.meta.dirname, '../..')
const dataDir = resolve(root, process.env['DATA_DIR'] || '.zhihe')
const known = z.object({ url: z.string() }).safeParse(readJson(join(dataDir, 'database.json')))
const secrets = z.object({ IDENTITY_KEY: z.string(), IDENTITY_HASH_KEY: z.string() }).safeParse(readJson(join(dataDir, 'secrets.json')))

const child = spawn(process.execPath, [join(root, 'services/jobseekers/src/rotate-keys.ts'), ...process.argv.slice(2)], {
  env: {
    LOG_LEVEL: 'warn',
    ...(known.success ? { DATABASE_URL: urlAs(known.data.url, 'zhihe_jobseekers') } : {}),
    ...(secrets.success ? secrets.data : {}),
    ...process.env,
  },
  stdio: 'inherit',
})
const [code] = (await once(child, 'exit')) as [number | null]
process.exitCode = code ?? 1
