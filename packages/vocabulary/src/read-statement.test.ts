import { describe, expect, it } from 'vitest'
import { readEmployerStatement } from './read-statement.ts'

describe('readEmployerStatement', () => {
  it('gives grades to all types before them', () => {
    expect(readEmployerStatement(' 听力、肢体3、4级 ')).toEqual({
      text: '听力、肢体3、4级',
      types: [
        { type: 'hearing', grades: [3, 4] },
        { type: 'physical', grades: [3, 4] },
      ],
    })
  })

  it.each([
    [
      '肢体三、四级；听力',
      [
        { type: 'physical', grades: [3, 4] },
        { type: 'hearing', grades: [] },
      ],
    ],
    ['肢体残疾1-3级', [{ type: 'physical', grades: [1, 2, 3] }]],
    ['视力一级、二级', [{ type: 'visual', grades: [1, 2] }]],
    [
      '聋哑人',
      [
        { type: 'hearing', grades: [] },
        { type: 'speech', grades: [] },
      ],
    ],
    [
      '精神、智力残疾人',
      [
        { type: 'mental', grades: [] },
        { type: 'intellectual', grades: [] },
      ],
    ],
    ['残疾人优先', []],
    ['残疾类别不限', []],
  ])('reads %s', (text, types) => {
    expect(readEmployerStatement(text)).toEqual({ text, types })
  })

  it.each(['视力良好,听力正常', '发扬吃苦耐劳精神', '身体健康', '视障员工2名在岗', '无残疾', ''])('reads none in "%s"', (text) => {
    expect(readEmployerStatement(text)).toBeNull()
  })
})
