import { describe, expect, it } from 'vitest'
import { numberKind, plainNumber, wordNumber } from './number-format.ts'

const word = (raw: string, code: string, is1904 = false) => wordNumber(raw, numberKind(170, code), is1904)

describe('numberKind', () => {
  it('knows dates by their letters outside quotes, colours and escapes', () => {
    const dates = ['yyyy-mm-dd', 'yyyy"年"m"月"d"日";@', '[$-804]yyyy/m/d', 'h:mm', '[h]:mm', 'm"月"d"日"', 'AM/PM h:mm', '[Red]d-mmm']
    const others = ['General', 'G/通用格式', '0.00', '#,##0"元/day"', '[Magenta]0', '0.00E+00', '@', '', '0\\d', '_-* #,##0_-']

    expect(dates.map((code) => numberKind(170, code).kind)).toEqual(dates.map(() => 'date'))
    expect(others.map((code) => numberKind(170, code).kind)).toEqual(others.map(() => 'plain'))
  })

  it('knows the built-in formats, those of Chinese Excel among them', () => {
    expect([14, 22, 31, 47, 57].map((id) => numberKind(id, undefined).kind)).toEqual(['date', 'date', 'date', 'date', 'date'])
    expect([0, 1, 2, 4, 37, 49].map((id) => numberKind(id, undefined).kind)).toEqual(['plain', 'plain', 'plain', 'plain', 'plain', 'plain'])
    expect(numberKind(9, undefined).kind).toBe('percent')
  })
})

describe('wordNumber', () => {
  it('gives plain digits as Excel keeps them', () => {
    expect(
      ['3000', '4.5E3', '0.30000000000000004', '13812345678', '1E-7', '3.3010619850101E+17', '-0', '2E22'].map((raw) =>
        word(raw, 'General'),
      ),
    ).toEqual(['3000', '4500', '0.3', '13812345678', '0.0000001', '330106198501010000', '0', '20000000000000000000000'])
  })

  it('gives dates and times as ISO text, in both calendars of Excel', () => {
    expect(word('46348', 'yyyy/m/d')).toBe('2026-11-22')
    expect(word('46348.395833333336', 'yyyy/m/d h:mm')).toBe('2026-11-22T09:30')
    expect(word('0.729166666666667', 'h:mm')).toBe('17:30')
    expect(word('0.5000115741', 'h:mm:ss')).toBe('12:00:01')
    expect(word('44886', 'yyyy/m/d', true)).toBe('2026-11-22')
    expect(word('0.5', 'h:mm', true)).toBe('12:00')
    expect(['1', '59', '60', '61'].map((raw) => word(raw, 'd'))).toEqual(['1900-01-01', '1900-02-28', '1900-02-28', '1900-03-01'])
  })

  it('leaves as a number what lies outside the calendar', () => {
    expect([word('-3', 'd'), word('2958466', 'd'), word('1e300', 'd')]).toEqual(['-3', '2958466', plainNumber(1e300)])
  })

  it('keeps per cent and leading zeros, and what is no number', () => {
    expect([word('0.07', '0%'), word('42', '000000'), word('1.5', '0000'), word('n/a', '0%'), word('', 'd')]).toEqual([
      '7%',
      '000042',
      '1.5',
      'n/a',
      '',
    ])
  })
})
