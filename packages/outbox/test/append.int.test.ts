import type { NewDomainEvent } from '@zhihe/contracts/event'
import { listen } from '@zhihe/postgres/listen'
import { eventually } from '@zhihe/testing/eventually'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appendToOutbox, outboxChannel } from '../src/append.ts'
import { firstTime, forgetEvents } from '../src/inbox.ts'
import { closed, createWorld, inbox, outbox, schema, updates, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

describe('appendToOutbox', () => {
  it('writes whole events in order and wakes the relay once per transaction', async () => {
    let notifications = 0
    await using listener = listen({ url: world.url, channel: outboxChannel(schema), onNotify: () => void (notifications += 1) })
    await eventually(() => expect(listener.isUp()).toBe(true))

    const events = await world.database.db.transaction(async (tx) => {
      const first = await appendToOutbox(tx, outbox, { events: updates(2_500), now: new Date('2026-11-22T09:00:00Z') })
      return [...first, ...(await appendToOutbox(tx, outbox, { events: [closed()], now: new Date('2026-11-22T09:00:00Z') }))]
    })
    await world.append(1)

    const rows = await world.query<{ id: string; payload: unknown; type: string; xid: string }>(
      `select id, type, payload, xid::text from ${schema}.outbox order by seq limit 2501`,
    )
    expect(rows.map(({ payload }) => payload)).toEqual(events)
    expect(rows.map(({ id }) => id)).toEqual(events.map(({ id }) => id))
    expect(new Set(rows.map(({ xid }) => xid)).size).toBe(1)
    expect(events.at(-1)).toMatchObject({ type: 'posting.closed', occurredAt: '2026-11-22T09:00:00.000Z' })
    await eventually(() => expect(notifications).toBe(2))
  })

  it('throws for an event that does not fit its contract, and names the place but no value', async () => {
    const wrong = { ...closed(), data: { ...closed().data, version: 'secret-value' } } as unknown as NewDomainEvent

    const attempt = world.database.db.transaction((tx) => appendToOutbox(tx, outbox, { events: [wrong], now: new Date() }))

    await expect(attempt).rejects.toThrow(/posting\.closed does not fit its contract at \/data\/version/)
    await expect(attempt).rejects.not.toThrow(/secret-value/)
  })
})

describe('firstTime', () => {
  it('is true once per consumer and event, and again after a rollback', async () => {
    const eventId = v7()
    const see = (consumer: string, fails = false) =>
      world.database.db.transaction(async (tx) => {
        const isFirst = await firstTime(tx, inbox, consumer, eventId)
        if (fails) throw new Error('rolled back')
        return isFirst
      })

    await expect(see('matching', true)).rejects.toThrow('rolled back')
    const answers = await Promise.all([see('matching'), see('matching'), see('matching'), see('webhooks')])

    expect(answers.filter(Boolean)).toHaveLength(2)
    expect(answers[3]).toBe(true)
  })

  it('forgets events that are older than asked', async () => {
    const old = v7({ msecs: Date.parse('2026-01-01T00:00:00Z') })
    const young = v7({ msecs: Date.parse('2026-03-01T00:00:00Z') })

    const [forgotten, oldAgain, youngAgain] = await world.database.db.transaction(async (tx) => {
      await firstTime(tx, inbox, 'cleaner', old)
      await firstTime(tx, inbox, 'cleaner', young)
      return [
        await forgetEvents(tx, inbox, 'cleaner', new Date('2026-02-01T00:00:00Z')),
        await firstTime(tx, inbox, 'cleaner', old),
        await firstTime(tx, inbox, 'cleaner', young),
      ]
    })

    expect([forgotten, oldAgain, youngAgain]).toEqual([1, true, false])
  })
})
