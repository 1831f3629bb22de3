import { nameOf, type ReasonEntry, said, shorten, told } from './wording.ts'

/** Evidence about what she can do, in terms of the job. */
export const abilityReasons = {
  skills_not_stated: said('all', '岗位未写明技能要求', 'The posting states no skills.'),
  skill_verified: told('all', ({ skill }) => ({
    zh: `技能经核验：${nameOf.skill(skill).zh}`,
    en: `Has the verified skill: ${nameOf.skill(skill).en}.`,
  })),
  skill_held: told('all', ({ skill }) => ({ zh: `具备技能：${nameOf.skill(skill).zh}`, en: `Has the skill: ${nameOf.skill(skill).en}.` })),
  skill_below_level: told('all', ({ skill, level = 1 }) => ({
    zh: `有此技能但未达${level}级：${nameOf.skill(skill).zh}`,
    en: `Has the skill below level ${level}: ${nameOf.skill(skill).en}.`,
  })),
  skill_related: told('all', ({ skill, have }) => ({
    zh: `有相近技能${shorten(nameOf.skill(have).zh, 12)}，要求${shorten(nameOf.skill(skill).zh, 12)}`,
    en: `Has a related skill, ${nameOf.skill(have).en}; asked for: ${nameOf.skill(skill).en}.`,
  })),
  skill_missing: told('all', ({ skill }) => ({
    zh: `尚无技能：${nameOf.skill(skill).zh}`,
    en: `Lacks the skill: ${nameOf.skill(skill).en}.`,
  })),
  licence_held: told('all', ({ licence }) => ({
    zh: `持有${nameOf.licence(licence).zh}`,
    en: `Holds the licence: ${nameOf.licence(licence).en}.`,
  })),
  licence_not_held: told('register', ({ licence }) => ({
    zh: `未持有${nameOf.licence(licence).zh}`,
    en: `Does not hold the licence: ${nameOf.licence(licence).en}.`,
  })),
  licence_unknown: told('register', ({ licence }) => ({
    zh: `不清楚是否持有${nameOf.licence(licence).zh}`,
    en: `It is not known whether the person holds: ${nameOf.licence(licence).en}.`,
  })),
  demands_not_stated: said('all', '岗位未写明工作能力要求', 'The posting states no demands of the work.'),
  demand_met: told('all', ({ icf }) => ({ zh: `能胜任：${nameOf.icf(icf).zh}`, en: `Can do: ${nameOf.icf(icf).en}.` })),
  demand_met_with: told('all', ({ icf, accommodation }) => ({
    zh: `有${nameOf.accommodation(accommodation).zh}即可胜任：${nameOf.icf(icf).zh}`,
    en: `With ${nameOf.accommodation(accommodation).en}, can do: ${nameOf.icf(icf).en}.`,
  })),
  demand_unmet: told('all', ({ icf }) => ({ zh: `需要支持：${nameOf.icf(icf).zh}`, en: `Needs support with: ${nameOf.icf(icf).en}.` })),
  demand_unknown: told('register', ({ icf }) => ({
    zh: `不清楚能否胜任：${nameOf.icf(icf).zh}`,
    en: `Not known yet: ${nameOf.icf(icf).en}.`,
  })),
  demand_assumed: told('register', ({ icf }) => ({
    zh: `仅为推断，请向本人了解：${nameOf.icf(icf).zh}`,
    en: `Only assumed, ask the person: ${nameOf.icf(icf).en}.`,
  })),
  demand_of_occupation: told('register', ({ icf }) => ({
    zh: `此类岗位通常需要：${nameOf.icf(icf).zh}`,
    en: `Work of this kind usually needs: ${nameOf.icf(icf).en}.`,
  })),
  education_not_stated: said('all', '岗位未写明学历要求', 'The posting states no minimum education.'),
  education_unknown: said('register', '不清楚本人学历', 'The person’s education is not known.'),
  education_met: said('all', '学历符合要求', 'Education meets the minimum.'),
  education_below: said('all', '学历低于要求', 'Education is below the minimum.'),
  education_relaxed: said('all', '学历低于要求，按政策可以放宽', 'Education is below the minimum, which a plan relaxes here.'),
  experience_not_needed: said('all', '岗位不要求工作经验', 'No experience is needed.'),
  experience_not_stated: said('all', '岗位未写明经验要求', 'The posting states no experience.'),
  experience_unknown: said('register', '不清楚本人工作经历', 'The person’s experience is not known.'),
  experience_relevant: told('all', ({ years = 0 }) => ({
    zh: `有约${years}年相关经验`,
    en: `About ${years} years of relevant experience.`,
  })),
  experience_met: told('all', ({ years = 0 }) => ({
    zh: `经验符合要求：约${years}年`,
    en: `Experience meets the minimum: about ${years} years.`,
  })),
  experience_short: told('all', ({ years = 0, asked = 0 }) => ({
    zh: `约${years}年相关经验，要求${asked}年`,
    en: `About ${years} years of relevant experience of ${asked} asked.`,
  })),
  experience_none: told('all', ({ asked = 0 }) => ({
    zh: `暂无相关经验，要求${asked}年`,
    en: `No relevant experience yet; ${asked} years asked.`,
  })),
} as const satisfies Record<string, ReasonEntry>

/** Evidence about conditions and wishes. */
export const conditionReasons = {
  needs_unknown: said('register', '不清楚需要哪些便利条件', 'It is not known which accommodations are needed.'),
  needs_none: said('all', '不需要额外的便利条件', 'No accommodation is needed.'),
  need_covered: told('all', ({ accommodation }) => ({
    zh: `单位已提供：${nameOf.accommodation(accommodation).zh}`,
    en: `The employer offers: ${nameOf.accommodation(accommodation).en}.`,
  })),
  need_uncovered: told('all', ({ accommodation }) => ({
    zh: `单位尚未提供：${nameOf.accommodation(accommodation).zh}`,
    en: `Not offered yet: ${nameOf.accommodation(accommodation).en}.`,
  })),
  wish_uncovered: told('all', ({ accommodation }) => ({
    zh: `最好能提供：${nameOf.accommodation(accommodation).zh}`,
    en: `Would help if offered: ${nameOf.accommodation(accommodation).en}.`,
  })),
  location_remote: said('all', '可以远程工作', 'The work can be done remotely.'),
  location_same_county: said('all', '工作地点在同一区县', 'The place of work is in the same county.'),
  location_same_prefecture: said('all', '工作地点在同一城市', 'The place of work is in the same city.'),
  location_elsewhere: said('all', '工作地点在愿意前往的地区', 'The place of work is in a region the person would go to.'),
  location_unknown: said('register', '不清楚本人居住地和就业意向地', 'The person’s place of living and willing regions are not known.'),
  location_outside: said('register', '工作地点超出可接受范围', 'The place of work is beyond the person’s limits.'),
  commute_not_measured: said('register', '通勤距离尚未测算，请留意', 'The commuting distance has not been measured.'),
  pay_not_comparable: said('all', '岗位薪酬未写明或按件计酬', 'Pay is not stated or is by the piece.'),
  pay_floor_unknown: said('register', '不清楚本人期望薪酬', 'The pay the person asks for is not known.'),
  pay_meets_floor: said('register', '薪酬达到本人期望', 'Pay reaches what the person asks for.'),
  pay_may_meet_floor: said('register', '薪酬上限可达到本人期望', 'The upper end of pay reaches what the person asks for.'),
  pay_below: said('register', '薪酬低于本人期望', 'Pay is below what the person asks for.'),
  occupation_not_stated: said('all', '岗位未归类到职业', 'The posting has no occupation.'),
  occupation_wish_unknown: said('register', '不清楚本人意向职业', 'The occupation the person wants is not known.'),
  occupation_wished: told('all', ({ occupation }) => ({
    zh: `是本人意向职业：${nameOf.occupation(occupation).zh}`,
    en: `A wanted occupation: ${nameOf.occupation(occupation).en}.`,
  })),
  occupation_near_wish: told('all', ({ occupation }) => ({
    zh: `接近本人意向职业：${nameOf.occupation(occupation).zh}`,
    en: `Near a wanted occupation: ${nameOf.occupation(occupation).en}.`,
  })),
  occupation_not_wished: told('register', ({ occupation }) => ({
    zh: `不是本人意向职业：${nameOf.occupation(occupation).zh}`,
    en: `Not a wanted occupation: ${nameOf.occupation(occupation).en}.`,
  })),
  form_wished: told('all', ({ employmentForm }) => ({
    zh: `接受${nameOf.employmentForm(employmentForm).zh}`,
    en: `This form of employment suits: ${nameOf.employmentForm(employmentForm).en}.`,
  })),
  form_not_wished: told('register', ({ employmentForm }) => ({
    zh: `不接受${nameOf.employmentForm(employmentForm).zh}`,
    en: `This form of employment does not suit: ${nameOf.employmentForm(employmentForm).en}.`,
  })),
  form_wish_unknown: told('register', ({ employmentForm }) => ({
    zh: `不清楚是否接受${nameOf.employmentForm(employmentForm).zh}`,
    en: `It is not known whether this suits: ${nameOf.employmentForm(employmentForm).en}.`,
  })),
  mode_wished: told('all', ({ workMode }) => ({
    zh: `接受${nameOf.workMode(workMode).zh}`,
    en: `This mode of work suits: ${nameOf.workMode(workMode).en}.`,
  })),
  mode_not_wished: told('register', ({ workMode }) => ({
    zh: `不接受${nameOf.workMode(workMode).zh}`,
    en: `This mode of work does not suit: ${nameOf.workMode(workMode).en}.`,
  })),
  mode_wish_unknown: told('register', ({ workMode }) => ({
    zh: `不清楚是否接受${nameOf.workMode(workMode).zh}`,
    en: `It is not known whether this suits: ${nameOf.workMode(workMode).en}.`,
  })),
  policy_channel: told('all', ({ channel }) => ({
    zh: `属于优先安置渠道：${nameOf.channel(channel).zh}`,
    en: `A priority channel: ${nameOf.channel(channel).en}.`,
  })),
  policy_employer: told('all', ({ employerKind }) => ({
    zh: `属于带头安置的单位：${nameOf.employerKind(employerKind).zh}`,
    en: `An employer that is to take the lead in hiring: ${nameOf.employerKind(employerKind).en}.`,
  })),
  policy_ordinary: said('all', '普通岗位，无专项安置政策', 'An ordinary posting without a special plan.'),
  age_relaxed: said('all', '按政策可以放宽年龄要求', 'A plan relaxes the age limit here.'),
} as const satisfies Record<string, ReasonEntry>
