import type { DomainEvent } from '@zhihe/contracts/event'
import { openDatabase } from '@zhihe/postgres/pool'
import { createLogger } from '@zhihe/runtime/log'
import { createTestDatabase } from '@zhihe/testing/database'
import { startRanking } from '../src/ranking.ts'

export const candidateRefKey = Buffer.alloc(32, 7)

export interface StoredEntry {
  posting_id: string
  jobseeker_id: string
  match_id: string
  rank: number
  rank_key: number
  score: number
  jobseeker_version: number
  posting_version: number
}

/** A database of its own, and any number of ranking workers on it. */
export async function startMatching({ leaseMs = 5_000 }: { leaseMs?: number } = {}) {
  const stack = new AsyncDisposableStack()
  const testDatabase = stack.use(await createTestDatabase())
  const url = testDatabase.url('zhihe_matching')
  const database = stack.use(openDatabase({ url, applicationName: 'matching-test', queryTimeoutMs: 30_000 }))
  const logger = createLogger({ name: 'test', level: 'silent' })

  const startWorker = (options: { now?: () => Date } = {}) => {
    const own = openDatabase({ url, applicationName: 'matching-test-worker' })
    const now = options.now ?? (() => new Date())
    const ranking = startRanking({ database: own, listenUrl: url, candidateRefKey, now, logger, leaseMs })
    const worker = {
      ...ranking,
      [Symbol.asyncDispose]: async () => {
        await ranking[Symbol.asyncDispose]()
        await own[Symbol.asyncDispose]()
      },
    }
    stack.use(worker)
    return worker
  }
  const rows = async <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> => {
    const result = await database.pool.query<Row>(text, values)
    return result.rows
  }
  return {
    adminUrl: testDatabase.adminUrl,
    url,
    queueUrl: testDatabase.url('zhihe_queue'),
    database,
    logger,
    startWorker,
    rows,
    list: (postingId: string) =>
      rows<StoredEntry>('select * from matching.shortlist_entries where posting_id = $1 order by rank', [postingId]),
    due: async () => (await rows<{ n: number }>('select count(*)::integer as n from matching.due'))[0]?.n,
    emitted: async () =>
      (await rows<{ payload: DomainEvent }>('select payload from matching.outbox order by seq')).map(({ payload }) => payload),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}
