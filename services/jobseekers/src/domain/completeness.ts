import type { ownerSides } from '@zhihe/contracts/register-plan'
import { chinaDay } from './china-day.ts'
import { type PlanReference, plans } from './plans.ts'

/** What the narrow row of a file says, by which completeness is judged: of one person here, of all of them in store/file-list.ts. */
export interface FileFacts {
  /** Names of the facts of the profile that somebody stated. */
  stated: readonly string[]
  assessedUntil: Date | null
  ownerSides: readonly (typeof ownerSides)[number][]
  measures: number
  confirmationDueOn: string
}

/** Met by a fact of the profile, or by something of the file. */
export type Need = { stated: string } | { file: 'assessment' | 'case_owner' | 'measure' | 'confirmation' }

export interface Wanted {
  code: string
  zh: string
  en: string
  /** Basis points; all together are 10,000. */
  weight: number
  need: Need
  askedBy: PlanReference
}

/** What the plans want to know of a person who looks for work. A weight is ours; that it is wanted stands in the plan. */
export const wanted: readonly Wanted[] = [
  { code: 'birth_month', zh: '出生年月', en: 'month of birth', weight: 500, need: { stated: 'birthMonth' }, askedBy: plans.baseCheck },
  { code: 'sex', zh: '性别', en: 'sex', weight: 500, need: { stated: 'sex' }, askedBy: plans.baseCheck },
  { code: 'education', zh: '学历', en: 'education', weight: 800, need: { stated: 'education' }, askedBy: plans.baseCheck },
  {
    code: 'hukou_region',
    zh: '户籍地',
    en: 'household registration',
    weight: 500,
    need: { stated: 'hukouRegion' },
    askedBy: plans.baseCheck,
  },
  {
    code: 'desired_occupations',
    zh: '意向职业',
    en: 'occupations she wants',
    weight: 1_200,
    need: { stated: 'desiredOccupations' },
    askedBy: plans.needRegistration,
  },
  {
    code: 'employment_forms',
    zh: '就业形式',
    en: 'forms of employment',
    weight: 800,
    need: { stated: 'employmentForms' },
    askedBy: plans.needRegistration,
  },
  {
    code: 'work_modes',
    zh: '工作方式',
    en: 'ways of working',
    weight: 700,
    need: { stated: 'workModes' },
    askedBy: plans.needRegistration,
  },
  { code: 'skills', zh: '技能', en: 'skills', weight: 900, need: { stated: 'skills' }, askedBy: plans.needRegistration },
  {
    code: 'accommodations',
    zh: '所需合理便利',
    en: 'accommodations needed',
    weight: 800,
    need: { stated: 'accommodationsNeeded' },
    askedBy: plans.accommodations,
  },
  {
    code: 'assessment',
    zh: '有效的职业能力评估',
    en: 'a valid assessment',
    weight: 1_200,
    need: { file: 'assessment' },
    askedBy: plans.assessment,
  },
  {
    code: 'case_owner',
    zh: '责任人',
    en: 'somebody who looks after her',
    weight: 700,
    need: { file: 'case_owner' },
    askedBy: plans.caseOwner,
  },
  { code: 'measure', zh: '一人一策帮扶措施', en: 'a plan with measures', weight: 700, need: { file: 'measure' }, askedBy: plans.ownPlan },
  {
    code: 'confirmation',
    zh: '年度核对',
    en: 'the yearly confirmation',
    weight: 700,
    need: { file: 'confirmation' },
    askedBy: plans.yearly,
  },
]

const whole = 10_000

export function missingOf(facts: FileFacts, now: Date): Wanted[] {
  return wanted.filter(({ need }) => !isMet(need, facts, now))
}

/** In basis points. */
export function completenessOf(facts: FileFacts, now: Date): number {
  return missingOf(facts, now).reduce((left, { weight }) => left - weight, whole)
}

function isMet(need: Need, { stated, assessedUntil, ownerSides, measures, confirmationDueOn }: FileFacts, now: Date): boolean {
  if ('stated' in need) return stated.includes(need.stated)
  switch (need.file) {
    case 'assessment':
      return assessedUntil !== null && now < assessedUntil
    case 'case_owner':
      return ownerSides.length > 0
    case 'measure':
      return measures > 0
    case 'confirmation':
      return chinaDay(now) <= confirmationDueOn
  }
}
