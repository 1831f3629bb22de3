import { describe, expect, it } from 'vitest'
import { codes, codeTexts, isCode } from './codes.ts'
import { toReport } from './report.ts'

const facts = { checkedAt: '2026-11-22T09:00:00.000Z', events: 3, tookMs: 5 }

describe('a report', () => {
  it('has every check in its order, also those that found nothing', () => {
    const report = toReport([{ code: 'due_stuck', findings: 2, underway: 1, sample: ['a', 'b'] }], facts)

    expect(report).toMatchObject({ ...facts, consistent: false })
    expect(report.checks.map(({ code }) => code)).toEqual(codes)
    expect(report.checks.filter(({ findings }) => findings > 0)).toEqual([
      {
        code: 'due_stuck',
        findings: 2,
        underway: 1,
        sample: ['a', 'b'],
        repairable: false,
        title: { zh: expect.any(String), en: expect.any(String) },
      },
    ])
  })

  it('takes what is under way for no finding', () => {
    expect(toReport([{ code: 'event_unheard', findings: 0, underway: 7, sample: [] }], facts).consistent).toBe(true)
    expect(toReport([], facts).consistent).toBe(true)
  })

  it('says of every code what it means, in both languages, and knows no other', () => {
    for (const code of codes)
      expect([codeTexts[code].zh, codeTexts[code].en]).toEqual([expect.stringMatching(/。$/), expect.stringMatching(/\.$/)])
    expect(isCode('toString')).toBe(false)
  })
})
