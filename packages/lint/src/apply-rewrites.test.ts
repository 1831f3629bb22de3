import { describe, expect, it } from 'vitest'
import { applyRewrites } from './apply-rewrites.ts'
import { disguised } from './corpus/disguised.ts'
import { exclusions } from './corpus/exclusions.ts'
import { textRuleIds } from './finding.ts'
import { lintPosting } from './lint-posting.ts'

const findingsIn = (text: string) => lintPosting({ texts: { requirementsText: text } })
const accepted = (text: string) => applyRewrites(text, findingsIn(text))

describe('applyRewrites', () => {
  it.each([
    ['限女性，会电脑', '会电脑'],
    ['会电脑，限女性', '会电脑'],
    ['会电脑，五官端正，守时', '会电脑，守时'],
    ['身体健康，守时', '具有正常履行职责的身体条件，守时'],
    ['会电脑（限男性），守时', '会电脑，守时'],
    ['每天工作12小时，月休2天', '每天工作12小时，月休2天'],
  ])('makes of “%s” “%s”', (text, expected) => {
    expect(accepted(text)).toBe(expected)
  })

  it('leaves nothing to find where every finding had a rewrite', () => {
    const texts = textRuleIds.flatMap((id) => [...exclusions[id], ...disguised[id]])
    const rewritable = texts.filter((text) => findingsIn(text).every(({ rewrite }) => rewrite !== null))

    const left = rewritable.filter((text) => findingsIn(accepted(text)).length > 0)

    expect(rewritable.length).toBeGreaterThan(300)
    expect(left).toEqual([])
  })
})
