import { parseArgs } from 'node:util'
import {
  type CheckResult,
  type ConsistencyReport,
  checkConsistency,
  statementDeadlineMs,
} from '@zhihe/operations-service/check-consistency'
import { commandLine, type Repaired, repairAndNote } from '@zhihe/operations-service/repair-consistency'
import { openDatabase } from '@zhihe/postgres/pool'
import { localDatabaseUrl } from './local-database.ts'
import { table } from './table.ts'

const usage = `usage, from the root of the repository:
  npx zhihe consistency [--repair] [--json]
      --repair  mend what can be derived from what is there, and say what was done
      --json    the report as the API answers it, in one line
Ends with 3 when something does not agree. The database is DATABASE_URL (as its owner, or as zhihe_operations), or the one that npm start runs here.`

const findingsCode = 3
const widest = 72

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { repair: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
  })
  if (positionals.length > 0) throw new Error(usage)
  await using database = openDatabase({
    url: localDatabaseUrl(),
    applicationName: 'zhihe-consistency',
    maxConnections: 4,
    queryTimeoutMs: statementDeadlineMs + 5_000,
  })
  const report = await checkConsistency(database.db)
  const codes = report.checks.filter(({ findings }) => findings > 0).map(({ code }) => code)
  const now = () => new Date()
  const { repairs } =
    values.repair && codes.length > 0 ? await repairAndNote(database.db, codes, { by: commandLine, now }) : { repairs: [] }
  process.stdout.write(values.json ? `${JSON.stringify(values.repair ? { ...report, repairs } : report)}\n` : said(report, repairs))
  process.exitCode = report.consistent ? 0 : findingsCode
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}

function said({ consistent, checks, events, checkedAt, tookMs }: ConsistencyReport, repairs: readonly Repaired[]): string {
  const spoken = checks.filter(({ findings, underway }) => findings + underway > 0)
  const looked = `${checks.length} checks over ${events} events, as of ${checkedAt}, in ${(tookMs / 1_000).toFixed(1)} s.`
  const verdict = consistent ? '一致。Everything agrees.' : '不一致。Not everything agrees.'
  const lines = [`${verdict} ${looked}`]
  if (spoken.length > 0) lines.push('', table(['code', 'findings', 'under way', 'what', 'first id'], spoken.map(row), widest))
  if (repairs.length > 0) lines.push('', table(['code', 'found', 'done'], repairs.map(repairRow), widest))
  return `${lines.join('\n')}\n`
}

function row({ code, findings, underway, title, sample }: CheckResult): string[] {
  return [code, String(findings), String(underway), title.en, sample[0] ?? '']
}

function repairRow({ code, found, done, repairable }: Repaired): string[] {
  return [code, repairable ? String(found) : '', repairable ? String(done) : 'cannot be derived']
}
