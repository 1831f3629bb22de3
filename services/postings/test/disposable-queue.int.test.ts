import type { Consumer, NewDomainEvent } from '@zhihe/contracts/event'
import { appendToOutbox } from '@zhihe/outbox/append'
import { startRelay } from '@zhihe/outbox/relay'
import { openDatabase } from '@zhihe/postgres/pool'
import { startConsumer } from '@zhihe/queue/consumer'
import { openProducer } from '@zhihe/queue/producer'
import { createLogger } from '@zhihe/runtime/log'
import { createTestDatabase, type TestDatabase } from '@zhihe/testing/database'
import { eventually } from '@zhihe/testing/eventually'
import { startOwnRedis } from '@zhihe/testing/own-redis'
import { queueBackends } from '@zhihe/testing/queue-backends'
import { v7 } from 'uuid'
import { afterEach, describe, expect, it } from 'vitest'
import { outbox, schemaName } from '../src/store/schema.ts'

const logger = createLogger({ name: 'test', level: 'silent' })
const wipes = 10
const eventsPerWipe = 300

interface Disposable {
  url: string
  /** Takes away everything that the queue holds; the odd ones more rudely. */
  wipe(time: number): Promise<void>
}

let open = new AsyncDisposableStack()
afterEach(async () => {
  await open.disposeAsync()
})

const kinds: { name: string; start: (database: TestDatabase) => Promise<Disposable> }[] = [
  {
    name: 'postgres',
    start: async (database) => ({
      url: database.url('zhihe_queue'),
      wipe: async () => void (await rows(database, 'delete from bullmq.job')),
    }),
  },
  {
    name: 'redis',
    start: async () => {
      const redis = open.use(await startOwnRedis())
      const wipe = async (time: number): Promise<void> => {
        if (time % 2 === 0) return void (await redis.say('FLUSHALL'))
        await redis.kill({ andWipe: true })
        await redis.start()
      }
      return { url: redis.url, wipe }
    },
  },
]
const names = new Set<string>(queueBackends().map(({ name }) => name))

describe.each(kinds.filter(({ name }) => names.has(name)))('a queue on $name that is wiped ten times while it works', ({ start }) => {
  it('loses no event: each arrives everywhere, and those that arrived do not come again without need', async () => {
    open = new AsyncDisposableStack()
    const database = open.use(await createTestDatabase())
    const queue = await start(database)
    const pool = open.use(openDatabase({ url: database.url('zhihe_postings'), applicationName: 'relay', maxConnections: 3 }))
    const taken: Record<'matching' | 'webhooks', number> = { matching: 0, webhooks: 0 }
    for (const consumer of ['matching', 'webhooks'] as const) consume(consumer, { url: queue.url, database, taken })
    const producers = { matching: openQueue('matching', queue.url), webhooks: openQueue('webhooks', queue.url) }
    const relay = open.use(
      startRelay({
        database: pool,
        listenUrl: database.url('zhihe_postings'),
        schema: schemaName,
        logger,
        queues: producers,
        publish: async (consumer, jobs) => {
          if (consumer !== 'jobseekers') await producers[consumer].addBulk(jobs)
        },
      }),
    )
    await eventually(async () => expect(await rows(database, 'select 1 from postings.outbox_epochs')).toHaveLength(2), { withinMs: 15_000 })

    for (let time = 0; time < wipes; time += 1) {
      const events = Array.from({ length: eventsPerWipe }, closed)
      await pool.db.transaction((tx) => appendToOutbox(tx, outbox, { events, now: new Date() }))
      // In the middle: some are published, and of them some are done.
      await eventually(() => expect(taken.matching + taken.webhooks).toBeGreaterThan((time * 2 + 0.2) * eventsPerWipe), {
        withinMs: 60_000,
      })
      await queue.wipe(time)
    }

    const missing = `select count(*)::int as n from postings.outbox o cross join (values ('matching'), ('webhooks')) as c (name)
      where o.id not in (select event_id from matching.inbox where c.name = 'matching'
        union all select event_id from webhooks.inbox where c.name = 'webhooks')`
    // The deadline of the issue (R5): complete within a minute of the last wipe.
    await eventually(async () => expect(await rows(database, missing)).toEqual([{ n: 0 }]), { withinMs: 60_000 })
    await eventually(async () => expect(await relay.unconfirmed()).toBe(0), { withinMs: 10_000 })
    expect(await rows(database, 'select count(*)::int as n from postings.outbox where published_at is not null')).toEqual([
      { n: wipes * eventsPerWipe },
    ])
    expect(relay.resent()).toBeGreaterThan(0)
    expect(taken.matching + taken.webhooks).toBeLessThan(2 * 2 * wipes * eventsPerWipe)
  }, 240_000)
})

interface Consumption {
  url: string
  database: TestDatabase
  taken: Record<'matching' | 'webhooks', number>
}

/** A consumer whose only effect is that it has seen the event. */
function consume(consumer: 'matching' | 'webhooks', { url, database, taken }: Consumption): void {
  const { pool } = open.use(openDatabase({ url: database.url(`zhihe_${consumer}`), applicationName: consumer, maxConnections: 4 }))
  open.use(
    startConsumer({
      url,
      queue: consumer,
      concurrency: 4,
      leaseMs: 2_000,
      logger,
      handle: async ({ data }) => {
        taken[consumer] += 1
        await pool.query(`insert into ${consumer}.inbox (consumer, event_id) values ($1, $2) on conflict do nothing`, [
          consumer,
          (data as { id: string }).id,
        ])
      },
    }),
  )
}

function openQueue(queue: Consumer, url: string) {
  return open.use(openProducer({ url, queue, logger }))
}

async function rows(database: TestDatabase, statement: string): Promise<unknown[]> {
  await using admin = openDatabase({ url: database.adminUrl, applicationName: 'test', maxConnections: 1 })
  return (await admin.pool.query(statement)).rows
}

function closed(): NewDomainEvent {
  const [postingId, tenantId, employerId] = [v7(), v7(), v7()]
  return {
    type: 'posting.closed',
    data: { postingId, tenantId, employerId, source: 'fair', externalId: '1', title: '校对员', version: 2, reasonCode: 'filled' },
  }
}
