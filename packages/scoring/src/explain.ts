import { tableVersion } from '@zhihe/vocabulary/accommodation'
import { licenceLaw } from '@zhihe/vocabulary/licence'
import { type Evidence, type Told, tell, testify } from './explain-telling.ts'
import type { Context, JobseekerFacts, Pair, PostingFacts } from './facts.ts'
import { assess, type ComponentScore, type Judgement, type RuleCode } from './judge.ts'
import type { Notebook } from './notebook.ts'
import { type ActionCode, type Audience, audienceOf, type FindingCode, lawOf, renderReason, type Wording } from './reasons.ts'
import { type ComponentKey, scoringVersion } from './weights.ts'

export type { Evidence } from './explain-telling.ts'
export type { EvidenceKind } from './notebook.ts'

/** What would lift a condition; applying all of them makes the match eligible. */
export type Action = Told<ActionCode>

/** A remark that changes no number. */
export type Finding = Told<FindingCode>

/** The hard rule that excluded, with its law where it is law. */
export interface Citation extends Wording {
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

/** The same numbers as `judge`, with the reasons for them. Reasons are shared and frozen; the lists that hold them are the caller's. */
export function explain(posting: PostingFacts, jobseeker: JobseekerFacts, context: Context): Explanation {
  const notes = takeNotes()
  const judgement = assess({ posting, jobseeker, context }, notes.notebook)
  const { verdict, rule, score, confidence } = judgement
  return {
    verdict,
    rule,
    score,
    confidence,
    components: judgement.components.map(({ key, score: own, weight, points }) => {
      return { key, score: own, weight, points, evidence: notes.evidence[key] }
    }),
    actions: verdict === 'conditional' ? notes.actions : [],
    citation: rule && cite(rule, { posting, jobseeker }),
    findings: notes.findings,
    scoringVersion,
    tableVersion,
  }
}

function takeNotes() {
  const evidence = noEvidence()
  const actions: Action[] = []
  const findings: Finding[] = []
  const notebook: Notebook = {
    evidence: (component, kind, reason) => {
      evidence[component].push(testify(kind, reason))
    },
    action: (reason) => {
      const action = tell(reason) as Action
      if (!actions.includes(action)) actions.push(action)
    },
    finding: (reason) => {
      findings.push(tell(reason) as Finding)
    },
  }
  return { evidence, actions, findings, notebook }
}

function noEvidence(): Record<ComponentKey, Evidence[]> {
  return { skills: [], function: [], accommodation: [], location: [], pay: [], education: [], experience: [], preference: [], policy: [] }
}

/**
 * The strongest reasons for and against, at most `n` of each, best first, for lists: one of each component, by the points it won or lost, then a
 * second one of each, and so on. Equals keep the order of the components. Only what `isReadable` takes part, so that a reason that may not be
 * told does not leave its place empty either.
 */
export function strongest(
  { components }: Pick<Explanation, 'components'>,
  n: number,
  isReadable: (evidence: Evidence) => boolean = () => true,
): { for: Evidence[]; against: Evidence[] } {
  const good: Standing[] = []
  const bad: Standing[] = []
  for (const { weight, points, evidence } of components) {
    let goodPlace = 0
    let badPlace = 0
    for (const one of evidence) {
      if ((one.kind !== 'met' && one.kind !== 'unmet') || !isReadable(one)) continue
      if (one.kind === 'met') good.push({ evidence: one, place: goodPlace++, gain: points })
      else bad.push({ evidence: one, place: badPlace++, gain: weight - points })
    }
  }
  return { for: best(good, n), against: best(bad, n) }
}

interface Standing {
  evidence: Evidence
  /** Among the evidence of its kind in its component. */
  place: number
  gain: number
}

function best(standings: Standing[], n: number): Evidence[] {
  return standings
    .sort((a, b) => a.place - b.place || b.gain - a.gain)
    .slice(0, Math.max(0, n))
    .map(({ evidence }) => evidence)
}

function cite(rule: RuleCode, { posting, jobseeker }: Pick<Pair, 'posting' | 'jobseeker'>): Citation {
  const missing = posting.licences.find((licence) => jobseeker.licences?.includes(licence) === false && licenceLaw(licence) !== null)
  const law = rule === 'licence_missing' && missing !== undefined ? licenceLaw(missing) : lawOf(rule)
  return { code: rule, ...(law === null ? {} : { law }), audience: audienceOf(rule), ...renderReason(rule) }
}
