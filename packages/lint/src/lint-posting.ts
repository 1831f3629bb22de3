import { sentenceAround } from './clause.ts'
import { messages } from './data/messages.ts'
import { missingElements } from './elements.ts'
import { lintFacts } from './fact-rules.ts'
import type { Finding, Hit, JustifiedDemand, LintInput } from './finding.ts'
import { isAny, type Job, jobOf } from './job.ts'
import { citation } from './laws.ts'
import { lowPay } from './minimum-wage.ts'
import { limbDemand, rewriteFor, senseDemand } from './rewrite.ts'
import type { Context, TextRule } from './rule.ts'
import { severityOf } from './severity.ts'
import { textRules } from './text-rules.ts'
import { isUncovered, spanIn, type TextView, viewsOf } from './view.ts'

interface Located {
  rule: TextRule
  view: TextView
  hit: Hit
  start: number
  end: number
}

/**
 * Finds what is unlawful or doubtful in a posting. A demand the work plainly needs or a statute sets is no finding: `justifiedDemands` lists it.
 * Elements are asked for only where facts are given. Findings come text by text in the order of their words, then those about facts.
 * Legal sources: `laws.ts`, each with whether its text was read.
 */
export function lintPosting(input: LintInput): Finding[] {
  const context = contextOf(input)
  const inTexts = located(input, context)
    .filter(({ hit }) => hit.relevance !== true)
    .map((one) => findingOf(one, context))
  if (input.facts === undefined) return inTexts
  const found = new Set(inTexts.map(({ ruleId }) => ruleId))
  return [...inTexts, ...lintFacts(input.facts, context.job, found), ...missingElements(input), ...lowPay(input.facts)]
}

/** The standards of the body that are law for this work or that its duties plainly carry: to be recorded as demands with their source. */
export function justifiedDemands(input: LintInput): JustifiedDemand[] {
  const context = contextOf(input)
  return located(input, context)
    .filter(({ hit }) => hit.relevance === true)
    .map(({ rule, view, hit, start, end }) => {
      const words = view.text.slice(hit.start, hit.end)
      const demand = rule.id === 'body.sense' ? senseDemand(words) : rule.id === 'body.limbs' ? limbDemand(words, context.job) : null
      const law = hit.law === undefined ? statuteOf(rule, context.job) : citation(hit.law)
      return { ruleId: rule.id, field: view.field, start, end, demand: demand && { ...demand, essential: law !== null }, law }
    })
}

function contextOf({ texts, facts = {} }: LintInput): Context & { views: TextView[] } {
  const views = viewsOf({ hours: facts.hours?.note ?? undefined, ...texts })
  return { job: jobOf({ texts, facts }), facts, whole: views.map(({ text }) => text).join('\n'), views }
}

function located(input: LintInput, context: Context & { views: TextView[] }): Located[] {
  const all = context.views.flatMap((view) => rulesFor(view).flatMap((rule) => hitsIn(rule, view, context)))
  const order = Object.keys(input.texts)
  return withoutRepeats(all).sort(
    (one, other) => order.indexOf(one.view.field) - order.indexOf(other.view.field) || one.start - other.start,
  )
}

// A view is shared by all postings with its text.
const rulesOfViews = new WeakMap<TextView, readonly TextRule[]>()

function rulesFor(view: TextView): readonly TextRule[] {
  const known = rulesOfViews.get(view)
  if (known !== undefined) return known
  const rules = textRules.filter(({ roles, anchor }) => (roles?.includes(view.role) ?? true) && anchor.test(view.text))
  rulesOfViews.set(view, rules)
  return rules
}

function hitsIn(rule: TextRule, view: TextView, context: Context): Located[] {
  return rule
    .find(view, context)
    .filter(({ start, end }) => isUncovered(view, start, end))
    .map((hit) => ({ rule, view, hit, ...spanIn(view, hit.start, hit.end) }))
}

/** Of finds of one rule that overlap the longest stays; of two alike the one in the text as it stands. */
function withoutRepeats(all: readonly Located[]): Located[] {
  const kept: Located[] = []
  const bySize = all.toSorted((one, other) => other.end - other.start - (one.end - one.start) || plainFirst(one, other))
  for (const one of bySize) {
    const isRepeat = kept.some(
      (other) => other.rule.id === one.rule.id && other.view.field === one.view.field && one.start < other.end && other.start < one.end,
    )
    if (!isRepeat) kept.push(one)
  }
  return kept
}

function plainFirst(one: Located, other: Located): number {
  return Number(one.view.changed !== null) - Number(other.view.changed !== null)
}

function findingOf({ rule, view, hit, start, end }: Located, { job, facts }: Context): Finding {
  const { relevance } = hit
  const message = messages[rule.id][relevance === null ? 'unsure' : 'plain']
  const words = view.text.slice(hit.start, hit.end)
  const sentence = sentenceAround(view.text, hit.start, hit.end)
  return {
    ruleId: rule.id,
    field: view.field,
    start,
    end,
    severity: severityOf(rule.id, relevance, facts),
    relevance,
    law: citation(hit.law ?? rule.law),
    ...message,
    rewrite: rewriteFor({ ruleId: rule.id, words, sentence, relevance, job }),
  }
}

function statuteOf(rule: TextRule, job: Job) {
  if (rule.id === 'gender' && isAny(job, 'underground')) return citation('labour_mine')
  if (rule.id === 'hukou_limit') return citation('relief_status')
  if (rule.id === 'body.height_weight')
    return citation(isAny(job, 'pilot') ? 'pilot_body' : isAny(job, 'driver') ? 'driver_body' : 'fire_body')
  return null
}
