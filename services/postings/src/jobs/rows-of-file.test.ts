import type { RecordEvent, RowEvent, SheetEvent } from '@zhihe/sheets/sheet-event'
import { describe, expect, it } from 'vitest'
import { lookThrough } from './look-through.ts'
import { rowsOfFile } from './rows-of-file.ts'

async function* told(events: readonly SheetEvent[]): AsyncGenerator<SheetEvent> {
  yield* events
}

const row = (number: number, cells: string[], marks: Partial<RowEvent> = {}): RowEvent => ({
  kind: 'row',
  sheet: 0,
  row: number,
  cells,
  ...marks,
})
const begins: SheetEvent = { kind: 'sheet', sheet: 0, name: '表' }
const header = row(1, ['单位名称', '岗位名称', '月薪'])

async function rowsOf(events: readonly SheetEvent[], said: Parameters<typeof lookThrough>[1] = []) {
  const { sheets } = await lookThrough(told(events), said)
  return { sheets, rows: await Array.fromAsync(rowsOfFile(told(events), sheets)) }
}

describe('a sheet', () => {
  it('that is not read says why', async () => {
    const instructions: SheetEvent[] = [
      { kind: 'sheet', sheet: 1, name: '说明' },
      { ...row(1, ['填写说明']), sheet: 1 },
      { kind: 'sheet', sheet: 2, name: '历史', skipped: 'hidden' },
      { kind: 'sheet', sheet: 3, name: '人员' },
      { ...row(1, ['单位名称', '联系人']), sheet: 3 },
    ]

    const { sheets } = await rowsOf([begins, header, row(2, ['甲公司', '保洁', '3000']), ...instructions])

    expect(sheets.map(({ read, notRead }) => [read, notRead])).toEqual([
      [true, undefined],
      [false, 'no_headings'],
      [false, 'hidden'],
      [false, 'no_title'],
    ])
    const { sheets: closed } = await rowsOf([begins, header], [{ name: '表', read: false, columns: [] }])
    expect(closed).toMatchObject([{ read: false, notRead: 'said' }])
  })

  it('with a column that nobody has headed keeps what stands in it', async () => {
    const { sheets, rows } = await rowsOf([begins, header, row(2, ['甲公司', '保洁', '3000', '包吃住'])])

    expect(sheets[0]?.columns.at(-1)).toMatchObject({ index: 3, column: 'D', heading: '', field: 'other' })
    expect(rows).toMatchObject([{ kind: 'row', fields: { title: '保洁', other: '包吃住' } }])
  })

  it('has its headings where the organiser says', async () => {
    const events = [begins, header, row(2, ['甲列', '乙列', '丙列']), row(3, ['甲公司', '保洁', '3000'])]

    const { sheets, rows } = await rowsOf(events, [{ name: '表', headerRows: [2, 2], columns: [{ index: 1, field: 'title' }] }])

    expect(sheets[0]).toMatchObject({
      headerRows: [2, 2],
      columns: [{ heading: '甲列' }, { field: 'title', by: 'person' }, { heading: '丙列' }],
    })
    expect(rows).toMatchObject([{ row: 3, fields: { title: '保洁' } }])
  })
})

describe('a row', () => {
  it('whose title is struck through is no posting; another cell struck through changes nothing', async () => {
    const { rows } = await rowsOf([
      begins,
      header,
      row(2, ['甲公司', '保洁', '3000'], { struck: [1] }),
      row(3, ['甲公司', '保安', '3000'], { struck: [2] }),
    ])

    expect(rows).toMatchObject([
      { kind: 'remark', text: '保洁', isStruck: true },
      { kind: 'row', fields: { title: '保安' } },
    ])
  })

  it('with a formula that was never computed asks for its value by the column', async () => {
    const { rows } = await rowsOf([begins, header, row(2, ['甲公司', '保洁'], { uncomputed: [2, 9] })])

    expect(rows).toMatchObject([
      { kind: 'row', questions: [{ pointer: '/pay', code: 'formula_without_value', zh: expect.stringContaining('C 列') }] },
    ])
  })

  it('is a remark when it only says something that nobody knows', async () => {
    const { rows } = await rowsOf([begins, row(1, ['单位名称', '岗位名称', '甲']), row(2, ['', '', '以上均面谈'])])

    expect(rows).toMatchObject([{ kind: 'remark', text: '甲：以上均面谈', isStruck: false }])
  })
})

describe('an object', () => {
  it('keeps what it says as our API says it', async () => {
    const record: RecordEvent = {
      kind: 'record',
      row: 1,
      shape: 'plain',
      value: { title: '保洁', 月薪: 3000, regionCode: '330106', 民族: '汉' },
    }

    expect(await Array.fromAsync(rowsOfFile(told([record]), []))).toMatchObject([
      { kind: 'row', fields: { title: '保洁', pay: '3000', other: '民族：汉' }, given: { regionCode: '330106' } },
    ])
  })
})
