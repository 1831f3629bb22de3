import { describe, expect, it } from 'vitest'
import { crashesOf } from './crashes.ts'

describe('the deaths that a job has seen', () => {
  it('are those of the parcel that it came in and its own', () => {
    expect(crashesOf({ opts: {}, progress: 0, stalledCounter: 0 })).toBe(0)
    expect(crashesOf({ opts: {}, progress: 0, stalledCounter: 3 })).toBe(3)
    expect(crashesOf({ opts: { crashes: 1 } as object, progress: 0, stalledCounter: 1 })).toBe(2)
  })

  it('are for a suspect only those while it ran', () => {
    expect(crashesOf({ opts: {}, progress: { crashes: 2, isRunning: false }, stalledCounter: 9 })).toBe(2)
    expect(crashesOf({ opts: {}, progress: { crashes: 2, isRunning: true }, stalledCounter: 9 })).toBe(3)
  })
})
