import { createKey, createTenant } from '@zhihe/access/keys'
import { roles } from '@zhihe/contracts/access'
import { openDatabase } from '@zhihe/postgres/pool'
import { postgresUrl, readConfig } from '@zhihe/runtime/config'
import { z } from 'zod'
import { ApiClient } from './api-client.ts'
import { bestMatches } from './best-matches.ts'
import { loadedLines, matchTable, whatBecameOfRows } from './greeting.ts'
import { loadSample } from './load-sample.ts'
import type { LocalKeys } from './local-file.ts'
import { waitUntilSettled } from './settled.ts'

// `docker compose run --rm sample`: keys for the four roles, the sample fair through the proxy, and the best matches.
const config = readConfig({ DATABASE_URL: postgresUrl(), ORIGIN: z.url() }, process.env)
await using database = openDatabase({ url: config.DATABASE_URL, applicationName: 'zhihe-sample', maxConnections: 2 })
// Outside the containers the proxy is there, unless PORT says otherwise.
const publishedOrigin = 'http://127.0.0.1:7000'
const now = new Date()
const tenantId = await createTenant(database.db, '样例 sample', now)
const keys: Partial<LocalKeys> = {}
for (const role of roles) keys[role] = (await createKey(database.db, { tenantId, role, label: `sample ${role}` }, now)).token

process.stdout.write(`keys, shown this once:\n${JSON.stringify(keys, null, 2)}\n\nLoading the sample fair …\n`)
const loaded = await loadSample(config.ORIGIN, keys as LocalKeys)
process.stdout.write(
  `${loadedLines(loaded)
    .map((line) => `  ${line}\n`)
    .join('')}Ranking …\n`,
)
await waitUntilSettled(database.pool, 120_000)
process.stdout.write(`\n${whatBecameOfRows(loaded, publishedOrigin, keys as LocalKeys)}\n`)
process.stdout.write(`\n${matchTable(await bestMatches(new ApiClient(config.ORIGIN, (keys as LocalKeys).federation)))}\n`)
