import type { Match } from '@zhihe/contracts/match'
import { type Action, type Citation, type Evidence, type Explanation, strongest } from '@zhihe/scoring/explain'
import { audienceOf, type ReasonParams, type Wording } from '@zhihe/scoring/reasons'
import type { Sight } from './access.ts'

const reasonsEachWay = 3

export type ExplanationView = Pick<Match, 'verdict' | 'rule' | 'score' | 'confidence' | 'components' | 'actions' | 'scoringVersion'>

/** An explanation as `audience` may read it: only what is allowed is copied, so that a new field or reason stays inside until someone lets it out. */
export function viewExplanation(explanation: Explanation, audience: Sight['audience']): ExplanationView {
  const { verdict, score, confidence, scoringVersion } = explanation
  return {
    verdict,
    rule: viewRule(explanation.citation, audience),
    score,
    confidence,
    components: explanation.components.map(({ key, score: own, weight, points, evidence }) => ({
      key,
      score: own,
      weight,
      points,
      evidence: evidence.filter((one) => mayRead(one, audience)).map(viewEvidence),
    })),
    actions: viewActions(explanation.actions, audience),
    scoringVersion,
  }
}

/** The strongest reasons for and against among those the audience may read, best first. */
export function viewReasons(explanation: Explanation, audience: Sight['audience']): Match['reasons'] {
  return readableStrongest(explanation, audience).map(viewEvidence)
}

/** What `viewReasons` shows, as evidence. */
export function readableStrongest(explanation: Explanation, audience: Sight['audience']): Evidence[] {
  const { for: good, against } = strongest(explanation, reasonsEachWay, (one) => mayRead(one, audience))
  return [...good, ...against]
}

/** For who gave the facts: everything, with the remarks. */
export function viewOwnExplanation(explanation: Explanation) {
  return { ...viewExplanation(explanation, 'register'), findings: explanation.findings.map(viewSaying) }
}

/** The actions the audience may read. */
export function viewActions(actions: readonly Action[], audience: Sight['audience']): Match['actions'] {
  return actions.filter((action) => mayRead(action, audience)).map(viewSaying)
}

/** Whether a reason may be told to an audience. Asked of the table by code, not of the object, so that nothing in between can widen it. */
export function mayRead({ code }: Pick<Evidence | Action, 'code'>, audience: Sight['audience']): boolean {
  return audience === 'register' || audienceOf(code) === 'all'
}

/** The hard rule that excludes, where the audience may know it. */
export function viewRule(citation: Citation | null, audience: Sight['audience']): Match['rule'] {
  if (citation === null || !mayRead(citation, audience)) return null
  const { code, law = null, zh, en, easy } = citation
  return { code, law, zh, en, easy }
}

/** Evidence as the contract has it. */
export function viewEvidence({ kind, ...saying }: Evidence): Match['reasons'][number] {
  return { kind, ...viewSaying(saying) }
}

/** An action or a finding as the contract has it. */
export function viewSaying({ code, params, zh, en, easy }: Wording & { code: string; params: ReasonParams }) {
  return { code, params: viewParams(params), zh, en, easy }
}

function viewParams(params: ReasonParams): Record<string, string | number | string[]> {
  const known = Object.entries(params).filter((entry): entry is [string, string | number | readonly string[]] => entry[1] !== undefined)
  return Object.fromEntries(known.map(([name, value]) => [name, typeof value === 'object' ? [...value] : value]))
}
