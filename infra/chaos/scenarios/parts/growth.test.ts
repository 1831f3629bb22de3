import { expect, test } from 'vitest'
import { growthOf, leastOf, type Point } from './growth.ts'

const minute = 60_000

function held(mibAt: (minutes: number) => number): Point[] {
  return Array.from({ length: 120 }, (_, at) => [at * minute, mibAt(at)])
}

test('a process that holds a mebibyte more every ten minutes grows six an hour', () => {
  const { perHour, giveOrTake } = growthOf(leastOf(held((minutes) => 100 + minutes / 10)))
  expect(perHour).toBeCloseTo(6, 5)
  expect(giveOrTake).toBeCloseTo(0, 5)
})

test('garbage between collections is no growth', () => {
  const sawtooth = held((minutes) => 100 + (minutes % 7) * 5)
  expect(growthOf(leastOf(sawtooth)).perHour).toBe(0)
})

test('a leak under that garbage is found', () => {
  const leaking = held((minutes) => 100 + (minutes % 7) * 5 + minutes / 20)
  const { perHour, giveOrTake } = growthOf(leastOf(leaking))
  expect(perHour - giveOrTake).toBeGreaterThan(2)
})

test('a run too short for its scatter says so', () => {
  const scattered = held((minutes) => 100 + ((minutes * 7_919) % 31) / 10)
  const { perHour, giveOrTake } = growthOf(scattered.slice(0, 8))
  expect(giveOrTake).toBeGreaterThan(Math.abs(perHour))
})

test('of two points nothing is said, so that no bar is met', () => {
  expect(
    growthOf([
      [0, 1],
      [minute, 9],
    ]),
  ).toEqual({ perHour: Number.NaN, giveOrTake: Number.NaN })
})
