import type { Label } from '@zhihe/vocabulary/label'
import { inSentence, nameOf, type ReasonEntry, said, told } from './wording.ts'

/** What would make a conditional match eligible, and who is asked. */
export const actionReasons = {
  confirm_age: told('register', ({ minAge = 0, maxAge }) =>
    maxAge === undefined
      ? {
          zh: `需确认：年龄满${minAge}周岁`,
          en: `Confirm that the person is at least ${minAge}.`,
          easy: `年龄要满${minAge}岁。请告诉我们年龄。`,
        }
      : {
          zh: `需确认：年龄在${minAge}至${maxAge}周岁之间`,
          en: `Confirm that the person is between ${minAge} and ${maxAge}.`,
          easy: `年龄要在${minAge}到${maxAge}岁。请告诉我们。`,
        },
  ),
  confirm_working_age: said('register', {
    zh: '需确认：未到法定退休年龄',
    en: 'Confirm that the person is below the statutory retirement age.',
    easy: '请告诉我们：到退休年龄了吗？',
  }),
  confirm_education: told('register', ({ education }) => ({
    zh: `需确认：学历达到${nameOf.education(education).zh}`,
    en: `Confirm education of at least: ${nameOf.education(education).en}.`,
    easy: `学历要到${nameOf.education(education).easy}。请告诉我们。`,
  })),
  confirm_licence: told('register', ({ licence }) => ({
    zh: `需确认：持有${nameOf.licence(licence).zh}`,
    en: `Confirm the licence: ${nameOf.licence(licence).en}.`,
    easy: `请告诉我们：有${nameOf.licence(licence).easy}吗？`,
  })),
  confirm_employment_form: told('register', ({ employmentForm }) => ({
    zh: `需确认：本人接受${nameOf.employmentForm(employmentForm).zh}`,
    en: `Confirm that this form of employment suits: ${nameOf.employmentForm(employmentForm).en}.`,
    easy: `这是${nameOf.employmentForm(employmentForm).easy}。可以吗？`,
  })),
  confirm_work_mode: told('register', ({ workMode }) => ({
    zh: `需确认：本人接受${nameOf.workMode(workMode).zh}`,
    en: `Confirm that this mode of work suits: ${nameOf.workMode(workMode).en}.`,
    easy: `这份工作要${nameOf.workMode(workMode).easy}。可以吗？`,
  })),
  confirm_region: told('register', ({ region }) => ({
    zh: `需确认：本人愿意到${nameOf.region(region).zh}工作`,
    en: `Confirm willingness to work in ${nameOf.region(region).en}.`,
    easy: `工作在${nameOf.region(region).easy}。愿意去吗？`,
  })),
  confirm_commute: told('register', ({ minutes, limit, km, limitKm }) => {
    if (km === undefined && minutes === undefined) return anyCommute
    const way = measure({ km, minutes })
    const most = measure({ km: limitKm, minutes: limit })
    return {
      zh: `需确认：能接受单程约${way.zh}（原定上限${most.zh}）`,
      en: `Confirm that about ${way.en} one way is acceptable (the limit given is ${most.en}).`,
      easy: `上班路上大约${minutes === undefined ? way.zh : `${minutes}分钟`}。可以吗？`,
    }
  }),
  confirm_pay: said('register', {
    zh: '需向单位确认：薪酬能否达到本人期望',
    en: 'Ask the employer whether the pay reaches what the person asks for.',
    easy: '工资还没说定。请问一问单位。',
  }),
  confirm_with_employer: said('all', {
    zh: '需向单位核实：招聘条件中对残疾类别、等级的限制',
    en: 'Review with the employer what the posting says about disability types and grades.',
    easy: '招聘要求里有一句话，要再问问单位。',
  }),
  ask_capability: told('register', ({ icf }) => ({
    zh: `需向本人了解：${nameOf.icf(icf).zh}`,
    en: `Ask the person about: ${nameOf.icf(icf).en}.`,
    easy: `工作要${nameOf.icf(icf).easy}。请告诉我们行不行。`,
  })),
  offer_accommodation: told('all', ({ icf, accommodations = [] }) => {
    const [best] = accommodations
    const name = nameOf.accommodation(best)
    const easy = `要有${name.easy}。请先问问单位。`
    return icf === undefined
      ? { zh: `建议单位提供：${name.zh}`, en: `Offer: ${name.en}.`, easy }
      : {
          zh: `建议提供${name.zh}，以胜任：${nameOf.icf(icf).zh}`,
          en: `Offer ${inSentence(name.en)}, which enables: ${nameOf.icf(icf).en}.`,
          easy,
        }
  }),
  raise_skill: told('all', ({ skill, level = 1 }) => ({
    zh: `建议培训：${nameOf.skill(skill).zh}达到${level}级`,
    en: `Train ${nameOf.skill(skill).en} up to level ${level}.`,
    easy: `可以先学一学：${nameOf.skill(skill).easy}。`,
  })),
} as const satisfies Record<string, ReasonEntry>

// A count of people says it of all of them, each with limits of her own.
const anyCommute = {
  zh: '需确认：能接受这段通勤路程',
  en: 'Confirm that the way to work is acceptable.',
  easy: '上班的路有点远。可以吗？',
}

function measure({ km, minutes }: { km: number | undefined; minutes: number | undefined }): Label {
  const zh = [km === undefined ? [] : `${km}公里`, minutes === undefined ? [] : `${minutes}分钟`].flat().join('、')
  const en = [km === undefined ? [] : `${km} km`, minutes === undefined ? [] : `${minutes} minutes`].flat().join(' and ')
  return { zh, en }
}

/** Remarks for her adviser; they change no number. */
export const findingReasons = {
  under_use_skill: told('register', ({ skill }) => ({
    zh: `技能明显高于岗位要求：${nameOf.skill(skill).zh}`,
    en: `The skill is far above what the posting asks: ${nameOf.skill(skill).en}.`,
    easy: `${nameOf.skill(skill).easy}做得很好。可以找更好的工作。`,
  })),
  under_use_function: said('register', {
    zh: '能力明显高于岗位要求，可推荐更合适的岗位',
    en: 'The person can do far more than the work demands.',
    easy: '本事很大。也可以看看别的工作。',
  }),
  under_use_education: told('register', ({ education }) => ({
    zh: `学历明显高于岗位要求的${nameOf.education(education).zh}`,
    en: `The person’s education is far above what the posting asks: ${nameOf.education(education).en}.`,
    easy: '学历比要求高。也可以看看别的工作。',
  })),
} as const satisfies Record<string, ReasonEntry>
