import type { ImportMapping } from '@zhihe/contracts/import'
import { describe, expect, it } from 'vitest'
import { mergeSaid, refusalsOfSaid } from './import-said.ts'

type MappedColumn = ImportMapping['sheets'][number]['columns'][number]
const column = (index: number, heading: string, field: string | null): MappedColumn => ({
  index,
  column: 'ABC'[index] ?? '',
  heading,
  field,
  confidence: 100,
  by: 'heading',
  samples: [],
})
const sheets = [
  { name: '表', read: true, headerRows: [1, 1] as [number, number], columns: [column(0, '岗位名称', 'title'), column(1, '甲', 'other')] },
  { name: '历史', read: false, notRead: 'hidden' as const, headerRows: null, columns: [] },
]
const refuse = (said: Parameters<typeof mergeSaid>[1], before: Parameters<typeof mergeSaid>[0] = []) =>
  refusalsOfSaid(said, mergeSaid(before, said), sheets).map(({ pointer, code }) => `${pointer} ${code}`)

describe('a correction of the columns', () => {
  it('names sheets and columns that are there', () => {
    expect(refuse([{ name: 'Nope', columns: [] }])).toEqual(['/sheets/0/name unknown_sheet'])
    expect(refuse([{ name: '历史', columns: [] }])).toEqual(['/sheets/0/name hidden_sheet'])
    expect(refuse([{ name: '表', columns: [{ index: 99, field: 'pay' }] }])).toEqual(['/sheets/0/columns/0/index unknown_column'])
    expect(refuse([{ name: '表', headerRows: [2, 3], columns: [{ index: 99, field: 'pay' }] }])).toEqual([])
  })

  it('gives a field its one column, and any number to what adds up', () => {
    const both = (field: 'pay' | 'requirements') => [{ name: '表', columns: [0, 1].map((index) => ({ index, field })) }]

    expect(refuse([{ name: '表', columns: [{ index: 1, field: 'title' }] }])).toEqual([])
    expect(refuse(both('pay'))).toEqual(['/sheets/0/columns/1/field field_taken'])
    expect(refuse([{ name: '表', columns: [{ index: 1, field: 'requirements' }] }])).toEqual([])
  })

  it('leaves a sheet with a title', () => {
    expect(refuse([{ name: '表', columns: [{ index: 0, field: null }] }])).toEqual(['/sheets missing_title'])
    expect(refuse([{ name: '表', read: false, columns: [] }])).toEqual(['/sheets missing_title'])
    expect(
      refuse([
        {
          name: '表',
          columns: [
            { index: 0, field: 'category' },
            { index: 1, field: 'title' },
          ],
        },
      ]),
    ).toEqual([])
  })

  it('moves a field that was given to another column before', () => {
    const before = [{ name: '表', headerRows: [2, 2] as const, columns: [{ index: 0, field: 'pay' as const }] }]

    const merged = mergeSaid(before, [{ name: '表', columns: [{ index: 1, field: 'pay' }] }])

    expect(merged).toMatchObject([{ name: '表', headerRows: [2, 2], columns: [{ index: 1, field: 'pay' }] }])
  })
})
