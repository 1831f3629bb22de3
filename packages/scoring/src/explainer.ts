import { tableVersion } from '@zhihe/vocabulary/accommodation'
import { type Action, cite, type ExplainedComponent, type Explanation, type Finding } from './explain.ts'
import { type Evidence, tell, testify } from './explain-telling.ts'
import type { Context, JobseekerFacts, Pair, PostingFacts } from './facts.ts'
import type { Notebook, Rating } from './notebook.ts'
import { type Part, parts } from './parts.ts'
import type { RuleCode } from './rules/rule.ts'
import { type ComponentKey, componentKeys, full, scoringVersion, weights } from './weights.ts'

export interface Explainer {
  /** What `explain` says of her, to the letter. */
  explain: (jobseeker: JobseekerFacts) => Explanation
}

/** What one part says of one person; the same for everybody with the same facts there. */
interface Saying {
  finding: RuleCode | 'conditional' | null
  noted: readonly (readonly [ComponentKey, Evidence])[]
  evidence: readonly Evidence[]
  rating: Rating | null
  actions: readonly Action[]
  findings: readonly Finding[]
}

/**
 * Explains many people for one posting. A part is asked once for each set of the facts it reads: values are told apart as `Map` keys, so lists
 * are the same when they are the same object, as the engine hands them out.
 */
export function createExplainer(posting: PostingFacts, context: Context): Explainer {
  const askers = parts.map((part) => createAsker(part, posting, context))
  const placeOf = componentKeys.map((key) => parts.findIndex(({ component }) => component === key))
  return {
    explain: (jobseeker) =>
      compose(
        askers.map((ask) => ask(jobseeker)),
        { pair: { posting, jobseeker, context }, placeOf },
      ),
  }
}

type Asker = (jobseeker: JobseekerFacts) => Saying

/** Lists that hardly two people share: to remember what was said of them would only fill the memory. */
const ofHerOwn: ReadonlySet<keyof JobseekerFacts> = new Set(['skills', 'experience', 'desiredOccupations'])
const mostRemembered = 4_096

function createAsker(part: Part, posting: PostingFacts, context: Context): Asker {
  const ask: Asker = (jobseeker) => hear(part, { posting, jobseeker, context })
  const names = part.reads.jobseeker
  if (names.some((name) => ofHerOwn.has(name))) return ask
  if (names.length === 0) {
    let only: Saying | undefined
    return (jobseeker) => (only ??= ask(jobseeker))
  }
  const last = names.length - 1
  let root = new Map<unknown, unknown>()
  let remembered = 0
  return (jobseeker) => {
    let node = root
    for (let place = 0; place < last; place += 1) {
      const value = jobseeker[names[place] as keyof JobseekerFacts]
      let next = node.get(value) as Map<unknown, unknown> | undefined
      if (next === undefined) node.set(value, (next = new Map()))
      node = next
    }
    const value = jobseeker[names[last] as keyof JobseekerFacts]
    const known = node.get(value) as Saying | undefined
    if (known !== undefined) return known
    const said = ask(jobseeker)
    if (++remembered > mostRemembered) [root, remembered] = [new Map(), 0]
    else node.set(value, said)
    return said
  }
}

function hear(part: Part, pair: Pair): Saying {
  const noted: (readonly [ComponentKey, Evidence])[] = []
  const actions: Action[] = []
  const findings: Finding[] = []
  const notebook: Notebook = {
    evidence: (component, kind, reason) => void noted.push([component, testify(kind, reason)]),
    action: (reason) => void actions.push(tell(reason) as Action),
    finding: (reason) => void findings.push(tell(reason) as Finding),
  }
  const finding = check(part, pair, notebook)
  part.note?.(pair, notebook)
  const before = noted.length
  const rating = part.rate?.(pair, notebook) ?? null
  return { finding, rating, noted: noted.slice(0, before), evidence: noted.slice(before).map(([, one]) => one), actions, findings }
}

function check(part: Part, pair: Pair, notebook: Notebook): Saying['finding'] {
  let outcome: Saying['finding'] = null
  for (const one of part.checks) {
    const found = one(pair, notebook)
    if (found !== null && found !== 'conditional') return found
    outcome ??= found
  }
  return outcome
}

function compose(sayings: readonly Saying[], { pair, placeOf }: { pair: Pair; placeOf: readonly number[] }): Explanation {
  let isConditional = false
  let rule: RuleCode | null = null
  const actions: Action[] = []
  const findings: Finding[] = []
  for (const { finding, actions: own } of sayings) {
    if (finding === null) continue
    if (finding !== 'conditional') {
      rule = finding
      break
    }
    isConditional = true
    for (const action of own) if (!actions.includes(action)) actions.push(action)
  }
  const components: ExplainedComponent[] = []
  let score = 0
  let confidence = 0
  for (let place = 0; place < componentKeys.length; place += 1) {
    const key = componentKeys[place] as ComponentKey
    const { rating, evidence, findings: own } = sayings[placeOf[place] as number] as Saying
    const { score: rated, known } = rating as Rating
    const points = Math.floor((weights[key] * rated) / full)
    score += points
    confidence += Math.floor((weights[key] * known) / full)
    for (const one of own) findings.push(one)
    components.push({ key, score: rated, weight: weights[key], points, evidence: withNotes(key, sayings, evidence) })
  }
  return {
    verdict: rule !== null ? 'ineligible' : isConditional ? 'conditional' : 'eligible',
    rule,
    score,
    confidence,
    components,
    actions: rule === null ? actions : [],
    citation: rule && cite(rule, pair),
    findings,
    scoringVersion,
    tableVersion,
  }
}

// What a part notes stands before what the component itself says.
function withNotes(key: ComponentKey, sayings: readonly Saying[], own: readonly Evidence[]): Evidence[] {
  const evidence: Evidence[] = []
  for (const { noted } of sayings) for (const [component, one] of noted) if (component === key) evidence.push(one)
  for (const one of own) evidence.push(one)
  return evidence
}
