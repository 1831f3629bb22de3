import { draftPosting } from '@zhihe/intake/draft-posting'
import { type Finding, textRuleIds } from '@zhihe/lint/finding'
import { lintPosting } from '@zhihe/lint/lint-posting'
import type { Tally } from './compare-names.ts'
import type { LabelledRow } from './labels.ts'

const rules: ReadonlySet<string> = new Set(textRuleIds)

/** The rules found in a row as the importer would keep it, against the rules labelled: what is plainly tied to the work is no finding. */
export function tallyLint({ row, label }: LabelledRow): Tally {
  const found = new Set(findingsIn(row).map(({ ruleId }) => ruleId))
  const wanted = new Set(label.lint.filter(({ relevant }) => relevant !== true).map(({ rule }) => rule))
  return {
    hits: [...found].filter((rule) => wanted.has(rule)).length,
    missed: [...wanted].filter((rule) => !found.has(rule as Finding['ruleId'])),
    surplus: [...found].filter((rule) => !wanted.has(rule)),
  }
}

function findingsIn(row: LabelledRow['row']): Finding[] {
  const { content } = draftPosting(row, { fairClosesAt: null, on: '2026-01-01' })
  const {
    title,
    description,
    requirementsText,
    employerStatement,
    occupationCode,
    regionCode,
    channel,
    employmentForm,
    age,
    education,
    hours,
  } = content
  const facts = { occupationCode, regionCode, channel, employmentForm, age, education, hours }
  const texts = { title, description, requirementsText, employerStatement: employerStatement?.text }
  return lintPosting({ texts, facts }).filter(({ ruleId }) => rules.has(ruleId))
}
