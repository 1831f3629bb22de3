import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { fixtureWorkbook } from '../test/workbook-fixture.ts'
import { findHeader, type HeaderRow, rowKind } from './find-header.ts'
import { openSheets } from './open-sheets.ts'

const files = [
  Buffer.from('岗位,薪资\n'.repeat(50_000)),
  Buffer.from('{"a":1}\n'.repeat(50_000)),
  fixtureWorkbook([{ name: '一', rows: Array.from({ length: 50 }, (_, index) => [`${index}`]) }]),
]

describe('openSheets', () => {
  it('closes the stream when the loop is left early, and when the file is refused', async () => {
    for (const file of [...files, Buffer.from('%PDF-1.7')]) {
      const stream = Readable.from([file.subarray(0, 300), file.subarray(300)])
      await Array.fromAsync({ [Symbol.asyncIterator]: () => openSheets(stream, { limits: { maxRows: 3 } }) }).catch(() => null)

      expect(stream.destroyed).toBe(true)
    }
    const stream = Readable.from(files.slice(0, 1))
    for await (const { kind } of openSheets(stream)) if (kind === 'row') break
    expect(stream.destroyed).toBe(true)
  })

  it('passes an error of the stream itself through', async () => {
    const broken = async function* () {
      yield Buffer.from('岗位,薪资\n')
      throw new Error('connection reset')
    }

    await expect(Array.fromAsync(openSheets(Readable.from(broken())))).rejects.toThrow('connection reset')
  })

  it('reads texts as well as bytes', async () => {
    expect(await Array.fromAsync(openSheets(Readable.from(['岗位,', '薪资'])))).toMatchObject([
      { encoding: 'utf-8' },
      {},
      { cells: ['岗位', '薪资'] },
    ])
  })

  it('gives what findHeader needs for a title, a merged header of three rows, a total and a note', async () => {
    const rows = [
      ['附件1：事业单位公开招聘岗位表'],
      ['地市', '招聘单位', null, '招聘条件', null, '招聘人数'],
      [null, '名称', '单位代码', '基本', null, null],
      [null, null, null, '学　历', '专 业', null],
      ['合肥', '图书馆', '001', '本科', '不限', 1],
      [null, '博物馆', '002', '专科', '不限', 2],
      ['合 计', null, null, null, null, 3],
      ['注：以上岗位均为编制内'],
    ]
    const merges = ['A1:F1', 'A2:A4', 'B2:C2', 'B3:B4', 'C3:C4', 'D2:E2', 'D3:E3', 'F2:F4', 'A5:A6', 'A7:E7', 'A8:F8']
    const told: HeaderRow[] = []
    for await (const event of openSheets(Readable.from([fixtureWorkbook([{ name: '一', rows, merges }])])))
      if (event.kind === 'row') told.push(event)

    const words = new Set(['地市', '名称', '单位代码', '学历', '专业', '招聘人数'])
    const header = findHeader(told, (text) => words.has(text))

    expect(header?.rows).toEqual([2, 4])
    expect(header?.columns.map(({ heading }) => heading)).toEqual([
      '地市',
      '招聘单位/名称',
      '招聘单位/单位代码',
      '招聘条件/基本/学历',
      '招聘条件/基本/专业',
      '招聘人数',
    ])
    expect(told.slice(4).map(({ row, cells }) => [row, cells[0], header && rowKind(header, cells)])).toEqual([
      [5, '合肥', 'data'],
      [6, '合肥', 'data'],
      [7, '合 计', 'total'],
      [8, '注：以上岗位均为编制内', 'note'],
    ])
  })
})
