import { describe, expect, it } from 'vitest'
import { p99Of } from './recovery.ts'

const after = (tookMs: number | null) => ({ worker: 'matching-worker', held: 3, tookMs })

describe('p99Of', () => {
  it('is the greatest of fewer than a hundred, and the second greatest of two hundred', () => {
    expect(p99Of([after(10), after(30), after(20)])).toBe(30)
    expect(p99Of(Array.from({ length: 200 }, (_, at) => after(at + 1)))).toBe(198)
  })

  it('is not known where one never ended, or none was measured', () => {
    expect(p99Of([after(10), after(null)])).toBeNull()
    expect(p99Of([])).toBeNull()
  })
})
