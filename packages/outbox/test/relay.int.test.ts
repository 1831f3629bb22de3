import { setTimeout as pause } from 'node:timers/promises'
import { createLogger } from '@zhihe/runtime/log'
import { eventually } from '@zhihe/testing/eventually'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { appendToOutbox } from '../src/append.ts'
import type { Publish } from '../src/publish-batch.ts'
import { closed, createWorld, outbox, recorder, schema, updates, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world[Symbol.asyncDispose]())

const unpublished = () => world.query<{ id: string }>(`select id from ${schema}.outbox where published_at is null order by seq`)

describe('the relay', () => {
  it('publishes one job per consumer of an event, soon after the commit', async () => {
    const seen: string[] = []
    const publish: Publish = async (consumer, jobs) => void seen.push(...jobs.map(({ jobId }) => `${consumer} ${jobId}`))
    await using relay = world.relay({ publish, pollMs: 60_000 })
    await eventually(() => expect(relay.isReady()).toBe(true))

    const [event] = await world.database.db.transaction((tx) => appendToOutbox(tx, outbox, { events: [closed()], now: new Date() }))

    await eventually(() => expect(seen.toSorted()).toEqual([`matching event-${event?.id}`, `webhooks event-${event?.id}`]))
    await eventually(async () => expect(await relay.stats()).toEqual({ unpublished: 0, oldestAgeMs: 0, failed: 0 }))
  })

  it('misses no committed event and sends none that was rolled back, with slow writers in any order', async () => {
    const { publish, ids } = recorder()
    await using _relay = world.relay({ publish, pollMs: 50, batchSize: 40 })
    const committed: string[] = []
    const write = async (writer: number): Promise<void> => {
      for (let round = 0; round < 25; round += 1) {
        const attempt = world.database.db.transaction(async (tx) => {
          const events = await appendToOutbox(tx, outbox, { events: updates(1 + ((writer + round) % 3)), now: new Date() })
          await pause(Math.random() * 6)
          if ((writer + round) % 7 === 0) throw new Error('rolled back')
          return events.map(({ id }) => id)
        })
        committed.push(...(await attempt.catch(() => [])))
      }
    }

    await Promise.all(Array.from({ length: 16 }, (_, writer) => write(writer)))

    await eventually(() => expect(ids().length).toBeGreaterThanOrEqual(committed.length), { withinMs: 10_000 })
    expect(ids().toSorted()).toEqual(committed.toSorted())
  })

  it('shares the work with a second relay without publishing a row twice', async () => {
    const [left, right] = [recorder(), recorder()]
    const slowly =
      (publish: Publish): Publish =>
      async (consumer, jobs) => {
        await pause(5)
        await publish(consumer, jobs)
      }
    const ids = await world.append(600)

    await using _one = world.relay({ publish: slowly(left.publish), batchSize: 20 })
    await using _two = world.relay({ publish: slowly(right.publish), batchSize: 20 })

    await eventually(async () => expect(await unpublished()).toEqual([]), { withinMs: 10_000 })
    expect([...left.ids(), ...right.ids()].toSorted()).toEqual(ids.toSorted())
    expect(left.ids().length).toBeGreaterThan(0)
    expect(right.ids().length).toBeGreaterThan(0)
  })

  it('publishes again, with the same ids, what a dead relay published and could not mark; the dead one marks nothing later', async () => {
    const { publish, ids } = recorder()
    const afterlife = Promise.withResolvers<void>()
    const frozen = recorder()
    const ids3 = await world.append(3)
    const dead = world.relay({
      leaseMs: 300,
      publish: async (consumer, jobs) => {
        await frozen.publish(consumer, jobs)
        await afterlife.promise
      },
    })
    await eventually(() => expect(frozen.ids()).toEqual(ids3))
    const blocked = Promise.withResolvers<void>()

    await using _living = world.relay({
      pollMs: 50,
      publish: async (consumer, jobs) => {
        await publish(consumer, jobs)
        await blocked.promise
      },
    })
    await eventually(() => expect(ids()).toEqual(ids3))
    afterlife.resolve()
    await dead.stop()

    expect((await unpublished()).map(({ id }) => id)).toEqual(ids3)
    blocked.resolve()
    await eventually(async () => expect(await unpublished()).toEqual([]))
  })

  it('waits while the queue is down, burns no attempt, and says so once', async () => {
    const { publish, ids } = recorder()
    const lines: { msg: string }[] = []
    const logger = createLogger({ name: 'test', level: 'info' }, { write: (line) => void lines.push(JSON.parse(line) as { msg: string }) })
    let calls = 0
    let isUp = false
    const sometimes: Publish = async (consumer, jobs) => {
      calls += 1
      if (!isUp) throw new Error('connect ECONNREFUSED')
      await publish(consumer, jobs)
    }
    const appended = await world.append(50)
    await using relay = world.relay({ publish: sometimes, logger, pollMs: 50 })
    await eventually(() => expect(calls).toBeGreaterThan(6))

    expect(relay.isReady()).toBe(false)
    expect(await world.query(`select distinct attempts, failed_at from ${schema}.outbox`)).toEqual([{ attempts: 0, failed_at: null }])
    expect(await relay.stats()).toMatchObject({ unpublished: 50, failed: 0 })
    isUp = true

    await eventually(async () => expect(await unpublished()).toEqual([]))
    expect(new Set(ids())).toEqual(new Set(appended))
    expect(relay.isReady()).toBe(true)
    expect(lines.map(({ msg }) => msg)).toEqual([
      'the relay cannot use the queue; trying again until it is back',
      'the relay can use the queue again',
    ])
  })

  it('sets a poison row aside after five attempts and lets the others pass', async () => {
    const { publish, ids } = recorder()
    const appended = await world.append(60)
    const [poison, noEvent] = [appended[17], appended[41]]
    await world.query(`update ${schema}.outbox set payload = '{"id": "what"}' where id = $1`, [noEvent])
    const picky: Publish = async (consumer, jobs) => {
      if (jobs.some(({ data }) => data.id === poison)) throw new Error('unsupported Unicode escape sequence')
      await publish(consumer, jobs)
    }
    await using relay = world.relay({ publish: picky, pollMs: 20 })
    const refusedAlone = setInterval(() => void world.append(1).catch(() => {}), 50)

    await eventually(async () => expect((await relay.stats()).failed).toBe(2), { withinMs: 15_000 })
    clearInterval(refusedAlone)

    const aside = await world.query(`select id, attempts, error from ${schema}.outbox where failed_at is not null order by seq`)
    expect(aside).toEqual([
      { id: poison, attempts: 5, error: 'unsupported Unicode escape sequence' },
      { id: noEvent, attempts: 5, error: 'the payload is no event' },
    ])
    const others = appended.filter((id) => id !== poison && id !== noEvent)
    expect(new Set(ids()).isSupersetOf(new Set(others))).toBe(true)
  })

  it('goes on after all its connections were terminated', async () => {
    const { publish, ids } = recorder()
    await using _relay = world.relay({ publish, pollMs: 50 })
    const before = await world.append(10)
    await eventually(() => expect(ids()).toEqual(before))

    await world
      .query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`)
      .catch(() => [])
    const after = await world.append(10)

    await eventually(() => expect(new Set(ids())).toEqual(new Set([...before, ...after])))
  })

  it('finishes the batch in hand when it stops', async () => {
    const { publish, ids } = recorder()
    await world.append(5)
    const relay = world.relay({
      publish: async (consumer, jobs) => {
        await pause(50)
        await publish(consumer, jobs)
      },
    })
    await eventually(async () => expect(await world.query(`select 1 from ${schema}.outbox where claimed_by is not null`)).toHaveLength(5))

    await relay.stop()

    expect(ids()).toHaveLength(5)
    expect(await unpublished()).toEqual([])
  })
})
