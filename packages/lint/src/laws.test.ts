import { describe, expect, it } from 'vitest'
import { type LawKey, laws } from './data/laws.ts'
import { citation, isVerified } from './laws.ts'
import { textRules } from './text-rules.ts'

describe('the laws', () => {
  it('back every rule with an article that was read', () => {
    expect(textRules.filter(({ law }) => !isVerified(law))).toEqual([])
  })

  it('say of every row where it was read', () => {
    for (const key of Object.keys(laws) as LawKey[]) expect(laws[key].source).not.toBe('')
  })

  it('cite title and article as the law counts them', () => {
    expect(citation('employment_disabled')).toEqual({ title: '就业促进法(2015年修正)', article: '第二十九条' })
  })
})
