import { nameOf, type ReasonEntry, said, told } from './wording.ts'

/** What would make a conditional match eligible, and who is asked. */
export const actionReasons = {
  confirm_age: told('register', ({ minAge = 0, maxAge }) => ({
    zh: maxAge === undefined ? `需确认：年龄满${minAge}周岁` : `需确认：年龄在${minAge}至${maxAge}周岁之间`,
    en:
      maxAge === undefined
        ? `Confirm that the person is at least ${minAge}.`
        : `Confirm that the person is between ${minAge} and ${maxAge}.`,
  })),
  confirm_working_age: said('register', '需确认：未到法定退休年龄', 'Confirm that the person is below the statutory retirement age.'),
  confirm_education: told('register', ({ education }) => ({
    zh: `需确认：学历达到${nameOf.education(education).zh}`,
    en: `Confirm education of at least: ${nameOf.education(education).en}.`,
  })),
  confirm_licence: told('register', ({ licence }) => ({
    zh: `需确认：持有${nameOf.licence(licence).zh}`,
    en: `Confirm the licence: ${nameOf.licence(licence).en}.`,
  })),
  confirm_employment_form: told('register', ({ employmentForm }) => ({
    zh: `需确认：接受${nameOf.employmentForm(employmentForm).zh}`,
    en: `Confirm that this form of employment suits: ${nameOf.employmentForm(employmentForm).en}.`,
  })),
  confirm_work_mode: told('register', ({ workMode }) => ({
    zh: `需确认：接受${nameOf.workMode(workMode).zh}`,
    en: `Confirm that this mode of work suits: ${nameOf.workMode(workMode).en}.`,
  })),
  confirm_region: told('register', ({ region }) => ({
    zh: `需确认：愿意到${nameOf.region(region).zh}工作`,
    en: `Confirm willingness to work in ${nameOf.region(region).en}.`,
  })),
  confirm_pay: said('register', '需向单位确认：薪酬能否达到本人期望', 'Ask the employer whether the pay reaches what the person asks for.'),
  confirm_with_employer: said(
    'all',
    '需向单位核实：岗位对残疾类别等级的说法',
    'Review with the employer what the posting says about disability types and grades.',
  ),
  ask_capability: told('register', ({ icf }) => ({
    zh: `需确认：${nameOf.icf(icf).zh}`,
    en: `Ask the person about: ${nameOf.icf(icf).en}.`,
  })),
  offer_accommodation: told('all', ({ icf, accommodations = [] }) => {
    const [best] = accommodations
    const name = nameOf.accommodation(best)
    return icf === undefined
      ? { zh: `建议提供：${name.zh}`, en: `Offer: ${name.en}.` }
      : { zh: `建议提供${name.zh}，以胜任：${nameOf.icf(icf).zh}`, en: `Offer ${name.en}, which enables: ${nameOf.icf(icf).en}.` }
  }),
  raise_skill: told('all', ({ skill, level = 1 }) => ({
    zh: `建议培训：${nameOf.skill(skill).zh}达到${level}级`,
    en: `Train ${nameOf.skill(skill).en} up to level ${level}.`,
  })),
} as const satisfies Record<string, ReasonEntry>

/** Remarks for her adviser; they change no number. */
export const findingReasons = {
  under_use_skill: told('register', ({ skill }) => ({
    zh: `技能明显高于岗位要求：${nameOf.skill(skill).zh}`,
    en: `The skill is far above what the posting asks: ${nameOf.skill(skill).en}.`,
  })),
  under_use_function: said('register', '能力明显高于岗位要求，可推荐更合适的岗位', 'The person can do far more than the work demands.'),
  under_use_education: told('register', ({ education }) => ({
    zh: `学历明显高于岗位要求的${nameOf.education(education).zh}`,
    en: `The person’s education is far above what the posting asks: ${nameOf.education(education).en}.`,
  })),
} as const satisfies Record<string, ReasonEntry>
