import { describe, expect, it } from 'vitest'
import { contextAt, relaxationsOf } from './relaxations-in-force.ts'

const relaxation = { rule: 'age', regionCode: '330000', source: '示例方案第一条' } as const
const dated = [
  { ...relaxation, from: '2026-01-01T00:00:00+08:00', until: '2026-12-31T00:00:00+08:00' },
  { ...relaxation, rule: 'education', from: '2026-06-01T00:00:00+08:00', until: null },
] as const

describe('relaxations', () => {
  it('hold from their day to before their end, and say nothing of their days', () => {
    const rulesAt = (at: string) => relaxationsOf(dated, new Date(at)).map(({ rule }) => rule)

    expect(rulesAt('2025-12-31T15:59:59Z')).toEqual([])
    expect(rulesAt('2025-12-31T16:00:00Z')).toEqual(['age'])
    expect(rulesAt('2026-07-01T00:00:00Z')).toEqual(['age', 'education'])
    expect(rulesAt('2026-12-30T16:00:00Z')).toEqual(['education'])
    expect(relaxationsOf(dated, new Date('2026-01-02T00:00:00Z'))).toEqual([relaxation])
  })

  it('are part of every context', () => {
    const at = new Date('2026-11-22T00:00:00Z')

    expect(contextAt(at)).toEqual({ at, relaxations: [] })
  })
})
