import { describe, expect, it } from 'vitest'
import { readValidity } from './read-validity.ts'

const on = '2026-04-15'

describe('readValidity', () => {
  it.each([
    ['2015-05-22', null, '2015-05-22'],
    ['2026年5月22日前', null, '2026-05-22'],
    ['2026/5/2 17:00', null, '2026-05-02'],
    ['报名截止：2026 年 12 月', null, '2026-12-31'],
    ['二〇二六年六月三十日', null, '2026-06-30'],
    ['20260630', null, '2026-06-30'],
    ['46000', null, '2025-12-09'],
    ['5月底前', null, '2026-05-31'],
    ['6月中旬', null, '2026-06-20'],
    ['3月1日', null, '2027-03-01'],
    ['即日起至6月30日', '2026-04-15', '2026-06-30'],
    ['3月1日至4月30日', '2026-03-01', '2026-04-30'],
    ['2026年3月1日至31日', '2026-03-01', '2026-03-31'],
    ['发布之日起30日内', null, '2026-05-15'],
    ['年底前', null, '2026-12-31'],
    ['2026-05-01起', '2026-05-01', null],
  ])('reads %s', (text, from, until) => {
    expect(readValidity(text, { on })).toMatchObject({ from, until, openEnded: false })
  })

  it.each(['长期有效', '招满为止', '常年招聘'])('knows that %s has no end', (text) => {
    expect(readValidity(text)).toMatchObject({ from: null, until: null, openEnded: true })
  })

  it.each(['1970-01-01', '2026-02-30', '18-45岁', '3.5', '尽快', ''])('reads none in "%s"', (text) => {
    expect(readValidity(text, { on })).toBeNull()
  })

  it('does not guess a year', () => {
    expect(readValidity('5月底前')).toBeNull()
  })
})
