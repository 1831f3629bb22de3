import type { Match } from '@zhihe/contracts/match'
import { type Action, type Citation, type Evidence, type Explanation, strongest } from '@zhihe/scoring/explain'
import { audienceOf, type ReasonParams } from '@zhihe/scoring/reasons'
import type { Label } from '@zhihe/vocabulary/label'
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
    actions: explanation.actions.filter((action) => mayRead(action, audience)).map(viewSaying),
    scoringVersion,
  }
}

/** The strongest reasons for and against among those the audience may read. */
export function viewReasons(explanation: Explanation, audience: Sight['audience']): Match['reasons'] {
  const readable = explanation.components.map((component) => ({
    ...component,
    evidence: component.evidence.filter((one) => mayRead(one, audience)),
  }))
  const { for: good, against } = strongest({ components: readable }, reasonsEachWay)
  return [...good, ...against].map(viewEvidence)
}

/** For who gave the facts: everything, with the remarks. */
export function viewOwnExplanation(explanation: Explanation) {
  return { ...viewExplanation(explanation, 'register'), findings: explanation.findings.map(viewSaying) }
}

function mayRead({ code }: Pick<Evidence | Action, 'code'>, audience: Sight['audience']): boolean {
  return audience === 'register' || audienceOf(code) === 'all'
}

function viewRule(citation: Citation | null, audience: Sight['audience']): Match['rule'] {
  if (citation === null || !mayRead(citation, audience)) return null
  const { code, law = null, zh, en } = citation
  return { code, law, zh, en }
}

function viewEvidence({ kind, ...saying }: Evidence): Match['reasons'][number] {
  return { kind, ...viewSaying(saying) }
}

function viewSaying({ code, params, zh, en }: Label & { code: string; params: ReasonParams }) {
  return { code, params: viewParams(params), zh, en }
}

function viewParams(params: ReasonParams): Record<string, string | number | string[]> {
  const known = Object.entries(params).filter((entry): entry is [string, string | number | readonly string[]] => entry[1] !== undefined)
  return Object.fromEntries(known.map(([name, value]) => [name, typeof value === 'object' ? [...value] : value]))
}
