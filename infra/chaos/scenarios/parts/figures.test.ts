import { describe, expect, it } from 'vitest'
import { inTime, said } from './figures.ts'

describe('inTime', () => {
  it('allows twice the bar, for the machine is shared, and never takes never for in time', () => {
    expect([inTime(0, 250), inTime(500, 250), inTime(501, 250), inTime(null, 250)]).toEqual([true, true, false, false])
  })
})

describe('said', () => {
  it('speaks of milliseconds below a second, of seconds above, and of never', () => {
    expect([said(12.6), said(999), said(1_000), said(61_240), said(null)]).toEqual(['13 ms', '999 ms', '1.0 s', '61.2 s', 'never'])
  })
})
