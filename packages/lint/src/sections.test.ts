import { describe, expect, it } from 'vitest'
import { lintPosting } from './lint-posting.ts'
import { sectionsOf } from './sections.ts'

const roles = (given: string) => sectionsOf('requirementsText', given).map(({ role, text }) => [role, text])

describe('sectionsOf', () => {
  it('reads a line under its heading', () => {
    expect(roles('会电脑\n户籍要求：杭州市\n福利待遇：包吃住\n守时')).toEqual([
      ['text', '会电脑'],
      ['hukou', '杭州市'],
      ['benefits', '包吃住'],
      ['text', '守时'],
    ])
  })

  it('lets a heading of its own line stand over the lines below', () => {
    expect(roles('【福利待遇】：\n1、五险\n2、体检\n任职要求：\n守时')).toEqual([
      ['benefits', ''],
      ['benefits', '1、五险\n2、体检'],
      ['text', ''],
      ['text', '守时'],
    ])
  })

  it('does not read what an employer says of itself', () => {
    expect(roles('公司简介：形象好的企业\n要求：守时')).toEqual([['text', '守时']])
    expect(sectionsOf('address', '女人街1号')).toEqual([])
  })

  it('keeps the place of every section in the text', () => {
    const given = '会电脑\n 户籍要求： 限本市户籍\n守时'

    for (const { offset, text } of sectionsOf('requirementsText', given)) expect(given.slice(offset, offset + text.length)).toBe(text)
  })

  it('gives the words of a finding their place in the whole text', () => {
    const given = '会电脑\n户籍要求：杭州市\n性别要求：女\n福利待遇：女职工享产假,身体健康保障'

    const found = lintPosting({ texts: { requirementsText: given } }).map(({ ruleId, start, end }) => [ruleId, given.slice(start, end)])

    expect(found).toEqual([
      ['hukou_limit', '杭州市'],
      ['gender', '女'],
    ])
  })
})
