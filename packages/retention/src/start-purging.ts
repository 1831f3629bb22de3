import type { Db } from '@zhihe/postgres/pool'
import type { Logger } from '@zhihe/runtime/log'
import { Counter, measure, type Registry } from '@zhihe/runtime/metrics'
import { type Purged, purge, type RetentionRule } from './purge.ts'
import { repeat } from './repeat.ts'

export interface Purging {
  db: Db
  rules: readonly RetentionRule[]
  /** What is done beside the rules at each run, and counted under its name: erasing people whose time is over, say. */
  more?: Readonly<Record<string, (now: Date) => Promise<number>>>
  now: () => Date
  logger: Logger
  metrics: Registry
  /** How often, a day. */
  everyMs?: number
}

const dayMs = 24 * 3_600_000

/** Lets go of what is due, now and every day, with one line in the log and a count for each rule. */
export function startPurging({ db, rules, more = {}, now, logger, metrics, everyMs = dayMs }: Purging): AsyncDisposable {
  const gone = new Counter({
    name: 'zhihe_retention_rows_total',
    help: 'Rows that went, or lost what they said, because their time was over',
    labelNames: ['rule'],
    registers: [metrics],
  })
  let lastRunAt = now()
  measure(
    metrics,
    { name: 'zhihe_retention_last_run_timestamp_seconds', help: 'When what was due last went; before that, the start of the process' },
    () => lastRunAt.getTime() / 1_000,
  )
  // Zero is said as well: a rule that never shows is one that nobody runs.
  for (const rule of [...rules.map(({ name }) => name), ...Object.keys(more)]) gone.inc({ rule }, 0)

  async function run(): Promise<void> {
    const at = now()
    const purged: Purged[] = await purge(db, rules, at)
    for (const [rule, work] of Object.entries(more)) purged.push({ rule, rows: await work(at), isDone: true })
    for (const { rule, rows } of purged) gone.inc({ rule }, rows)
    lastRunAt = at
    const rows = Object.fromEntries(purged.filter((one) => one.rows > 0).map((one) => [one.rule, one.rows]))
    const unfinished = purged.filter(({ isDone }) => !isDone).map(({ rule }) => rule)
    logger.info({ rows, ...(unfinished.length === 0 ? {} : { unfinished }) }, 'what was due to go is gone')
  }

  return repeat({ what: 'letting go of what is due', everyMs, work: run, logger })
}
