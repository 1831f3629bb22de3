import { read, utils, write } from '@e965/xlsx'
import { describe, expect, it } from 'vitest'
import { gather, problemOf } from '../test/gather.ts'
import { writeAnswerWorkbook } from './write-answer-workbook.ts'

function xls(): Buffer {
  const book = utils.book_new()
  const sheet = utils.aoa_to_sheet([
    ['单位', '岗位', '薪资', '截止'],
    ['甲公司', '保洁', 3000, { t: 'n', v: 46_348, z: 'yyyy-mm-dd' }],
    [null, '保安', 3200.5],
    [],
    ['乙', true],
  ])
  sheet['!merges'] = [{ s: { r: 1, c: 0 }, e: { r: 2, c: 0 } }]
  utils.book_append_sheet(book, sheet, '岗位')
  utils.book_append_sheet(book, utils.aoa_to_sheet([['x']]), '隐藏')
  book.Workbook = { Sheets: [{ Hidden: 0 }, { Hidden: 1 }] }
  return write(book, { type: 'buffer', bookType: 'biff8' }) as Buffer
}

describe('reading an XLS', () => {
  it('tells the same as of an XLSX', async () => {
    expect(await gather(xls(), { name: '岗位.xls' })).toEqual([
      { kind: 'file', format: 'xls' },
      { kind: 'sheet', sheet: 0, name: '岗位' },
      { kind: 'row', sheet: 0, row: 1, cells: ['单位', '岗位', '薪资', '截止'] },
      { kind: 'row', sheet: 0, row: 2, cells: ['甲公司', '保洁', '3000', '2026-11-22'] },
      { kind: 'row', sheet: 0, row: 3, cells: ['甲公司', '保安', '3200.5'] },
      { kind: 'row', sheet: 0, row: 5, cells: ['乙', 'TRUE'] },
      { kind: 'sheet', sheet: 1, name: '隐藏', skipped: 'hidden' },
    ])
  })

  it('comes back as an XLSX with the two columns, its merged cells, formulas, widths and hidden sheet', async () => {
    const rows = [{ row: 3, tone: 'stop', status: '已拦截', explanation: '薪资低于最低工资' }] as const
    const answer = await writeAnswerWorkbook(xls(), { sheets: [{ sheet: 0, headerRow: 1, rows }] })

    expect(answer.extension).toBe('xlsx')
    expect((await gather(answer.bytes)).slice(2)).toMatchObject([
      { row: 1, cells: ['单位', '岗位', '薪资', '截止', '职合状态', '职合说明'] },
      { row: 2, cells: ['甲公司', '保洁', '3000', '2026-11-22'] },
      { row: 3, cells: ['甲公司', '保安', '3200.5', '', '已拦截', '薪资低于最低工资'] },
      { row: 5 },
      { kind: 'sheet', name: '隐藏', skipped: 'hidden' },
    ])
    const back = read(answer.bytes, { cellFormula: true, cellStyles: true }).Sheets['岗位']
    expect(back?.['!merges']).toHaveLength(1)
    expect(back?.['E3'].s).toMatchObject({ fgColor: { rgb: 'FFC7CE' } })
  })

  it('refuses passwords, Word files, damage and size', async () => {
    const container = (name: string) =>
      Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600), Buffer.from(name, 'utf16le'), Buffer.alloc(600)])

    expect(await problemOf(container('EncryptedPackage'))).toMatchObject({ code: 'encrypted' })
    expect(await problemOf(container('WordDocument'))).toMatchObject({ code: 'not_a_workbook' })
    expect(await problemOf(container('Other'))).toMatchObject({ code: 'not_a_workbook' })
    expect(await problemOf(container('Workbook'))).toMatchObject({ code: 'damaged' })
    expect(await problemOf(xls(), { limits: { maxXlsBytes: 1_000 } })).toMatchObject({ code: 'xls_too_large' })
    expect(await problemOf(xls(), { limits: { xlsTimeoutMs: 1 } })).toMatchObject({ code: 'too_slow' })
    expect(await problemOf(xls(), { limits: { maxRows: 2 } })).toMatchObject({ code: 'too_many_rows', sheet: '岗位' })
  })
})
