import { describe, expect, it } from 'vitest'
import { readNumberCell } from './spoilt-number.ts'

const idNumber = '99010619900315101X'
const read = (text: string, isNumeric: boolean | null = false, kind: 'idNumber' | 'certificateNumber' = 'idNumber') =>
  readNumberCell({ text, kind, isNumeric })

describe('readNumberCell', () => {
  it.each([
    ['9.90106E+17', 'scientific_notation'],
    ['9.90106199003151E+17', 'scientific_notation'],
    ['９．９０１０６Ｅ＋１７', 'scientific_notation'],
    ['99010619900315101', 'lost_last_character'],
    ['990106900315101', 'old_15_digits'],
    [`${idNumber}43`, 'is_a_certificate_number'],
  ])('names what has happened to %s and does not guess it back', (text, spoilt) => {
    expect(read(text)).toEqual({ ok: false, spoilt })
  })

  it('refuses a number that was kept as a value, also where the rest passes the check character', () => {
    expect(read('990106199003151000', true)).toEqual({ ok: false, spoilt: 'rounded_by_spreadsheet' })
    expect(read('110101199003070000', true)).toEqual({ ok: false, spoilt: 'rounded_by_spreadsheet' })
    expect(read('9901061990031510100000', true, 'certificateNumber')).toEqual({ ok: false, spoilt: 'rounded_by_spreadsheet' })
  })

  it('refuses the zeros of a rounded number where the file does not tell numbers from texts, and takes them where it is a text', () => {
    expect(read('990106199003151000', null)).toEqual({ ok: false, spoilt: 'rounded_by_spreadsheet' })
    expect(read('990106199003151000', false)).toMatchObject({ ok: true })
    expect(read('99010619900315100000', null, 'certificateNumber')).toEqual({ ok: false, spoilt: 'rounded_by_spreadsheet' })
  })

  it.each([`'${idNumber}`, `‘${idNumber}’`, '９９０１０６１９９００３１５１０１Ｘ', '990106-19900315-101X', '99010619900315101x'])(
    'takes harmless marks away from %s and says so',
    (text) => {
      expect(read(text)).toEqual({ ok: true, value: idNumber, tidied: true })
    },
  )

  it('takes a plain number as it is, spaces among its digits or not', () => {
    expect(read(idNumber)).toEqual({ ok: true, value: idNumber, tidied: false })
    expect(read('990106 19900315 101X')).toEqual({ ok: true, value: idNumber, tidied: false })
  })

  it('says when a citizen number stands in the column of the certificate', () => {
    expect(read(idNumber, false, 'certificateNumber')).toEqual({ ok: false, spoilt: 'is_an_id_number' })
  })
})
