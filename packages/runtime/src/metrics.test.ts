import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { measure } from './metrics.ts'

describe('measure', () => {
  it('asks when metrics are asked for, and shows NaN for what cannot be told', async () => {
    const metrics = new Registry()
    let waiting = 3
    measure(metrics, { name: 'waiting', help: 'What waits' }, () => waiting)
    measure(metrics, { name: 'lost', help: 'Cannot be told' }, async () => {
      throw new Error('the database is away')
    })

    waiting = 5

    expect(await metrics.metrics()).toMatch(/^waiting 5$/m)
    expect(await metrics.metrics()).toMatch(/^lost Nan$/m)
  })
})
