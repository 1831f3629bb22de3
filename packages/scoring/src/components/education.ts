import { educationRank } from '@zhihe/vocabulary/education'
import type { Pair } from '../facts.ts'
import type { Notebook, Rating } from '../notebook.ts'
import { relaxationFor } from '../rules/relaxed.ts'
import { full, neutral } from '../weights.ts'

/** Credit by how many steps she is below the minimum; never above what an unknown earns. */
const creditByGap = [full, 4_000, 2_500, 1_000] as const
const farAbove = 2

export function rateEducation(pair: Pair, notebook?: Notebook): Rating {
  const { education: minimum } = pair.posting
  const { education } = pair.jobseeker
  if (minimum === null) {
    notebook?.evidence('education', 'unknown', { code: 'education_not_stated' })
    return { score: neutral, known: 0 }
  }
  const asked = educationRank(minimum)
  if (education === null && asked > 0) {
    notebook?.evidence('education', 'unknown', { code: 'education_unknown', params: { education: minimum } })
    return { score: neutral, known: 0 }
  }
  const gap = asked - (education === null ? 0 : educationRank(education))
  if (notebook) noteEducation(pair, gap, notebook)
  return { score: creditByGap[Math.max(0, gap)] ?? creditByGap[3], known: full }
}

function noteEducation(pair: Pair, gap: number, notebook: Notebook): void {
  const { education } = pair.posting
  const params = education === null ? {} : { education }
  if (gap <= 0) {
    notebook.evidence('education', 'met', { code: 'education_met', params })
    if (education !== null && educationRank(education) > 0 && gap <= -farAbove) notebook.finding({ code: 'under_use_education', params })
    return
  }
  const relaxation = relaxationFor(pair, 'education')
  if (relaxation === null) return notebook.evidence('education', 'unmet', { code: 'education_below', params })
  notebook.evidence('education', 'unmet', { code: 'education_relaxed', params: { ...params, source: relaxation.source } })
}
