import { nameOf, type ReasonEntry, said, told } from './wording.ts'

/** Evidence about conditions and wishes. */
export const conditionReasons = {
  needs_unknown: said('register', {
    zh: '尚不清楚需要哪些便利条件',
    en: 'It is not known which accommodations are needed.',
    easy: '上班要什么帮助？请告诉我们。',
  }),
  needs_none: said('all', { zh: '不需要额外的便利条件', en: 'No accommodation is needed.', easy: '不用额外的帮助。' }),
  need_covered: told('all', ({ accommodation }) => ({
    zh: `所需便利单位已提供：${nameOf.accommodation(accommodation).zh}`,
    en: `Needed and offered by the employer: ${nameOf.accommodation(accommodation).en}.`,
    easy: `单位有${nameOf.accommodation(accommodation).easy}。`,
  })),
  need_uncovered: told('all', ({ accommodation }) => ({
    zh: `所需便利单位尚未提供：${nameOf.accommodation(accommodation).zh}`,
    en: `Needed and not offered yet: ${nameOf.accommodation(accommodation).en}.`,
    easy: `单位还没有${nameOf.accommodation(accommodation).easy}。可以先问问。`,
  })),
  wish_uncovered: told('all', ({ accommodation }) => ({
    zh: `单位若能提供更好：${nameOf.accommodation(accommodation).zh}`,
    en: `Would help if offered: ${nameOf.accommodation(accommodation).en}.`,
    easy: `如果有${nameOf.accommodation(accommodation).easy}，会更好。`,
  })),
  location_remote: said('all', { zh: '可以远程工作', en: 'The work can be done remotely.', easy: '可以在家工作。' }),
  location_same_county: said('all', {
    zh: '工作地点在同一区县',
    en: 'The place of work is in the same county.',
    easy: '上班的地方离家近。',
  }),
  location_same_prefecture: said('all', {
    zh: '工作地点在同一城市',
    en: 'The place of work is in the same city.',
    easy: '上班的地方在同一个城市。',
  }),
  location_elsewhere: said('all', {
    zh: '工作地点在本人愿意前往的地区',
    en: 'The place of work is in a region the person would go to.',
    easy: '工作在愿意去的地方。',
  }),
  location_unknown: said('register', {
    zh: '尚不清楚本人居住地和就业意向地',
    en: 'The person’s place of living and willing regions are not known.',
    easy: '住在哪里、想去哪里？请告诉我们。',
  }),
  location_outside: said('register', {
    zh: '工作地点超出本人可接受范围',
    en: 'The place of work is beyond the person’s limits.',
    easy: '上班的地方太远了。',
  }),
  commute_estimated: told('register', ({ minutes = 0 }) => ({
    zh: `预计单程约${minutes}分钟`,
    en: `About ${minutes} minutes one way, estimated.`,
    easy: `上班路上大约${minutes}分钟。`,
  })),
  commute_not_measured: said('register', {
    zh: '通勤距离尚未测算，请向本人确认',
    en: 'The commuting distance has not been measured; ask the person.',
    easy: '上班的路有多长，还不知道。',
  }),
  pay_not_comparable: said('all', {
    zh: '岗位薪酬未写明或按件计酬',
    en: 'Pay is not stated or is by the piece.',
    easy: '每个月多少工资，还不知道。',
  }),
  pay_floor_unknown: said('register', {
    zh: '尚不清楚本人期望薪酬',
    en: 'The pay the person asks for is not known.',
    easy: '想要多少工资？请告诉我们。',
  }),
  pay_meets_floor: said('register', {
    zh: '薪酬达到本人期望',
    en: 'Pay reaches what the person asks for.',
    easy: '工资和想要的一样，或者更多。',
  }),
  pay_may_meet_floor: said('register', {
    zh: '薪酬上限可达到本人期望，需与单位商定',
    en: 'The upper end of pay reaches what the person asks for; settle it with the employer.',
    easy: '工资可能够。请问一问单位。',
  }),
  pay_below: said('register', { zh: '薪酬低于本人期望', en: 'Pay is below what the person asks for.', easy: '工资比想要的少。' }),
  occupation_not_stated: said('all', { zh: '岗位未归类到职业', en: 'The posting has no occupation.', easy: '没有写是哪种工作。' }),
  occupation_wish_unknown: said('register', {
    zh: '尚不清楚本人意向职业',
    en: 'The occupation the person wants is not known.',
    easy: '想做哪种工作？请告诉我们。',
  }),
  occupation_wished: told('all', ({ occupation }) => ({
    zh: `是本人意向职业：${nameOf.occupation(occupation).zh}`,
    en: `A wanted occupation: ${nameOf.occupation(occupation).en}.`,
    easy: `这是想做的工作：${nameOf.occupation(occupation).easy}。`,
  })),
  occupation_near_wish: told('all', ({ occupation }) => ({
    zh: `接近本人意向职业：${nameOf.occupation(occupation).zh}`,
    en: `Near a wanted occupation: ${nameOf.occupation(occupation).en}.`,
    easy: `和想做的差不多：${nameOf.occupation(occupation).easy}。`,
  })),
  occupation_not_wished: told('register', ({ occupation }) => ({
    zh: `不是本人意向职业：${nameOf.occupation(occupation).zh}`,
    en: `Not a wanted occupation: ${nameOf.occupation(occupation).en}.`,
    easy: `和想做的工作不一样。`,
  })),
  form_wished: told('all', ({ employmentForm }) => ({
    zh: `本人接受${nameOf.employmentForm(employmentForm).zh}`,
    en: `This form of employment suits: ${nameOf.employmentForm(employmentForm).en}.`,
    easy: `愿意做${nameOf.employmentForm(employmentForm).easy}。`,
  })),
  form_not_wished: told('register', ({ employmentForm }) => ({
    zh: `本人不接受${nameOf.employmentForm(employmentForm).zh}`,
    en: `This form of employment does not suit: ${nameOf.employmentForm(employmentForm).en}.`,
    easy: `不想做${nameOf.employmentForm(employmentForm).easy}。`,
  })),
  form_wish_unknown: told('register', ({ employmentForm }) => ({
    zh: `尚不清楚本人是否接受${nameOf.employmentForm(employmentForm).zh}`,
    en: `It is not known whether this suits: ${nameOf.employmentForm(employmentForm).en}.`,
    easy: `这是${nameOf.employmentForm(employmentForm).easy}。可以吗？`,
  })),
  mode_wished: told('all', ({ workMode }) => ({
    zh: `本人接受${nameOf.workMode(workMode).zh}`,
    en: `This mode of work suits: ${nameOf.workMode(workMode).en}.`,
    easy: `愿意${nameOf.workMode(workMode).easy}。`,
  })),
  mode_not_wished: told('register', ({ workMode }) => ({
    zh: `本人不接受${nameOf.workMode(workMode).zh}`,
    en: `This mode of work does not suit: ${nameOf.workMode(workMode).en}.`,
    easy: `不想${nameOf.workMode(workMode).easy}。`,
  })),
  mode_wish_unknown: told('register', ({ workMode }) => ({
    zh: `尚不清楚本人是否接受${nameOf.workMode(workMode).zh}`,
    en: `It is not known whether this suits: ${nameOf.workMode(workMode).en}.`,
    easy: `这份工作要${nameOf.workMode(workMode).easy}。可以吗？`,
  })),
  policy_channel: told('all', ({ channel }) => ({
    zh: `属于优先安置渠道：${nameOf.channel(channel).zh}`,
    en: `A priority channel: ${nameOf.channel(channel).en}.`,
    easy: `这是优先照顾的岗位。`,
  })),
  policy_employer: told('all', ({ employerKind }) => ({
    zh: `属于带头安置的单位：${nameOf.employerKind(employerKind).zh}`,
    en: `An employer that is to take the lead in hiring: ${nameOf.employerKind(employerKind).en}.`,
    easy: `${nameOf.employerKind(employerKind).easy}要带头招人。`,
  })),
  policy_ordinary: said('all', {
    zh: '普通岗位，无专项安置政策',
    en: 'An ordinary posting without a special plan.',
    easy: '这是普通的岗位。',
  }),
  age_relaxed: said('all', { zh: '按政策可以放宽年龄要求', en: 'A plan relaxes the age limit here.', easy: '年龄的要求可以放宽。' }),
} as const satisfies Record<string, ReasonEntry>
