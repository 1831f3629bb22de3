import type { Db } from '@zhihe/postgres/pool'
import { Gauge, measure, type Registry } from '@zhihe/runtime/metrics'
import type { ConsistencyReport } from './domain/report.ts'
import { findReport } from './store/report-store.ts'

/** What the newest report found, whoever had it made, and when it looked; nothing is said before there is one. */
export function measureReports(metrics: Registry, db: Db): void {
  let asked: Promise<ConsistencyReport | null> | undefined
  // One question for both: a scrape asks for all numbers at the same time.
  const newest = (): Promise<ConsistencyReport | null> =>
    (asked ??= findReport(db, new Date(0)).finally(() => {
      asked = undefined
    }))
  const findings: Gauge = new Gauge({
    name: 'zhihe_consistency_findings',
    help: 'Things that do not agree with each other, by check, in the newest report',
    labelNames: ['code'],
    registers: [metrics],
    collect: async (): Promise<void> => {
      // A scrape does not fail with the database: the last numbers stay.
      const report = await newest().catch(() => null)
      for (const { code, findings: count } of report?.checks ?? []) findings.set({ code }, count)
    },
  })
  measure(metrics, { name: 'zhihe_consistency_checked_timestamp_seconds', help: 'When the newest report looked' }, async () => {
    const report = await newest()
    return report ? Date.parse(report.checkedAt) / 1_000 : undefined
  })
}
