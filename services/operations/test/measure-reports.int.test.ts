import { openDatabase } from '@zhihe/postgres/pool'
import { createMetrics } from '@zhihe/runtime/metrics'
import { createTestDatabase } from '@zhihe/testing/database'
import { expect, it } from 'vitest'
import { measureReports } from '../src/measure-reports.ts'

it('tells what the newest report found, whoever had it made, and nothing before there is one', async () => {
  await using testDatabase = await createTestDatabase()
  await using database = openDatabase({ url: testDatabase.url('zhihe_operations'), applicationName: 'operations-test', maxConnections: 2 })
  const metrics = createMetrics({})
  measureReports(metrics, database.db)
  const keep = async (at: string, findings: number) =>
    await database.pool.query(
      `insert into operations.reports (id, tenant_id, started_at, finished_at, consistent, report)
       values (gen_random_uuid(), gen_random_uuid(), $1, $1, $2, $3)`,
      [
        at,
        findings === 0,
        JSON.stringify({
          checkedAt: at,
          checks: [
            { code: 'entry_untold', findings },
            { code: 'list_missing', findings: 0 },
          ],
        }),
      ],
    )
  const before = await metrics.metrics()

  await keep('2026-11-22T09:00:00Z', 3)
  const found = await metrics.metrics()
  await keep('2026-11-22T10:00:00Z', 0)
  const mended = await metrics.metrics()

  expect(before).not.toContain('entry_untold')
  expect(before).toMatch(/^zhihe_consistency_checked_timestamp_seconds Nan$/m)
  expect(found).toMatch(/^zhihe_consistency_findings\{code="entry_untold"\} 3$/m)
  expect(mended).toMatch(/^zhihe_consistency_findings\{code="entry_untold"\} 0$/m)
  expect(mended).toMatch(new RegExp(`^zhihe_consistency_checked_timestamp_seconds ${Date.parse('2026-11-22T10:00:00Z') / 1_000}$`, 'm'))
})
