import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { checkConsistency } from '@zhihe/operations-service/check-consistency'
import { startEmbeddedPostgres } from '@zhihe/postgres/embedded'
import { migrateWorkspace } from '@zhihe/postgres/migrate'
import { openDatabase, urlAs } from '@zhihe/postgres/pool'
import type { Pool } from 'pg'
import { type BenchOptions, print, round } from '../measure.ts'
import { askApi } from './ask-api.ts'
import { comparedTables, eventsOf, generate, type Sizes } from './generate.ts'

const whole: Sizes = { postings: 150_000, people: 200_000 }
const small: Sizes = { postings: 15_000, people: 20_000 }
const runs = 3
const hourMs = 3_600_000

/** How long it takes to prove that a house agrees in itself (R17), beside the time to count the rows it has to read, on the same server. */
export async function benchConsistency({ quick }: BenchOptions) {
  const sizes = quick ? small : whole
  const dataDir = mkdtempSync(join(tmpdir(), 'zhihe-bench-consistency-'))
  try {
    await using server = await startEmbeddedPostgres({ dataDir, purpose: 'test' })
    await migrateWorkspace({ url: server.url, root: resolve(import.meta.dirname, '../../..') })
    await using owner = openDatabase({ url: server.url, applicationName: 'bench', maxConnections: 3, queryTimeoutMs: hourMs })
    await generate(owner.pool, sizes, (done, of) => process.stderr.write(`\r  generating ${done}/${of}`))
    process.stderr.write('\n')
    await using database = openDatabase({
      url: urlAs(server.url, 'zhihe_operations'),
      applicationName: 'bench',
      maxConnections: 4,
      queryTimeoutMs: hourMs,
    })
    const seconds: number[] = []
    const floors: number[] = []
    let isConsistent = true
    for (let run = 0; run < runs; run += 1) {
      floors.push(await countAll(owner.pool))
      const report = await checkConsistency(database.db)
      seconds.push(report.tookMs / 1_000)
      isConsistent &&= report.consistent
    }
    const apiSeconds = await askApi(owner, urlAs(server.url, 'zhihe_operations'))
    const [best, worst] = [Math.min(...seconds), Math.max(...seconds)]
    const floor = Math.min(...floors)
    const result = {
      events: eventsOf(sizes),
      seconds: round(best, 2),
      worstSeconds: round(worst, 2),
      apiSeconds: round(apiSeconds, 2),
      floorSeconds: round(floor, 2),
      ratio: round(best / floor, 1),
      isConsistent,
    }
    print(
      `${result.events} events: ${result.seconds} s (worst ${result.worstSeconds} s) to compare, ${result.apiSeconds} s for who asks the API, ${result.floorSeconds} s to count the same tables: ${result.ratio} times as long`,
    )
    return result
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

// As many connections at once as the comparison has.
async function countAll(pool: Pool): Promise<number> {
  const startedAt = performance.now()
  const waiting: string[] = [...comparedTables]
  const count = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) await pool.query(`select count(*) from ${name}`)
  }
  await Promise.all([count(), count(), count()])
  return (performance.now() - startedAt) / 1_000
}
