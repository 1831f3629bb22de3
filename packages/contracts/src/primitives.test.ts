import { describe, expect, it } from 'vitest'
import { timestamp } from './primitives.ts'

describe('a time', () => {
  it.each([
    '1900-01-01T00:00:00Z',
    '2026-11-20T09:00:00+08:00',
    '2026-11-20T09:00:00.123456789Z',
    '2026-11-20T09:00:00-12:00',
    '2026-11-20T09:00:00+14:00',
    '9999-12-31T23:59:59Z',
  ])('%s is taken', (value) => {
    expect(timestamp.safeParse(value).success).toBe(true)
  })

  it.each([
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+14:00',
    '1899-12-31T23:59:59Z',
    '2026-11-20T09:00:00+14:01',
    '2026-11-20T09:00:00-23:59',
    '9999-12-31T23:59:59-12:00',
    '2026-11-20',
  ])('%s is refused', (value) => {
    expect(timestamp.safeParse(value).success).toBe(false)
  })
})
