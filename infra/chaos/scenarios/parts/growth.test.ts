import { expect, test } from 'vitest'
import { growthOf, leastOf, type Point } from './growth.ts'

const minute = 60_000

function held(mibAt: (minutes: number) => number): Point[] {
  return Array.from({ length: 120 }, (_, at) => [at * minute, mibAt(at)])
}

test('a process that holds a mebibyte more every ten minutes grows six an hour', () => {
  const { perHour, atLeast } = growthOf(leastOf(held((minutes) => 100 + minutes / 10)))
  expect(perHour).toBeCloseTo(6, 5)
  expect(atLeast).toBeCloseTo(6, 5)
})

test('garbage between collections is no growth', () => {
  const sawtooth = held((minutes) => 100 + (minutes % 7) * 5)
  expect(growthOf(leastOf(sawtooth)).perHour).toBe(0)
})

test('a leak under that garbage is found', () => {
  const leaking = held((minutes) => 100 + (minutes % 7) * 5 + minutes / 20)
  expect(growthOf(leastOf(leaking)).atLeast).toBeGreaterThan(2)
})

test('what only scatters is not certain to grow', () => {
  const scattered = held((minutes) => 100 + ((minutes * 7_919) % 31) / 10)
  expect(growthOf(scattered).atLeast).toBeLessThan(0.5)
})

test('of two points nothing is said', () => {
  expect(
    growthOf([
      [0, 1],
      [minute, 9],
    ]),
  ).toEqual({ perHour: 0, atLeast: 0 })
})
