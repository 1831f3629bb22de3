import { tableVersion } from '@zhihe/vocabulary/accommodation'
import { licenceLaw } from '@zhihe/vocabulary/licence'
import { type Evidence, makeRoom, type Told, tell } from './explain-telling.ts'
import type { Context, JobseekerFacts, Pair, PostingFacts } from './facts.ts'
import { assessAs, type ComponentScore, componentsShown, type JudgementOf, type RuleCode } from './judge.ts'
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

export interface Explanation extends JudgementOf<ExplainedComponent> {
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
  turnPage()
  const { verdict, rule, score, confidence, components } = assessAs({ posting, jobseeker, context }, notebook, componentAt)
  return {
    verdict,
    rule,
    score,
    confidence,
    components,
    actions: verdict === 'conditional' ? page.actions : [],
    citation: rule && cite(rule, { posting, jobseeker }),
    findings: page.findings,
    scoringVersion,
    tableVersion,
  }
}

interface Page {
  /** Of the component at `place` that is being rated: the first `count` of them. */
  evidence: Evidence[]
  count: number
  place: number
  /** Of components that come later: rare. */
  ahead: { component: ComponentKey; evidence: Evidence }[]
  actions: Action[]
  findings: Finding[]
}

// One page for all, turned for each pair: nothing is waited for in between. A list grown by pushing takes four times the memory of its copy.
const page: Page = { evidence: [], count: 0, place: 0, ahead: [], actions: [], findings: [] }

const notebook: Notebook = {
  evidence: (component, evidence) => {
    if (component === componentsShown[page.place]?.key) page.evidence[page.count++] = evidence
    else page.ahead.push({ component, evidence })
  },
  action: (reason) => {
    const action = tell(reason) as Action
    if (!page.actions.includes(action)) page.actions.push(action)
  },
  finding: (reason) => {
    page.findings.push(tell(reason) as Finding)
  },
}

function turnPage(): void {
  makeRoom()
  page.count = 0
  page.place = 0
  page.actions = []
  page.findings = []
  if (page.ahead.length > 0) page.ahead = []
}

// Called for each component as soon as it is rated.
function componentAt(place: number, score: number, points: number): ExplainedComponent {
  const { key, weight } = componentsShown[place] as (typeof componentsShown)[number]
  let evidence = page.count === 1 ? [page.evidence[0] as Evidence] : page.evidence.slice(0, page.count)
  if (page.ahead.length > 0) evidence = [...page.ahead.filter(({ component }) => component === key).map((one) => one.evidence), ...evidence]
  page.count = 0
  page.place = place + 1
  return { key, score, weight, points, evidence }
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
