import { expect, it } from 'vitest'
import { ordersOf } from './start-orders.ts'

it('knows all 24 orders of four, each once', () => {
  const orders = ordersOf(['postgres', 'redis', 'apis', 'workers']).map((order) => order.join())

  expect(orders).toHaveLength(24)
  expect(new Set(orders).size).toBe(24)
})
