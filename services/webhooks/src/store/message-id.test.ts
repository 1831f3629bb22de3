import { v7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { messageIdOf, newMessageId } from './message-id.ts'

const said = {
  eventId: '019376b2-7c1e-7abc-9000-000000000000',
  endpointId: '019376b2-0000-7000-8000-000000000001',
  dedupKey: 'posting.published',
}

describe('the id of a message', () => {
  it('is the same whenever it is worked out, and begins as the event does', () => {
    expect(messageIdOf(said)).toBe(messageIdOf({ ...said }))
    expect(messageIdOf(said)).toMatch(/^msg_019376b27c1e7abc900000[0-9a-f]{10}$/)
  })

  it('is another one for another event, another endpoint and another thing to say', () => {
    const others = [
      { eventId: '019376b2-7c1e-7abc-9000-000000000009' },
      { endpointId: '019376b2-0000-7000-8000-000000000002' },
      { dedupKey: 'x' },
    ]

    expect(new Set([said, ...others.map((other) => ({ ...said, ...other }))].map(messageIdOf)).size).toBe(4)
  })

  it('stands in the order of the events, also of those of one millisecond', () => {
    const ids = Array.from({ length: 500 }, () => messageIdOf({ ...said, eventId: v7() }))

    expect(ids.toSorted()).toEqual(ids)
  })

  it('has the form of one that is drawn', () => {
    expect(messageIdOf(said)).toHaveLength(newMessageId().length)
  })
})
