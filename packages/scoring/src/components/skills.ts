import { evidence, evidenceBy, sayingBy } from '../explain-telling.ts'
import type { Pair, RequiredSkill } from '../facts.ts'
import type { Notebook, Rating } from '../notebook.ts'
import { bestSkills, isHeld, type SkillFit } from '../skill-fit.ts'
import { full, neutral } from '../weights.ts'

const mustWeight = 3

const notStated = evidence('unknown', 'skills_not_stated')
const missing = evidenceBy('unmet', 'skill_missing', 'skill', 'level')
const verified = evidenceBy('met', 'skill_verified', 'skill', 'level')
const held = evidenceBy('met', 'skill_held', 'skill', 'level')
const belowLevel = evidenceBy('unmet', 'skill_below_level', 'skill', 'level')
const related = evidenceBy('unmet', 'skill_related', 'skill', 'level', 'have')
const underUse = sayingBy('under_use_skill', 'skill', 'level')

/** The weighted mean of the credits her skills earn; related skills earn part of it. */
export function rateSkills({ posting, jobseeker }: Pair, notebook?: Notebook): Rating {
  if (posting.skills.length === 0) {
    notebook?.evidence('skills', notStated)
    return { score: neutral, known: 0 }
  }
  let weight = 0
  let sum = 0
  const fits = bestSkills(posting, jobseeker)
  for (let place = 0; place < fits.length; place += 1) {
    const required = posting.skills[place] as RequiredSkill
    const fit = fits[place] as SkillFit
    const share = required.must ? mustWeight : 1
    weight += share
    sum += share * fit.credit
    if (notebook) noteSkill(required, fit, notebook)
  }
  return { score: Math.floor(sum / weight), known: full }
}

const farAbove = 2

function noteSkill({ code, level }: RequiredSkill, fit: SkillFit, notebook: Notebook): void {
  if (fit.by === null) return notebook.evidence('skills', missing(code, level))
  if (isHeld(fit)) {
    notebook.evidence('skills', fit.by.evidence === 'verified' ? verified(code, level) : held(code, level))
    if (fit.by.level - level >= farAbove) notebook.finding(underUse(code, level))
    return
  }
  if (fit.by.code === code) return notebook.evidence('skills', belowLevel(code, level))
  notebook.evidence('skills', related(code, level, fit.by.code))
}
