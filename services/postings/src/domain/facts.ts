import type { PostingFacts } from '@zhihe/contracts/facts'
import type { PostingContent } from '@zhihe/contracts/posting'
import type { EmployerKind } from '@zhihe/vocabulary/employer-kind'
import { occupationDemands } from '@zhihe/vocabulary/occupation'
import type { CompleteContent } from './assess.ts'

interface FactsSource {
  id: string
  version: number
  content: CompleteContent
}

/** What matching is told of a published posting: facts that score, no wording. */
export function toFacts({ id, version, content }: FactsSource, employerKind: EmployerKind): PostingFacts {
  return {
    id,
    version,
    status: 'open',
    opensAt: content.opensAt ?? null,
    closesAt: content.closesAt ?? null,
    headcount: content.headcount ?? null,
    employerKind,
    channel: content.channel,
    employmentForm: content.employmentForm,
    workMode: content.workMode,
    regionCode: content.regionCode,
    pay: statedPay(content.pay),
    age: content.age ?? null,
    education: content.education ?? null,
    experienceYears: content.experienceYears ?? null,
    occupationCode: content.occupationCode ?? null,
    skills: content.skills.flatMap(({ code, level, must }) => (code === undefined ? [] : [{ code, level, must }])),
    licences: content.licences,
    demands: demandsOf(content),
    accommodations: content.accommodations,
    statementTypes: content.employerStatement?.types ?? [],
  }
}

// One side alone is that amount, open to talk; no side is unknown.
function statedPay(pay: PostingContent['pay']): PostingFacts['pay'] {
  const minFen = pay?.minFen ?? pay?.maxFen ?? null
  const maxFen = pay?.maxFen ?? pay?.minFen ?? null
  if (!pay || minFen === null || maxFen === null) return null
  return { minFen, maxFen, unit: pay.unit, negotiable: pay.negotiable || pay.minFen === null || pay.maxFen === null }
}

// What the occupation usually asks fills the gaps; it is an assumption, so it is never essential.
function demandsOf({ demands, occupationCode }: CompleteContent): PostingFacts['demands'] {
  const stated = demands.map(({ icf, tolerated, essential, source }) => ({ icf, tolerated, essential, source }))
  const known = new Set<string>(stated.map(({ icf }) => icf))
  const assumed = occupationCode === undefined ? [] : occupationDemands(occupationCode)
  return [
    ...stated,
    ...assumed
      .filter(({ icf }) => !known.has(icf))
      .map(({ icf, tolerated }) => ({ icf, tolerated, essential: false, source: 'occupation' as const })),
  ]
}
