import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { awaitArrival } from './await-arrival.ts'

const now = () => new Date()

describe('awaitArrival', () => {
  it('waits for what was made a moment ago and is still on its way', async () => {
    let looks = 0
    const find = async () => {
      looks += 1
      return looks === 3 ? 'here' : undefined
    }

    expect(await awaitArrival({ id: uuidv7(), find, now })).toBe('here')
  })

  it('does not wait for an id that was made long ago', async () => {
    let looks = 0
    const find = async () => {
      looks += 1
      return undefined
    }

    expect(await awaitArrival({ id: uuidv7({ msecs: Date.now() - 60_000 }), find, now })).toBeUndefined()
    expect(looks).toBe(1)
  })
})
