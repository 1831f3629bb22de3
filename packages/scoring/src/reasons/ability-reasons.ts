import { educationRank } from '@zhihe/vocabulary/education'
import { inSentence, nameOf, type ReasonEntry, said, shorten, told } from './wording.ts'

/** Evidence about what she can do, in terms of the job. */
export const abilityReasons = {
  skills_not_stated: said('all', { zh: '岗位未写明技能要求', en: 'The posting states no skills.', easy: '没有写要会什么技能。' }),
  skill_verified: told('all', ({ skill }) => ({
    zh: `技能经核验：${nameOf.skill(skill).zh}`,
    en: `Has the verified skill: ${nameOf.skill(skill).en}.`,
    easy: `会${nameOf.skill(skill).easy}，有证明。`,
  })),
  skill_held: told('all', ({ skill }) => ({
    zh: `具备技能：${nameOf.skill(skill).zh}`,
    en: `Has the skill: ${nameOf.skill(skill).en}.`,
    easy: `会${nameOf.skill(skill).easy}。`,
  })),
  skill_below_level: told('all', ({ skill, level = 1 }) => ({
    zh: `有此技能但未达${level}级：${nameOf.skill(skill).zh}`,
    en: `Has the skill below level ${level}: ${nameOf.skill(skill).en}.`,
    easy: `会一些${nameOf.skill(skill).easy}。还可以再学。`,
  })),
  skill_related: told('all', ({ skill, have }) => ({
    zh: `有相近技能${shorten(nameOf.skill(have).zh, 12)}，要求${shorten(nameOf.skill(skill).zh, 12)}`,
    en: `Has a related skill, ${nameOf.skill(have).en}; asked for: ${nameOf.skill(skill).en}.`,
    easy: `会相近的技能：${nameOf.skill(have).easy}。`,
  })),
  skill_missing: told('all', ({ skill }) => ({
    zh: `尚无技能：${nameOf.skill(skill).zh}`,
    en: `Lacks the skill: ${nameOf.skill(skill).en}.`,
    easy: `工作要会${nameOf.skill(skill).easy}。可以先学。`,
  })),
  licence_held: told('all', ({ licence }) => ({
    zh: `持有${nameOf.licence(licence).zh}`,
    en: `Holds the licence: ${nameOf.licence(licence).en}.`,
    easy: `有${nameOf.licence(licence).easy}。`,
  })),
  licence_not_held: told('register', ({ licence }) => ({
    zh: `未持有${nameOf.licence(licence).zh}`,
    en: `Does not hold the licence: ${nameOf.licence(licence).en}.`,
    easy: `现在还没有${nameOf.licence(licence).easy}。`,
  })),
  licence_unknown: told('register', ({ licence }) => ({
    zh: `尚不清楚是否持有${nameOf.licence(licence).zh}`,
    en: `It is not known whether the person holds: ${nameOf.licence(licence).en}.`,
    easy: `有${nameOf.licence(licence).easy}吗？请告诉我们。`,
  })),
  demands_not_stated: said('all', {
    zh: '岗位未写明工作能力要求',
    en: 'The posting states no demands of the work.',
    easy: '没有写工作要做到什么。',
  }),
  demand_met: told('all', ({ icf }) => ({
    zh: `能胜任：${nameOf.icf(icf).zh}`,
    en: `Can do: ${nameOf.icf(icf).en}.`,
    easy: `工作要${nameOf.icf(icf).easy}，能做到。`,
  })),
  demand_met_with: told('all', ({ icf, accommodation }) => ({
    zh: `有${nameOf.accommodation(accommodation).zh}即可胜任：${nameOf.icf(icf).zh}`,
    en: `With ${inSentence(nameOf.accommodation(accommodation).en)}, can do: ${nameOf.icf(icf).en}.`,
    easy: `有${nameOf.accommodation(accommodation).easy}帮忙，这件事能做。`,
  })),
  demand_unmet: told('all', ({ icf }) => ({
    zh: `需要支持：${nameOf.icf(icf).zh}`,
    en: `Needs support with: ${nameOf.icf(icf).en}.`,
    easy: `工作要${nameOf.icf(icf).easy}。这里要一些帮助。`,
  })),
  demand_unknown: told('register', ({ icf }) => ({
    zh: `尚不清楚，需向本人了解：${nameOf.icf(icf).zh}`,
    en: `Not known yet, ask the person: ${nameOf.icf(icf).en}.`,
    easy: `${nameOf.icf(icf).easy}，行不行？请告诉我们。`,
  })),
  demand_assumed: told('register', ({ icf }) => ({
    zh: `仅为推断，需向本人了解：${nameOf.icf(icf).zh}`,
    en: `Only assumed, ask the person: ${nameOf.icf(icf).en}.`,
    easy: `${nameOf.icf(icf).easy}，行不行？请告诉我们。`,
  })),
  demand_of_occupation: told('register', ({ icf }) => ({
    zh: `此类岗位通常需要：${nameOf.icf(icf).zh}`,
    en: `Work of this kind usually needs: ${nameOf.icf(icf).en}.`,
    easy: `这种工作常要${nameOf.icf(icf).easy}。`,
  })),
  education_not_stated: said('all', {
    zh: '岗位未写明学历要求',
    en: 'The posting states no minimum education.',
    easy: '没有写要什么学历。',
  }),
  education_unknown: said('register', {
    zh: '尚不清楚本人学历',
    en: 'The person’s education is not known.',
    easy: '请告诉我们上学上到哪里。',
  }),
  education_met: told('all', ({ education }) => {
    if (education === undefined || educationRank(education) === 0)
      return { zh: '学历符合要求', en: 'Education meets the minimum.', easy: '学历够了。' }
    const { zh, en } = nameOf.education(education)
    return { zh: `学历达到要求的${zh}`, en: `Education meets the minimum: ${en}.`, easy: '学历够了。' }
  }),
  education_below: told('all', ({ education }) => ({
    zh: education === undefined ? '学历低于要求' : `学历低于要求的${nameOf.education(education).zh}`,
    en: education === undefined ? 'Education is below the minimum.' : `Education is below the minimum: ${nameOf.education(education).en}.`,
    easy: '这份工作要求的学历高一些。',
  })),
  education_relaxed: said('all', {
    zh: '学历低于要求，按政策可以放宽',
    en: 'Education is below the minimum, which a plan relaxes here.',
    easy: '学历低一些也可以报名。',
  }),
  experience_not_needed: said('all', { zh: '岗位不要求工作经验', en: 'No experience is needed.', easy: '没做过也可以。' }),
  experience_not_stated: said('all', { zh: '岗位未写明经验要求', en: 'The posting states no experience.', easy: '没有写要做过几年。' }),
  experience_unknown: said('register', {
    zh: '尚不清楚本人工作经历',
    en: 'The person’s experience is not known.',
    easy: '以前做过什么？请告诉我们。',
  }),
  experience_relevant: told('all', ({ years = 0 }) => ({
    zh: `有约${years}年相关经验`,
    en: `About ${yearsInEnglish(years)} of relevant experience.`,
    easy: `做过差不多的工作，大约${years}年。`,
  })),
  experience_met: told('all', ({ years = 0 }) => ({
    zh: `经验符合要求：约${years}年`,
    en: `Experience meets the minimum: about ${yearsInEnglish(years)}.`,
    easy: `做过差不多的工作，大约${years}年。`,
  })),
  experience_short: told('all', ({ years = 0, asked = 0 }) => ({
    zh: `有约${years}年相关经验，岗位要求${asked}年`,
    en: `About ${yearsInEnglish(years)} of relevant experience, ${asked} asked.`,
    easy: `做过大约${years}年。工作要${asked}年。`,
  })),
  experience_none: told('all', ({ asked = 0 }) => ({
    zh: `相关经验不足1年，岗位要求${asked}年`,
    en: `Less than a year of relevant experience; ${yearsInEnglish(asked)} asked.`,
    easy: `这种工作做得还不多。工作要${asked}年。`,
  })),
} as const satisfies Record<string, ReasonEntry>

function yearsInEnglish(count: number): string {
  return count === 1 ? '1 year' : `${count} years`
}
