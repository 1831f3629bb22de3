import { array, assert, constantFrom, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { headingWords } from './data/heading-words.ts'
import { isHeading, plainHeading, readHeading } from './headings.ts'
import { rowFields } from './row-field.ts'

describe('readHeading', () => {
  it('gives every known word to one meaning', () => {
    const all = rowFields.flatMap(({ code }) => headingWords[code].map((word) => [plainHeading(word), code] as const))
    const meanings = Map.groupBy(all, ([word]) => word)

    expect([...meanings].filter(([, entries]) => new Set(entries.map(([, code]) => code)).size > 1)).toEqual([])
  })

  it.each([
    ['学　历', 'education'],
    ['隶属  关系', null],
    ['*岗位名称（必填）', 'title'],
    ['月薪（元/月）', 'pay'],
    ['招聘条件/学历', 'education'],
    ['招聘单位/名称', 'employerName'],
    ['招聘岗位/岗位名称', 'title'],
    ['招聘单位/单位代码', 'employerUscc'],
    ['招聘岗位/岗位代码', 'externalId'],
    ['招聘人数\n（人）', 'headcount'],
    ['残疾类别及等级要求', 'disability'],
    ['招聘信息/单位/性质', 'employerKind'],
    ['招聘信息/单位/名称', 'employerName'],
    ['招聘信息/岗位/名称', 'title'],
    ['摊位号', 'booth'],
    ['联系人电话', 'contactPhone'],
    ['单位名称', 'employerName'],
    ['报名截止时间', 'closesAt'],
    ['Job Title', 'title'],
    ['面试人员比例', null],
    ['天气', null],
    ['', null],
  ])('reads %j as %s', (heading, field) => {
    expect(readHeading(heading)?.field ?? null).toBe(field)
  })

  it('is less sure of a heading that only contains a known word', () => {
    const whole = readHeading('工资待遇')?.confidence ?? 0
    const inside = readHeading('综合工资待遇情况')?.confidence ?? 0

    expect(whole).toBe(100)
    expect(inside).toBeGreaterThan(0)
    expect(inside).toBeLessThan(whole)
  })

  it('knows the headings of our own answer, which mean nothing of hers', () => {
    expect(['职合状态', '职合说明'].map((text) => [isHeading(text), readHeading(text)])).toEqual([
      [true, null],
      [true, null],
    ])
  })

  it('takes no value of a cell for a heading', () => {
    const values = [
      '4500-6000元/月',
      '保洁员',
      '浙江省杭州市西湖区文三路90号',
      '3',
      '大专及以上',
      '五险一金、包吃住',
      '2026-12-31',
      '13800000000',
    ]

    expect(values.filter((value) => isHeading(value))).toEqual([])
  })

  it('does not care for width, white space and case', () => {
    const words = rowFields.flatMap(({ code }) => headingWords[code].map((word) => ({ word, code })))
    assert(
      property(constantFrom(...words), array(constantFrom(' ', '　', '\n', '\t'), { maxLength: 4 }), ({ word, code }, blanks) => {
        const spread = Array.from(word, (character, at) => character + (blanks[at] ?? '')).join('')
        const wide = spread.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0))

        expect(readHeading(wide.toUpperCase())?.field).toBe(readHeading(word)?.field ?? code)
      }),
    )
  })
})
