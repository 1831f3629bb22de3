import { benefits as rows } from './data/benefits.ts'
import { foldText, type Span, spanOf } from './fold-text.ts'
import type { Label } from './label.ts'
import { shortlyBefore } from './near.ts'

export type BenefitCode = Exclude<(typeof rows)[number]['code'], 'meals_and_housing'>

export interface ReadBenefit extends Label {
  readonly code: BenefitCode
  readonly span: Span
}

const pattern = new RegExp(rows.map(({ code, words }) => `(?<${code}>${words})`).join('|'), 'g')
const byCode = new Map<string, (typeof rows)[number]>(rows.map((row) => [row.code, row]))
const denied = /(?:不|无|没有|不提供|未|不含|暂无)$/

/** What an employer offers besides pay: 五险一金, 包吃包住, 免费班车, 带薪年假. Each once, in the order of the text; 不包吃 is none. */
export function readBenefits(text: string): ReadBenefit[] {
  const folded = foldText(text)
  const found = new Map<BenefitCode, ReadBenefit>()
  for (const match of folded.text.matchAll(pattern)) {
    if (denied.test(shortlyBefore(folded.text, match.index))) continue
    const named = Object.keys(match.groups ?? {}).find((code) => match.groups?.[code] !== undefined) ?? ''
    for (const code of named === 'meals_and_housing' ? ['meals', 'housing'] : [named]) {
      const row = byCode.get(code)
      if (!row || row.code === 'meals_and_housing' || found.has(row.code)) continue
      found.set(row.code, { code: row.code, zh: row.zh, en: row.en, span: spanOf(folded, match.index, match.index + match[0].length) })
    }
  }
  return withoutContained([...found.values()])
}

// 五险一金 says more than the parts named beside it.
function withoutContained(found: ReadBenefit[]): ReadBenefit[] {
  const has = (code: BenefitCode) => found.some((benefit) => benefit.code === code)
  const contained = new Set<BenefitCode>([
    ...(has('social_insurance_and_fund') ? (['five_insurances', 'housing_fund', 'social_insurance'] as const) : []),
    ...(has('five_insurances') ? (['social_insurance'] as const) : []),
    ...(found.some(({ code }) => code.includes('insurance') && code !== 'insurance') ? (['insurance'] as const) : []),
  ])
  return found.filter(({ code }) => !contained.has(code))
}
