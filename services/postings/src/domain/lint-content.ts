import type { PostingFinding } from '@zhihe/contracts/finding-fields'
import type { PostingContent } from '@zhihe/contracts/posting'
import type { Finding, JustifiedDemand, LintFacts } from '@zhihe/lint/finding'
import { justifiedDemands, lintPosting } from '@zhihe/lint/lint-posting'
import { plansInForceAt } from '@zhihe/lint/plans-in-force'
import type { EmployerKind } from '@zhihe/vocabulary/employer-kind'
import { chinaDay } from './china-day.ts'
import { withoutHalves } from './whole-text.ts'

/** Texts of a posting in which something can stand that the law forbids. */
const lintedTexts = ['title', 'description', 'requirementsText', 'employerStatement'] as const

/** A content of which anything may be missing. */
export type PartialContent = { [Key in keyof PostingContent]?: PostingContent[Key] | undefined }

export function textOf(content: PartialContent, field: string): string | undefined {
  if (field === 'employerStatement') return content.employerStatement?.text
  return field === 'title' || field === 'description' || field === 'requirementsText' ? content[field] : undefined
}

export interface LintContext {
  employerKind: EmployerKind | undefined
  now: Date
}

/** What is unlawful or doubtful in a content; the elements that are missing are asked for elsewhere (`assess`). */
export function lintContent(content: PartialContent, context: LintContext): Finding[] {
  return lintPosting(lintInput(content, context)).filter(({ ruleId }) => !ruleId.startsWith('missing_'))
}

/** Bodily standards in a content that a statute sets for such work, or that its duties carry. */
export function recordedIn(content: PartialContent, context: LintContext): JustifiedDemand[] {
  return justifiedDemands(lintInput(content, context))
}

function lintInput(
  content: PartialContent,
  { employerKind, now }: LintContext,
): { texts: Record<string, string | undefined>; facts: LintFacts } {
  const { occupationCode, regionCode, channel, employmentForm, age, education, skills, pay, hours, headcount, closesAt } = content
  const asOf = chinaDay(now)
  const facts: LintFacts = {
    employerKind,
    occupationCode,
    regionCode,
    channel,
    employmentForm,
    age,
    education,
    skills,
    pay,
    hours,
    headcount,
    closesAt,
    asOf,
    plansInForce: regionCode === undefined ? undefined : plansInForceAt(regionCode, asOf),
  }
  return { texts: textsOf(content), facts }
}

export function textsOf(content: PartialContent): Record<string, string | undefined> {
  return Object.fromEntries(lintedTexts.map((field) => [field, textOf(content, field)]))
}

/** The words a finding is about; empty for a fact. */
export function quoteOf(content: PartialContent, { field, start, end }: Pick<Finding, 'field' | 'start' | 'end'>): string {
  return withoutHalves(textOf(content, field)?.slice(start, end) ?? '')
}

/** What makes two findings of two versions the same. */
export function findingKey(content: PartialContent, finding: Pick<PostingFinding, 'ruleId' | 'field' | 'start' | 'end'>): string {
  return `${finding.ruleId}\u0001${finding.field}\u0001${quoteOf(content, finding)}`
}

/** Findings with their ids: one that stood in the version before keeps its id and what was decided on it. */
export function carryOver(
  found: readonly Finding[],
  content: PostingContent,
  before: { content: PostingContent; findings: readonly PostingFinding[] } | null,
  newId: () => string,
): PostingFinding[] {
  const known = new Map<string, PostingFinding[]>()
  for (const finding of before?.findings ?? []) {
    const key = findingKey(before!.content, finding)
    known.set(key, [...(known.get(key) ?? []), finding])
  }
  return found.map((finding) => {
    const held = known.get(findingKey(content, finding))?.shift()
    return { ...finding, id: held?.id ?? newId(), decision: held?.decision ?? null }
  })
}

/** Whether a posting may not be shown because of this. */
export function blocks({ severity, decision }: PostingFinding): boolean {
  return severity === 'block' && decision !== 'dismissed'
}
