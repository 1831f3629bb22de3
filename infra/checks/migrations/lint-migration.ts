import { loadModule, parse } from 'libpg-query'
import { findDangers, type Rule } from './dangers.ts'

/** What a migration must not do while the house works, with how to do it instead. */
const advice: Record<Rule, string> = {
  index_locks_writers: 'nobody writes while an index is built: `-- online` and `create index concurrently if not exists`',
  concurrently_needs_online:
    '`concurrently` does not run in a transaction: a part of its own in a migration whose first line is `-- online`',
  concurrently_not_repeatable:
    'whoever is killed begins again: `create index concurrently if not exists`, `drop index concurrently if exists`',
  not_null_without_default: 'the processes of before do not fill the column: give it a default',
  rewrites_the_table: 'every row is written again while nobody reads: add a column, fill it by batches, then read it',
  scans_under_lock:
    'all rows are looked at while nobody reads: `not valid` first, `validate constraint` in an `-- online` migration of its own',
  unique_under_lock: 'an index is built while nobody reads: `create unique index concurrently` first, then `add constraint … using index`',
  fills_under_lock: 'rows stay locked until all are filled: `-- online`, and a batch with `-- repeat until nothing changes`',
  breaks_old_code: 'the processes of before still use it: stop using it in one version, remove it in a later one',
  locks_everybody: 'nobody gets on until it is done',
}

export interface Finding {
  rule: Rule
  /** The table or index, as `schema.name`. */
  about: string
  advice: string
}

const online = /^\s*-- online\b/

/**
 * Parses a migration as PostgreSQL 18 does and returns what would hold up or break a house that works. What a migration itself makes is nobody's
 * yet. `-- allow RULE: reason` in it says that the danger was weighed. Rejects when PostgreSQL would not parse it.
 */
export async function lintMigration(sql: string): Promise<Finding[]> {
  await loadModule()
  const isOnline = online.test(sql)
  const allowed = new Set([...sql.matchAll(/^\s*-- allow (\w+): \S/gm)].map(([, rule]) => rule))
  const made = new Set<string>()
  const findings: Finding[] = []
  for (const part of sql.split('--> statement-breakpoint')) {
    const { stmts = [] } = (await parse(part)) as { stmts?: { stmt: Record<string, unknown> }[] }
    const isRepeated = /^\s*-- repeat until nothing changes\s*$/m.test(part)
    for (const { stmt } of stmts) {
      for (const { rule, about } of findDangers(stmt, { isOnline, isRepeated, made }))
        if (!allowed.has(rule)) findings.push({ rule, about, advice: advice[rule] })
    }
  }
  return findings
}
