import type { WhatIfAnswer } from '@zhihe/contracts/what-if'
import type { PostingFacts } from '@zhihe/scoring/facts'
import { icfJobLabel } from '@zhihe/vocabulary/icf'
import type { Label } from '@zhihe/vocabulary/label'
import { licenceLabel } from '@zhihe/vocabulary/licence'
import { skillLabel } from '@zhihe/vocabulary/skill'

type Constraint = Extract<WhatIfAnswer, { about: 'posting' }>['constraints'][number]
export type Lifted = Omit<Constraint, 'without'> & { posting: PostingFacts }

// More than anybody's floor.
const anyPayFen = 100_000_000_00

const labels = {
  education: { zh: '学历要求', en: 'Education' },
  age: { zh: '年龄要求', en: 'Age limits' },
  pay: { zh: '薪资水平', en: 'Pay' },
  place: { zh: '工作地点', en: 'Place of work' },
} as const satisfies Record<string, Label>

/** The posting without each of its demands, must skills, licences and limits, one at a time; for pay and place as if neither mattered. */
export function liftEach(posting: PostingFacts): Lifted[] {
  const { demands, skills, licences, education, age, pay, workMode } = posting
  const lifted = (constraint: Constraint['constraint'], code: string | null, label: Label, change: Partial<PostingFacts>): Lifted => ({
    constraint,
    code,
    zh: label.zh,
    en: label.en,
    posting: { ...posting, ...change },
  })
  return [
    ...demands
      .filter(({ source }) => source !== 'occupation')
      .map((demand) => lifted('demand', demand.icf, icfJobLabel(demand.icf), { demands: demands.filter((one) => one !== demand) })),
    ...skills
      .filter(({ must }) => must)
      .map((skill) =>
        lifted('skill', skill.code, skillLabel(skill.code), {
          skills: skills.map((one) => (one === skill ? { ...one, must: false } : one)),
        }),
      ),
    ...licences.map((code) => lifted('licence', code, licenceLabel(code), { licences: licences.filter((one) => one !== code) })),
    ...(education === null || education === 'none' ? [] : [lifted('education', null, labels.education, { education: 'none' })]),
    ...(age === null || (age.min === null && age.max === null) ? [] : [lifted('age', null, labels.age, { age: null })]),
    ...(pay === null
      ? []
      : [lifted('pay', null, labels.pay, { pay: { ...pay, minFen: anyPayFen, maxFen: anyPayFen, unit: 'month' as const } })]),
    ...(workMode === 'remote' ? [] : [lifted('place', null, labels.place, { workMode: 'remote' })]),
  ]
}
