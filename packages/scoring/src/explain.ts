import { tableVersion } from '@zhihe/vocabulary/accommodation'
import type { Label } from '@zhihe/vocabulary/label'
import { licenceLaw } from '@zhihe/vocabulary/licence'
import type { Context, JobseekerFacts, Pair, PostingFacts } from './facts.ts'
import { assess, type ComponentScore, type Judgement, type RuleCode } from './judge.ts'
import type { EvidenceKind, Notebook, Reason } from './notebook.ts'
import {
  type ActionCode,
  type Audience,
  audienceOf,
  type FindingCode,
  lawOf,
  type ReasonCode,
  type ReasonParams,
  renderReason,
} from './reasons.ts'
import { type ComponentKey, scoringVersion } from './weights.ts'

export type { EvidenceKind } from './notebook.ts'

interface Told<Code extends ReasonCode> extends Label {
  code: Code
  params: ReasonParams
  audience: Audience
}

export interface Evidence extends Told<ReasonCode> {
  kind: EvidenceKind
}

/** What would lift a condition; applying all of them makes the match eligible. */
export type Action = Told<ActionCode>

/** A remark that changes no number. */
export type Finding = Told<FindingCode>

/** The hard rule that excluded, with its law where it is law. */
export interface Citation extends Label {
  code: RuleCode
  law?: string
  audience: Audience
}

export interface ExplainedComponent extends ComponentScore {
  evidence: Evidence[]
}

export interface Explanation extends Judgement {
  components: ExplainedComponent[]
  /** Empty unless the verdict is `conditional`. */
  actions: Action[]
  citation: Citation | null
  findings: Finding[]
  scoringVersion: string
  /** Of the accommodation table. */
  tableVersion: string
}

/** The same numbers as `judge`, with the reasons for them. */
export function explain(posting: PostingFacts, jobseeker: JobseekerFacts, context: Context): Explanation {
  const evidence = new Map<ComponentKey, Evidence[]>()
  const actions = new Map<string, Action>()
  const findings: Finding[] = []
  const notebook: Notebook = {
    evidence: (component, kind, reason) => {
      evidence.set(component, [...(evidence.get(component) ?? []), { kind, ...tell(reason) }])
    },
    action: (reason) => {
      actions.set(JSON.stringify(reason), tell(reason) as Action)
    },
    finding: (reason) => {
      findings.push(tell(reason) as Finding)
    },
  }

  const judgement = assess({ posting, jobseeker, context }, notebook)
  return {
    ...judgement,
    components: judgement.components.map((component) => ({ ...component, evidence: evidence.get(component.key) ?? [] })),
    actions: judgement.verdict === 'conditional' ? [...actions.values()] : [],
    citation: judgement.rule && cite(judgement.rule, { posting, jobseeker }),
    findings,
    scoringVersion,
    tableVersion,
  }
}

/**
 * The strongest reasons for and against, at most `n` of each, for lists: first one of each component, by the points it won or lost.
 */
export function strongest(explanation: Pick<Explanation, 'components'>, n: number): { for: Evidence[]; against: Evidence[] } {
  return {
    for: pick(explanation.components, n, { kind: 'met', gain: ({ points }) => points }),
    against: pick(explanation.components, n, { kind: 'unmet', gain: ({ weight, points }) => weight - points }),
  }
}

function pick(
  components: readonly ExplainedComponent[],
  n: number,
  { kind, gain }: { kind: EvidenceKind; gain: (component: ExplainedComponent) => number },
): Evidence[] {
  return components
    .flatMap((component) =>
      component.evidence
        .filter((evidence) => evidence.kind === kind)
        .map((evidence, place) => ({ evidence, place, gain: gain(component) })),
    )
    .sort((a, b) => a.place - b.place || b.gain - a.gain)
    .slice(0, Math.max(0, n))
    .map(({ evidence }) => evidence)
}

function tell({ code, params = {} }: Reason): Told<ReasonCode> {
  return { code, params, audience: audienceOf(code), ...renderReason(code, params) }
}

function cite(rule: RuleCode, { posting, jobseeker }: Pick<Pair, 'posting' | 'jobseeker'>): Citation {
  const missing = posting.licences.find((licence) => jobseeker.licences?.includes(licence) === false && licenceLaw(licence) !== null)
  const law = rule === 'licence_missing' && missing !== undefined ? licenceLaw(missing) : lawOf(rule)
  return { code: rule, ...(law === null ? {} : { law }), audience: audienceOf(rule), ...renderReason(rule) }
}
