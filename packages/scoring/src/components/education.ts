import { educationRank } from '@zhihe/vocabulary/education'
import { evidence, evidenceBy, sayingBy } from '../explain-telling.ts'
import type { Pair } from '../facts.ts'
import type { Notebook, Rating } from '../notebook.ts'
import { relaxationFor } from '../rules/relaxed.ts'
import { full, neutral } from '../weights.ts'

/** Credit by how many steps she is below the minimum; never above what an unknown earns. */
const creditByGap = [full, 4_000, 2_500, 1_000] as const
const farAbove = 2

const notStated = evidence('unknown', 'education_not_stated')
const unknown = evidenceBy('unknown', 'education_unknown', 'education')
const met = evidenceBy('met', 'education_met', 'education')
const below = evidenceBy('unmet', 'education_below', 'education')
const relaxed = evidenceBy('unmet', 'education_relaxed', 'education', 'source')
const underUse = sayingBy('under_use_education', 'education')

export function rateEducation(pair: Pair, notebook?: Notebook): Rating {
  const { education: minimum } = pair.posting
  const { education } = pair.jobseeker
  if (minimum === null) {
    notebook?.evidence('education', notStated)
    return { score: neutral, known: 0 }
  }
  const asked = educationRank(minimum)
  if (education === null && asked > 0) {
    notebook?.evidence('education', unknown(minimum))
    return { score: neutral, known: 0 }
  }
  const gap = asked - (education === null ? 0 : educationRank(education))
  if (notebook) noteEducation(pair, gap, notebook)
  return { score: creditByGap[Math.max(0, gap)] ?? creditByGap[3], known: full }
}

function noteEducation(pair: Pair, gap: number, notebook: Notebook): void {
  const education = pair.posting.education ?? undefined
  if (gap <= 0) {
    notebook.evidence('education', met(education))
    if (education !== undefined && educationRank(education) > 0 && gap <= -farAbove) notebook.finding(underUse(education))
    return
  }
  const relaxation = relaxationFor(pair, 'education')
  if (relaxation === null) return notebook.evidence('education', below(education))
  notebook.evidence('education', relaxed(education, relaxation.source))
}
