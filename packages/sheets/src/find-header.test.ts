import { describe, expect, it } from 'vitest'
import { findHeader, type HeaderRow, headerAt, rowKind } from './find-header.ts'
import { foldHeading, isBlankRow, isNoteRow, isTotalRow } from './row-kind.ts'

const words = new Set(
  [
    '序号',
    '单位名称',
    '岗位名称',
    '薪资',
    '薪资待遇',
    '招聘人数',
    '学历',
    '专业',
    '其他条件',
    '工作地点',
    '地市',
    '区县',
    '主管部门',
    '名称',
    '单位代码',
    '岗位代码',
    '备注',
    '残疾类别',
  ].map(foldHeading),
)
const isHeading = (text: string) => words.has(text.replace(/\(.*\)$/, ''))
const table = (...rows: string[][]): HeaderRow[] => rows.map((cells, index) => ({ row: index + 1, cells }))
const find = (...rows: string[][]) => findHeader(table(...rows), isHeading)
const headings = (...rows: string[][]) => find(...rows)?.columns.map(({ heading }) => heading)

describe('findHeader', () => {
  it('finds it in row 1, and under titles and notes', () => {
    const data = ['甲公司', '保洁', '3000']
    const header = ['单位名称', '岗位名称', '薪资']
    const title = Array<string>(3).fill('2026年残疾人专场招聘会岗位信息表')

    expect(find(header, data, data)?.rows).toEqual([1, 1])
    expect(find(title, ['主办单位：上城区残联', '', '单位：元'], header, data)?.rows).toEqual([3, 3])
    expect(find(title, ['序号', '', ''], header, data)?.rows).toEqual([3, 3])
  })

  it('keeps the numbers of the file when blank rows are not told', () => {
    const header = findHeader(
      [
        { row: 2, cells: ['招聘会'] },
        { row: 5, cells: ['', '岗位名称', '薪资'] },
      ],
      isHeading,
    )

    expect(header).toEqual({
      rows: [5, 5],
      columns: [
        { index: 1, heading: '岗位名称' },
        { index: 2, heading: '薪资' },
      ],
    })
  })

  it('reads spaced, full-width and broken headings', () => {
    expect(headings(['单 位 名 称', '学　历', '薪资待遇\n（元/月）', 'ＮＯ．'], ['甲', '本科', '3000', '1'])).toEqual([
      '单位名称',
      '学历',
      '薪资待遇(元/月)',
      'no.',
    ])
  })

  it('joins two rows, merged cells filled or not', () => {
    const filled = [
      ['序号', '单位名称', '招聘条件', '招聘条件', '薪资'],
      ['序号', '单位名称', '学历', '专业', '薪资'],
      ['1', '甲公司', '本科', '不限', '3000'],
    ]
    const blank = [
      ['序号', '单位名称', '招聘条件', '', '薪资'],
      ['', '', '学历', '专业', ''],
      ['1', '甲公司', '本科', '不限', '3000'],
    ]

    expect(find(...filled)?.rows).toEqual([1, 2])
    expect(headings(...filled)).toEqual(['序号', '单位名称', '招聘条件/学历', '招聘条件/专业', '薪资'])
    expect(find(...blank)?.rows).toEqual([1, 2])
    expect(headings(...blank)).toEqual(['序号', '单位名称', '招聘条件/学历', '专业', '薪资'])
  })

  it('joins three rows under a title', () => {
    const title = Array<string>(9).fill('事业单位公开招聘岗位表')
    const rows = [
      title,
      ['地市', '区县', '招聘单位', '招聘单位', '招聘岗位', '招聘岗位', '招聘条件', '招聘条件', '招聘人数'],
      ['地市', '区县', '名称', '单位代码', '名称', '岗位代码', '基本', '基本', '招聘人数'],
      ['地市', '区县', '名称', '单位代码', '名称', '岗位代码', '学历', '专业', '招聘人数'],
      ['合肥', '蜀山', '图书馆', '001', '管理员', '01', '本科', '不限', '1'],
    ]

    expect(find(...rows)?.rows).toEqual([2, 4])
    expect(headings(...rows)).toEqual([
      '地市',
      '区县',
      '招聘单位/名称',
      '招聘单位/单位代码',
      '招聘岗位/名称',
      '招聘岗位/岗位代码',
      '招聘条件/基本/学历',
      '招聘条件/基本/专业',
      '招聘人数',
    ])
  })

  it('reads groups of headings that are themselves headings, however many columns they stand over', () => {
    const groups = ['单位名称', '单位名称', '单位名称', '岗位名称', '岗位名称', '其他条件', '其他条件', '薪资']
    const header = ['名称', '单位代码', '备注', '岗位代码', '招聘人数', '学历', '专业', '薪资']
    const data = ['甲公司', '001', '无', '01', '3', '本科', '不限', '3000']

    expect(find(groups, header, data)?.rows).toEqual([1, 2])
  })

  it('takes a third row in that only adds a heading or two of its own', () => {
    const groups = ['序号', '甲组', '甲组', '甲组', '薪资', '其他条件']
    const header = ['序号', '单位名称', '岗位名称', '招聘人数', '薪资', '其他条件']
    const lowest = ['序号', '单位名称', '岗位名称', '招聘人数', '薪资', '学历']
    const data = ['1', '甲公司', '保洁', '3', '3000', '本科']

    expect(find(groups, header, lowest, data)?.rows).toEqual([1, 3])
    expect(find(header, lowest, data)?.columns.at(-1)).toEqual({ index: 5, heading: '其他条件/学历' })
    expect(find(groups, header, [...lowest, '备注'], data)?.rows).toEqual([1, 3])
    expect(find(header, ['1', '单位名称', '岗位名称', '招聘人数', '薪资', '学历'], data)?.rows).toEqual([1, 1])
  })

  it('reads the rows that somebody says are the header', () => {
    const rows = table(['说明'], ['甲列', '乙列'], ['子', '丑'], ['保洁', '3000'])

    expect(headerAt(rows, [2, 3])).toEqual({
      rows: [2, 3],
      columns: [
        { index: 0, heading: '甲列/子' },
        { index: 1, heading: '乙列/丑' },
      ],
    })
  })

  it('does not take the first row of data in, nor a page of instructions for a table', () => {
    expect(find(['岗位名称', '学历', '备注'], ['保洁', '学历', '无'], ['保安', '小学', '无'])?.rows).toEqual([1, 1])
    expect(find(['岗位名称', '其他', '薪资'], ['保洁', '学历', '面议'])?.rows).toEqual([1, 1])
    expect(find(['岗位名称', '甲列', '乙列', '丙列', '丁列', '薪资'], ['保洁', '1', '2', '3', '4', '3000'])?.rows).toEqual([1, 1])
    expect(find(['甲公司', '保洁', '三千'], ['单位名称', '岗位名称', '薪资'])?.rows).toEqual([2, 2])
    expect(find(['填写说明', ''], ['岗位名称', '必填，不超过二十个字'], ['薪资', '必填，写明单位'])).toBeNull()
    expect(find(['甲公司', '保洁'], ['乙公司', '保安'])).toBeNull()
    expect(findHeader([], isHeading)).toBeNull()
  })

  it('accepts a narrow table and a measure of sureness', () => {
    expect(headings(['岗位名称'], ['保洁'])).toEqual(['岗位名称'])
    expect(findHeader(table(['岗位', '报酬'], ['保洁', '3000']), (text) => (text.length === 2 ? 0.6 : 0))?.rows).toEqual([1, 1])
  })
})

describe('what a row is', () => {
  it('knows totals by their first text', () => {
    const totals = ['合计', '合 计', '总计：', '本页小计', '共计12个岗位', 'Total', '合计（人）']
    const others = ['合计算员', '总计划员', '小计科技公司', '共计划', '']

    expect(totals.map((text) => isTotalRow(['', text, '35']))).toEqual(totals.map(() => true))
    expect(others.map((text) => isTotalRow([text, '35']))).toEqual(others.map(() => false))
  })

  it('knows notes under a table from data that begins with a remark', () => {
    expect([['注：以上薪资为税前'], ['填表人：张三', '', '联系电话：……'], ['备注']].map(isNoteRow)).toEqual([true, true, true])
    expect([['说明书编辑', '3000'], ['注塑工', '3000'], ['审核员', '5000'], ['审核', '5000'], ['注塑工']].map(isNoteRow)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ])
    expect(isBlankRow(['', ' \u3000'])).toBe(true)
  })

  it('tells data from headers said again', () => {
    const header = find(['单位名称', '岗位名称', '薪资'], ['甲', '保洁', '3000'])
    const kinds = [['单位名称', '岗位名称', '薪 资'], ['甲', '岗位名称', '3000'], ['合计', '', '35'], [''], ['注：……']].map(
      (cells) => header && rowKind(header, cells),
    )

    expect(kinds).toEqual(['header', 'data', 'total', 'blank', 'note'])
  })
})
