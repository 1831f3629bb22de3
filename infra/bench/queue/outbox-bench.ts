import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { NewDomainEvent } from '@zhihe/contracts/event'
import { appendToOutbox } from '@zhihe/outbox/append'
import { startRelay } from '@zhihe/outbox/relay'
import { outboxTables } from '@zhihe/outbox/tables'
import { startEmbeddedPostgres } from '@zhihe/postgres/embedded'
import { migrateWorkspace } from '@zhihe/postgres/migrate'
import { type Database, openDatabase, urlAs } from '@zhihe/postgres/pool'
import { createLogger } from '@zhihe/runtime/log'
import { v7 } from 'uuid'
import { type BenchOptions, print, quantile, round } from '../measure.ts'

const writers = 32
const rollbacks = 0.05
const longest = { events: 200, ms: 2_000 }
const { outbox } = outboxTables('postings')

interface Seen {
  /** When each committed event was known to be committed. */
  committedAt: Map<string, number>
  publishedAt: Map<string, number>
  rolledBack: Set<string>
  /** Versions in the order in which they were published, by posting. */
  order: Map<string, number[]>
  committed: Map<string, number[]>
}

/** R6: writers whose transactions take from nothing to two seconds, of which some are rolled back and one does nothing for half a minute. */
export async function benchOutbox({ quick }: BenchOptions) {
  const [events, idleMs] = quick ? [10_000, 8_000] : [100_000, 30_000]
  const dataDir = mkdtempSync(join(tmpdir(), 'zhihe-bench-outbox-'))
  const seen: Seen = { committedAt: new Map(), publishedAt: new Map(), rolledBack: new Set(), order: new Map(), committed: new Map() }
  try {
    await using server = await startEmbeddedPostgres({ dataDir, purpose: 'local' })
    await migrateWorkspace({ url: server.url, root: resolve(import.meta.dirname, '../../..') })
    const url = urlAs(server.url, 'zhihe_postings')
    await using database = openDatabase({ url, applicationName: 'writers', maxConnections: writers + 1 })
    await using own = openDatabase({ url, applicationName: 'relay', maxConnections: 3 })
    await using relay = startRelay({
      database: own,
      listenUrl: url,
      schema: 'postings',
      logger: createLogger({ name: 'bench', level: 'warn' }),
      publish: async (_consumer, jobs) => {
        for (const { data } of jobs) {
          if (data.type !== 'posting.closed' || seen.publishedAt.has(data.id)) continue
          seen.publishedAt.set(data.id, performance.now())
          seen.order.set(data.data.postingId, [...(seen.order.get(data.data.postingId) ?? []), data.data.version])
        }
      },
    })
    const idle = database.db.transaction(async (tx) => {
      await appendToOutbox(tx, outbox, { events: [closed(v7(), 1)], now: new Date() })
      await pause(idleMs)
    })
    idle.catch(() => {}) // the server ends it when it has been idle for 30 s
    const startedAt = performance.now()
    await Promise.all(Array.from({ length: writers }, () => write(database, seen, events / writers)))
    await idle.catch(() => {})
    while ((await relay.stats()).unpublished > 0) await pause(50)
    return report(seen, (performance.now() - startedAt) / 1_000)
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function write({ db }: Database, seen: Seen, count: number): Promise<void> {
  const postingId = v7()
  for (let version = 1, written = 0; written < count; ) {
    const versions = Array.from({ length: Math.ceil(Math.random() * longest.events) }, (_, n) => version + n)
    const ids: string[] = []
    try {
      await db.transaction(async (tx) => {
        const events = versions.map((each) => closed(postingId, each))
        for (const { id } of await appendToOutbox(tx, outbox, { events, now: new Date() })) ids.push(id)
        await pause(Math.random() * longest.ms)
        if (Math.random() < rollbacks) throw new Error('rolled back')
      })
    } catch {
      for (const id of ids) seen.rolledBack.add(id)
      continue
    }
    const at = performance.now()
    for (const id of ids) seen.committedAt.set(id, at)
    seen.committed.set(postingId, [...(seen.committed.get(postingId) ?? []), ...versions])
    version += versions.length
    written += versions.length
  }
}

function report({ committedAt, publishedAt, rolledBack, order, committed }: Seen, seconds: number) {
  const lags = Array.from(committedAt, ([id, at]) => Math.max(0, (publishedAt.get(id) ?? Number.NaN) - at))
  const inOrder = [...committed].filter(([postingId, versions]) => versions.join() === order.get(postingId)?.join())
  const result = {
    events: committedAt.size,
    seconds: round(seconds),
    missing: lags.filter(Number.isNaN).length,
    phantom: [...publishedAt.keys()].filter((id) => rolledBack.has(id)).length,
    outOfOrder: committed.size - inOrder.length,
    lagP50Ms: round(quantile(lags, 0.5)),
    lagP99Ms: round(quantile(lags, 0.99)),
    lagMaxMs: round(Math.max(...lags)),
  }
  print(`${result.events} events of ${writers} writers in ${result.seconds} s, while one more did nothing in its transaction`)
  print(`missing ${result.missing}, phantom ${result.phantom}, postings out of order ${result.outOfOrder} of ${committed.size}`)
  print(`from commit to queue: p50 ${result.lagP50Ms} ms, p99 ${result.lagP99Ms} ms, max ${result.lagMaxMs} ms`)
  return result
}

function closed(postingId: string, version: number): NewDomainEvent {
  const identity = { postingId, tenantId: postingId, employerId: postingId, source: 'fair', externalId: '1', title: '校对员', version }
  return { type: 'posting.closed', data: { ...identity, reasonCode: 'filled' } }
}
