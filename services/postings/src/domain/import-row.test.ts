import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createKeys, type KeyedRow, type Keys, numberWithin } from './import-row.ts'

const [cloud, noodles] = ['01890000-0000-7000-8000-c10d00000001', '01890000-0000-7000-8000-0000d1e50002']
const cloudUscc = '91990106MA0TETT2XY'
const keysOf = (options = {}): Keys => createKeys({ hash: (text) => `h${text.length}`, isOneEmployer: false, ...options })
const rowOf = (row: number, employerName: string, externalId: string | undefined) => ({
  sheet: '',
  row,
  fields: { employerName, externalId, title: '保洁员' },
})
const numbersOf = (rows: readonly (readonly [KeyedRow, string])[], held: [string, string][] = []) =>
  rows.map(([row, employerId]) => numberWithin(row, employerId, new Map(held)))

describe('the numbers of a file', () => {
  it('are per employer where two employers use one: the first has it as it is', () => {
    const keys = keysOf()

    const [first, second] = [keys.number(rowOf(2, '云客服', '1')), keys.number(rowOf(3, '面馆', '1'))]

    expect([first.sameAs, second.sameAs]).toEqual([null, null])
    expect(
      numbersOf([
        [first, cloud],
        [second, noodles],
      ]),
    ).toEqual(['1', '1~0000d1e50002'])
  })

  it('tell a second row of one employer with the same number, however its name is spaced', () => {
    const keys = keysOf()
    keys.number(rowOf(2, '云 客服', 'A-1'))
    keys.number(rowOf(3, '面馆', 'A-1'))

    expect(keys.number(rowOf(4, '云客服', 'A-1')).sameAs).toMatchObject({ row: 2 })
    expect(keys.number(rowOf(5, '面馆', 'A-1')).sameAs).toMatchObject({ row: 3 })
  })

  it('tell it whatever the rows call the one employer of the key', () => {
    const keys = keysOf({ isOneEmployer: true })
    keys.number(rowOf(2, '总部', '1'))

    expect(keys.number(rowOf(3, '分店', '1')).sameAs).toMatchObject({ row: 2 })
  })

  it('tell an employer by its code where there is one', () => {
    const keys = keysOf()
    const coded = (row: number, name: string) => ({
      ...rowOf(row, name, '1'),
      fields: { ...rowOf(row, name, '1').fields, employerUscc: cloudUscc },
    })
    keys.number(coded(2, '云客服'))

    expect(keys.number(coded(3, '云客服（杭州）')).sameAs).toMatchObject({ row: 2 })
  })

  it('find what is kept already, in another order and beside another file', () => {
    const keys = keysOf()
    const [ofNoodles, ofCloud] = [keys.number(rowOf(2, '面馆', '1')), keys.number(rowOf(3, '云客服', '1'))]
    const rows = [
      [ofNoodles, noodles],
      [ofCloud, cloud],
    ] as const

    expect(
      numbersOf(rows, [
        ['1', cloud],
        ['1~0000d1e50002', noodles],
      ]),
    ).toEqual(['1~0000d1e50002', '1'])
    expect(numbersOf(rows, [['1', cloud]])).toEqual(['1~0000d1e50002', '1'])
  })

  it('are made for rows without one, and never longer than a number may be', () => {
    const keys = keysOf()
    const unnumbered = keys.number(rowOf(2, '云客服', undefined))
    keys.number(rowOf(3, '云客服', 'x'.repeat(100)))
    const long = keys.number(rowOf(4, '面馆', 'x'.repeat(100)))

    expect(unnumbered).toMatchObject({ numbered: null, externalId: expect.stringMatching(/^row-/) })
    expect(numberWithin(unnumbered, cloud, new Map([[unnumbered.externalId, noodles]]))).toBe(unnumbered.externalId)
    expect(numberWithin(long, noodles, new Map())).toHaveLength(100)
  })

  it('never give two employers one number, and give each row the same again, in any order', () => {
    const file = fc.uniqueArray(fc.record({ employer: fc.constantFrom(cloud, noodles), number: fc.constantFrom('1', '2', '3') }), {
      selector: ({ employer, number }) => `${employer}${number}`,
      minLength: 1,
      maxLength: 6,
    })
    const importInto = (rows: readonly { employer: string; number: string }[], held: Map<string, string>) => {
      const keys = keysOf()
      return new Map(
        rows.map(({ employer, number }, at) => {
          const externalId = numberWithin(keys.number(rowOf(at + 2, employer, number)), employer, held)
          expect(held.get(externalId) ?? employer).toBe(employer)
          held.set(externalId, employer)
          return [`${employer} ${number}`, externalId]
        }),
      )
    }

    fc.assert(
      fc.property(
        file.chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length }))),
        ([rows, again]) => {
          const held = new Map<string, string>()
          const first = importInto(rows, held)

          expect(new Set(first.values()).size).toBe(rows.length)
          expect(Object.fromEntries(importInto(again, held))).toEqual(Object.fromEntries(first))
        },
      ),
    )
  })
})
