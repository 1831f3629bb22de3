import { describe, expect, it } from 'vitest'
import { mapColumns, rowOf } from './map-columns.ts'

const column = (index: number, heading: string, ...samples: string[]) => ({ index, heading, samples })

describe('mapColumns', () => {
  it('reads the surer of two columns of one meaning and keeps the words of the other', () => {
    const [whole, inside] = mapColumns([column(0, '工资待遇'), column(1, '综合工资待遇情况')])

    expect(whole).toMatchObject({ field: 'pay', confidence: 100, by: 'heading' })
    expect(inside).toMatchObject({ field: 'other', by: 'none' })
  })

  it('reads both where words can follow each other', () => {
    expect(mapColumns([column(0, '任职要求'), column(1, '其他条件')]).map(({ field }) => field)).toEqual(['requirements', 'requirements'])
  })

  it('tells a column without a usable heading by what stands in it', () => {
    const mapped = mapColumns([
      column(0, '', '91990106MA0TETT2XY', '91990106MA0T102360'),
      column(1, '方式一', '13800000000', '0571-87654321'),
      column(2, '甲', '有时', '从不'),
    ])

    expect(mapped.map(({ field, by }) => [field, by])).toEqual([
      ['employerUscc', 'content'],
      ['contactPhone', 'content'],
      ['other', 'none'],
    ])
  })

  it('believes the organiser above all', () => {
    const said = new Map([
      [0, null],
      [1, 'title' as const],
    ])

    const mapped = mapColumns([column(0, '岗位名称'), column(1, '工资')], said)

    expect(mapped).toMatchObject([
      { field: null, by: 'person', confidence: 100 },
      { field: 'title', by: 'person', confidence: 100 },
    ])
  })

  it('believes her above a heading that says the same', () => {
    const mapped = mapColumns([column(0, '岗位名称'), column(1, '甲列')], new Map([[1, 'title' as const]]))

    expect(mapped.map(({ field }) => field)).toEqual(['other', 'title'])
  })

  it('keeps the words of columns that nobody knows, but nothing about people and nothing of our own', () => {
    const mapped = mapColumns([
      column(0, '民族', '限汉族'),
      column(1, ''),
      column(2, '', '包吃住'),
      column(3, '员工姓名', '甲'),
      column(4, '证件', '110101190001010000'),
      column(5, '招聘条件/职合状态', '已发布（新建）'),
      column(6, '职合说明', '依法不得发布：限男性'),
    ])

    expect(mapped.map(({ field }) => field)).toEqual(['other', null, 'other', null, null, null, null])
    expect(rowOf(['限汉族', '', '包吃住', '甲'], mapped)).toEqual({ other: '民族：限汉族\n包吃住' })
  })
})

describe('rowOf', () => {
  it('joins columns of one meaning in the order of the file and leaves empty cells out', () => {
    const columns = mapColumns([column(0, '岗位名称'), column(1, '任职要求'), column(2, '其他条件'), column(3, '工资')])

    expect(rowOf([' 保洁员 ', '吃苦', '会骑车', ''], columns)).toEqual({ title: '保洁员', requirements: '吃苦\n会骑车' })
  })

  it('says a merged cell once', () => {
    const columns = mapColumns([column(0, '任职要求'), column(1, '其他要求')])

    expect(rowOf(['同一段话', '同一段话'], columns)).toEqual({ requirements: '同一段话' })
  })
})
