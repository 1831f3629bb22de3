import { setTimeout as pause } from 'node:timers/promises'
import { createLogger } from '@zhihe/runtime/log'
import { type EventuallyOptions, eventually as eventuallyWithin } from '@zhihe/testing/eventually'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { appendToOutbox } from '../src/append.ts'
import { purge } from '../src/outbox-rows.ts'
import type { Publish } from '../src/publish-batch.ts'
import { closed, createWorld, type FakeQueue, fakeQueue, outbox, publishTo, schema, type World } from './world.ts'

// Several processes on a busy machine: what is right comes, if late.
const eventually = <T>(assertion: () => T | Promise<T>, options: EventuallyOptions = { withinMs: 20_000 }) =>
  eventuallyWithin(assertion, options)

let world: World
let matching: FakeQueue
let webhooks: FakeQueue
beforeEach(async () => {
  world = await createWorld()
  ;[matching, webhooks] = [fakeQueue(), fakeQueue()]
})
afterEach(() => world[Symbol.asyncDispose]())

const quick = { lookEveryMs: 50, pollMs: 60_000 }
const count = async (condition: string): Promise<number> =>
  Number((await world.query<{ n: string }>(`select count(*) as n from ${schema}.outbox where ${condition}`))[0]?.n)

/** Both consumers hear of these. */
const appendClosed = async (many: number): Promise<string[]> =>
  await world.database.db.transaction(async (tx) =>
    (await appendToOutbox(tx, outbox, { events: Array.from({ length: many }, closed), now: new Date() })).map(({ id }) => id),
  )

/** What was published before a queue was first seen counts as lost. */
const startSeen = async (options: Parameters<typeof start>[0] = {}) => {
  const relay = start(options)
  await eventually(async () => expect(await world.query(`select 1 from ${schema}.outbox_epochs`)).toHaveLength(2))
  return relay
}
const start = (options: { publish?: Publish; graceMs?: number; retentionMs?: number; logger?: ReturnType<typeof createLogger> } = {}) =>
  world.relay({ publish: publishTo({ matching, webhooks }), queues: { matching, webhooks }, ...quick, ...options })

/** So much time seems to have passed since the rows were published, and since the queues were first seen. */
const age = (ms: number) =>
  world.query(
    `with known as (update ${schema}.outbox_epochs set lost_before = lost_before - $1 * interval '1 millisecond')
      update ${schema}.outbox set published_at = published_at - $1 * interval '1 millisecond' where published_at is not null`,
    [ms],
  )

describe('following published events', () => {
  it('confirms an event when every consumer has it, and not before', async () => {
    await using relay = await startSeen()
    const [both, half] = await appendClosed(2)
    await eventually(async () => expect(await count('published_at is not null')).toBe(2))

    await world.arrive('matching', [both ?? '', half ?? ''])
    await world.arrive('webhooks', [both ?? ''])

    await eventually(async () => expect(await count('confirmed_at is not null')).toBe(1))
    expect(await world.query(`select id from ${schema}.outbox where confirmed_at is not null`)).toEqual([{ id: both }])
    expect([await relay.unconfirmed(), relay.resent()]).toEqual([1, 0])
  })

  it('sends again what did not arrive before the queue was wiped, once, and only to those who miss it', async () => {
    const { lines, logger } = recordingLogger()
    await using _one = await startSeen({ logger })
    await using _two = start({ logger })
    const ids = await appendClosed(1_200)
    await eventually(async () => expect(await count('published_at is not null')).toBe(1_200), { withinMs: 10_000 })
    await world.arrive('matching', ids.slice(0, 400))
    await world.arrive('webhooks', ids.slice(0, 700))

    matching.wipe()
    webhooks.wipe()

    await eventually(
      () =>
        expect([matching.jobIds, webhooks.jobIds]).toEqual([
          new Set(ids.slice(400).map((id) => `event-${id}`)),
          new Set(ids.slice(700).map((id) => `event-${id}`)),
        ]),
      { withinMs: 15_000 },
    )
    await eventually(async () => expect(await count('resent = 1 and published_at is not null')).toBe(800))
    expect([matching.added.length, webhooks.added.length]).toEqual([1_200 + 800, 1_200 + 500])
    expect(lines.filter((line) => line.startsWith('the queue has no mark of ours'))).toHaveLength(2)
  }, 30_000)

  it('sees that what was handed over before a wipe was lost, also when it was marked after it', async () => {
    const wiped = Promise.withResolvers<void>()
    const add = publishTo({ matching, webhooks })
    await using _relay = await startSeen({
      publish: async (consumer, jobs) => {
        await add(consumer, jobs)
        if (consumer === 'webhooks') await wiped.promise
      },
    })
    const [id] = await appendClosed(1)
    await eventually(() => expect(webhooks.added).toHaveLength(1))

    matching.wipe()
    webhooks.wipe()
    const epochs = () => world.query(`select epoch from ${schema}.outbox_epochs`)
    const before = await epochs()
    await eventually(async () => {
      for (const { epoch } of (await epochs()) as { epoch: string }[]) expect(before).not.toContainEqual({ epoch })
    })
    wiped.resolve()

    await eventually(() => expect([...matching.jobIds, ...webhooks.jobIds]).toEqual([`event-${id}`, `event-${id}`]))
  })

  it('sends again what is late and not in the queue, and leaves alone what waits or lies dead there', async () => {
    await using relay = await startSeen({ graceMs: 60_000 })
    const [gone, dead, young] = await appendClosed(3)
    await eventually(async () => expect(await count('published_at is not null')).toBe(3))
    await world.arrive('matching', [gone ?? '', dead ?? '', young ?? ''])
    webhooks.jobIds.delete(`event-${gone}`)
    webhooks.jobIds.delete(`event-${young}`)

    await age(61_000)
    await world.query(`update ${schema}.outbox set published_at = clock_timestamp() where id = $1`, [young])

    await eventually(() => expect(webhooks.added.filter((id) => id === gone)).toHaveLength(2))
    await eventually(async () => expect(await count('published_at is not null')).toBe(3))
    expect(webhooks.added).toHaveLength(4)
    expect(matching.added).toHaveLength(3)
    expect(relay.resent()).toBe(1)
  })

  it('waits twice as long before it sends the same event again', async () => {
    await using relay = await startSeen({ graceMs: 60_000 })
    await appendClosed(1)
    await eventually(async () => expect(await count('published_at is not null')).toBe(1))
    const lose = async (ms: number): Promise<void> => {
      for (const queue of [matching, webhooks]) queue.jobIds.clear()
      await age(ms)
    }

    await lose(61_000)
    await eventually(async () => expect(await count('resent = 1 and published_at is not null')).toBe(1))
    await lose(61_000)
    await pause(300) // six looks
    const early = relay.resent()
    await lose(60_000)

    await eventually(async () => expect(await count('resent = 2 and published_at is not null')).toBe(1))
    expect(early).toBe(1)
  })

  it('sends nothing again while the queue cannot say what it holds', async () => {
    const asked: number[] = []
    webhooks.holds = async (ids) => {
      asked.push(ids.length)
      return null
    }
    await using relay = await startSeen({ graceMs: 2_000 })
    await appendClosed(5)
    await eventually(async () => expect(await count('published_at is not null')).toBe(5))
    await age(60_000)
    webhooks.jobIds.clear()

    await eventually(() => expect(asked.length).toBeGreaterThan(3))

    expect([relay.resent(), webhooks.added.length]).toEqual([0, 5])
  })

  it('deletes what was published long ago only when it has arrived', async () => {
    await using relay = await startSeen({ retentionMs: 1_000 })
    const [arrived, late] = await appendClosed(2)
    await eventually(async () => expect(await count('published_at is not null')).toBe(2))
    await world.arrive('matching', [arrived ?? ''])
    await world.arrive('webhooks', [arrived ?? ''])
    await eventually(async () => expect(await relay.unconfirmed()).toBe(1))
    const db = world.database.db

    await age(10_000)
    const purged = await purge(db, outbox, { retentionMs: 1_000, limit: 10, onlyConfirmed: true })

    expect(purged).toBe(1)
    expect(await world.query(`select id from ${schema}.outbox`)).toEqual([{ id: late }])
  })
})

function recordingLogger() {
  const lines: string[] = []
  const logger = createLogger(
    { name: 'test', level: 'info' },
    { write: (line) => void lines.push((JSON.parse(line) as { msg: string }).msg) },
  )
  return { logger, lines }
}
