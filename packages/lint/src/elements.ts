import type { ElementRuleId, Finding, LintFacts, LintInput } from './finding.ts'
import { citation } from './laws.ts'

interface Element {
  ruleId: ElementRuleId
  field: string
  zh: string
  en: string
  isStated: (facts: LintFacts, has: (...fields: string[]) => boolean) => boolean
}

// 人力资源市场暂行条例 art. 24 names the six elements; the notice of 2026 adds the validity.
const elements: readonly Element[] = [
  {
    ruleId: 'missing_employer',
    field: 'employerName',
    zh: '请填写用人单位名称。',
    en: 'Name the employer.',
    isStated: ({ hasEmployer }, has) => hasEmployer ?? has('employerName'),
  },
  {
    ruleId: 'missing_headcount',
    field: 'headcount',
    zh: '请填写招聘人数。',
    en: 'State how many people are wanted.',
    isStated: ({ headcount }) => headcount !== undefined,
  },
  {
    ruleId: 'missing_conditions',
    field: 'requirementsText',
    zh: '请填写招聘条件：学历、技能或任职要求至少一项。',
    en: 'State the conditions: education, skills or requirementsText.',
    isStated: ({ education, skills }, has) =>
      education !== undefined || (skills?.length ?? 0) > 0 || has('requirementsText', 'requirements'),
  },
  {
    ruleId: 'missing_description',
    field: 'description',
    zh: '请填写工作内容。',
    en: 'Describe what is done at work.',
    isStated: (_, has) => has('description', 'duties'),
  },
  {
    ruleId: 'missing_region',
    field: 'regionCode',
    zh: '请填写工作地点的行政区划代码。',
    en: 'State where the work is done, as a region code.',
    isStated: ({ regionCode }) => regionCode !== undefined,
  },
  {
    ruleId: 'missing_pay',
    field: 'pay',
    zh: '请填写基本劳动报酬，或注明面议。',
    en: 'State the basic pay, or that it is negotiable.',
    isStated: ({ pay }) => pay !== undefined && (pay.minFen !== null || pay.maxFen !== null || pay.negotiable),
  },
  {
    ruleId: 'missing_validity',
    field: 'closesAt',
    zh: '请填写招聘信息的有效期（截止时间）。',
    en: 'State until when one can apply.',
    isStated: ({ closesAt }) => closesAt !== undefined,
  },
]

/**
 * The six mandatory elements of a posting and its validity, one finding for each that is missing. `hasEmployer` left out means that the caller's
 * contract demands the employer, unless an employer's name is among the texts' names.
 */
export function missingElements({ texts, facts = {} }: LintInput): Finding[] {
  const has = (...fields: string[]) => fields.some((field) => (texts[field] ?? '').trim() !== '')
  const known = { ...facts, hasEmployer: facts.hasEmployer ?? (!('employerName' in texts) || has('employerName')) }
  return elements
    .filter(({ isStated }) => !isStated(known, has))
    .map(({ ruleId, field, zh, en }) => ({
      ruleId,
      field,
      start: 0,
      end: 0,
      severity: 'ask' as const,
      relevance: null,
      law: citation(ruleId === 'missing_validity' ? 'platform_notice' : 'market_content'),
      zh,
      en,
      rewrite: null,
    }))
}
