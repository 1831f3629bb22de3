import { eventually } from '@zhihe/testing/eventually'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appendToOutbox, type Hold } from '../src/append.ts'
import { releaseHeld } from '../src/hold.ts'
import { closed, createWorld, outbox, updates, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const hold = async (count: number, held: Hold) =>
  await world.database.db.transaction(async (tx) =>
    (await appendToOutbox(tx, outbox, { events: updates(count), now: new Date('2026-11-22T09:00:00Z'), hold: held })).map(({ id }) => id),
  )

describe('events that are held', () => {
  it('wait for their release, while what is said alone goes past them', async () => {
    const published: string[] = []
    await using relay = world.relay({ publish: async (_, jobs) => void published.push(...jobs.map(({ data }) => data.id)), pollMs: 60_000 })
    await eventually(() => expect(relay.isReady()).toBe(true))
    const held = await hold(600, { by: 'import-1', ms: 60_000 })

    const [single] = await world.append(1)
    await eventually(() => expect(published).toEqual([single]))
    await world.database.db.transaction((tx) => releaseHeld(tx, outbox, 'import-1'))

    await eventually(() => expect(published).toEqual([single, ...held]))
    // A row is marked a moment after it was handed on.
    await eventually(async () => expect(await relay.stats()).toMatchObject({ unpublished: 0 }))
  })

  it('are published after their time when nobody releases them', async () => {
    const published: string[] = []
    await using _relay = world.relay({ publish: async (__, jobs) => void published.push(...jobs.map(({ data }) => data.id)), pollMs: 50 })

    const held = await hold(3, { by: 'import-2', ms: 300 })

    await eventually(() => expect(published).toEqual(held))
  })

  it('stay where they are when somebody else is released', async () => {
    const [held] = await hold(1, { by: 'import-3', ms: 60_000 })

    await world.database.db.transaction((tx) => releaseHeld(tx, outbox, 'import-4'))
    await world.database.db.transaction((tx) => appendToOutbox(tx, outbox, { events: [closed()], now: new Date() }))

    const [row] = await world.query<{ by: string }>('select claimed_by as by from emitter.outbox where id = $1', [held])
    expect(row).toEqual({ by: 'import-3' })
  })
})
