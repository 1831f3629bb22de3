import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellName, columnName, readCellName, readRange } from './cell-name.ts'

describe('cell names', () => {
  it('counts columns in letters', () => {
    expect([0, 25, 26, 701, 702, 16_383].map(columnName)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA', 'XFD'])
  })

  it('reads what it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_048_576 }), fc.integer({ min: 0, max: 16_383 }), (row, column) => {
        expect(readCellName(cellName(row, column))).toEqual({ row, column })
      }),
    )
  })

  it('refuses what lies outside a sheet', () => {
    expect(['', 'A', '7', 'A0', 'XFE1', 'A1048577', 'A1:B2', 'AAAA1'].map(readCellName)).toEqual(Array(8).fill(null))
    expect([readRange('C7'), readRange('B2:A1'), readRange('A1:XFE1')]).toEqual([{ top: 7, left: 2, bottom: 7, right: 2 }, null, null])
  })
})
