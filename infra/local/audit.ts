import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { compareEnds } from '@zhihe/audit/compare-ends'
import { verifyAudit } from '@zhihe/audit/verify'
import { verifyIndependently } from '@zhihe/audit/verify-independently'
import { type Database, openDatabase } from '@zhihe/postgres/pool'
import { z } from 'zod'
import { localDatabaseUrl } from './local-database.ts'

const usage = `usage, from the root of the repository:
  npx zhihe audit verify [--outside] [--log FILE]…
      --outside   hash every entry here too: for a database whose owner is not trusted
      --log FILE  a log of jobseekers-worker, whose "auditEnds" must be in the audit as they were
Ends with 1 when the audit is not what was written. The database is DATABASE_URL (as its owner), or the one that npm start runs here.`

const patientMs = 3_600_000
const logLine = z.object({ auditEnds: z.array(z.string()) })

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { outside: { type: 'boolean', default: false }, log: { type: 'string', multiple: true, default: [] } },
  })
  if (positionals.join(' ') !== 'verify') throw new Error(usage)
  await using database = openDatabase({
    url: localDatabaseUrl(),
    applicationName: 'zhihe-audit',
    maxConnections: 5,
    queryTimeoutMs: patientMs,
  })
  process.exitCode = (await verify(database, values)) ? 0 : 1
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}

async function verify({ db }: Database, { outside, log }: { outside: boolean; log: string[] }): Promise<boolean> {
  const startedAt = performance.now()
  const verdict = await verifyAudit(db)
  const ends = (await Promise.all(log.map(readEnds))).flat()
  if (log.length > 0 && ends.length === 0) throw new Error('no log given has a line with "auditEnds"')
  const findings = [...verdict.findings, ...(outside ? (await verifyIndependently(db)).findings : []), ...(await compareEnds(db, ends))]
  const ok = verdict.ok && findings.length === 0
  const tookMs = Math.round(performance.now() - startedAt)
  process.stdout.write(`${JSON.stringify({ ...verdict, ok, findings, loggedEnds: ends.length, tookMs }, null, 2)}\n`)
  return ok
}

async function readEnds(file: string): Promise<string[]> {
  const ends: string[] = []
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (line.includes('"auditEnds"')) ends.push(...logLine.parse(JSON.parse(line)).auditEnds)
  }
  return ends
}
