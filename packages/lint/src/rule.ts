import { isDenied } from './clause.ts'
import type { LawKey } from './data/laws.ts'
import type { Hit, LintFacts, TextRuleId } from './finding.ts'
import type { Job } from './job.ts'
import type { FieldRole } from './sections.ts'
import type { TextView } from './view.ts'

/** What a rule may know beside the text it reads. */
export interface Context {
  job: Job
  facts: LintFacts
  /** All texts, folded, one per line. */
  whole: string
}

export interface TextRule {
  id: TextRuleId
  /** The law it is cited with. */
  law: LawKey
  /** The texts it reads; all when absent. */
  roles?: readonly FieldRole[]
  /** A text without any of these has nothing for the rule: most texts are put aside by one quick look. */
  anchor: RegExp
  find(view: TextView, context: Context): Hit[]
}

export interface Terms {
  /** Wordings, over folded text, with the flag g. */
  words: RegExp
  /** What stands right before or after and makes it something else. */
  unless?: { before?: RegExp; after?: RegExp }
}

/** Where the terms stand, leaving out what is denied or is something else. */
export function findTerms(text: string, { words, unless }: Terms): { start: number; end: number; match: RegExpExecArray }[] {
  const found = []
  for (const match of text.matchAll(words)) {
    const [start, end] = [match.index, match.index + match[0].length]
    if (unless?.before?.test(text.slice(Math.max(0, start - 14), start))) continue
    if (unless?.after?.test(text.slice(end, end + 14))) continue
    if (!isDenied(text, start, end)) found.push({ start, end, match })
  }
  return found
}
