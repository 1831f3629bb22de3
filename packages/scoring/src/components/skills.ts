import type { Pair, RequiredSkill } from '../facts.ts'
import type { Notebook, Rating } from '../notebook.ts'
import { bestSkill, isHeld, type SkillFit } from '../skill-fit.ts'
import { full, neutral } from '../weights.ts'

const mustWeight = 3

/** The weighted mean of the credits her skills earn; related skills earn part of it. */
export function rateSkills({ posting, jobseeker }: Pair, notebook?: Notebook): Rating {
  if (posting.skills.length === 0) {
    notebook?.evidence('skills', 'unknown', { code: 'skills_not_stated' })
    return { score: neutral, known: 0 }
  }
  let weight = 0
  let sum = 0
  for (const required of posting.skills) {
    const fit = bestSkill(jobseeker, required)
    const share = required.must ? mustWeight : 1
    weight += share
    sum += share * fit.credit
    if (notebook) noteSkill(required, fit, notebook)
  }
  return { score: Math.floor(sum / weight), known: full }
}

const farAbove = 2

function noteSkill(required: RequiredSkill, fit: SkillFit, notebook: Notebook): void {
  const params = { skill: required.code, level: required.level }
  if (fit.by === null) return notebook.evidence('skills', 'unmet', { code: 'skill_missing', params })
  if (isHeld(fit)) {
    notebook.evidence('skills', 'met', { code: fit.by.evidence === 'verified' ? 'skill_verified' : 'skill_held', params })
    if (fit.by.level - required.level >= farAbove) notebook.finding({ code: 'under_use_skill', params })
    return
  }
  if (fit.by.code === required.code) return notebook.evidence('skills', 'unmet', { code: 'skill_below_level', params })
  notebook.evidence('skills', 'unmet', { code: 'skill_related', params: { ...params, have: fit.by.code } })
}
