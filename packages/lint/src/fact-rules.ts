import { messages } from './data/messages.ts'
import type { Finding, LintFacts, TextRuleId } from './finding.ts'
import { isAny, type Job } from './job.ts'
import { citation } from './laws.ts'
import { severityOf } from './severity.ts'

const youngestFairCap = 35
const grownUp = 18
/** 44 hours a week and 36 of overtime a month, 劳动法 art. 36 and 41; the margin is for meals. */
const mostHoursAWeek = 56

/** What the facts say by themselves, for the rules whose finds the texts did not bring. */
export function lintFacts(facts: LintFacts, job: Job, found: ReadonlySet<string>): Finding[] {
  return [...(found.has('age_cap_young') ? [] : agedCap(facts, job)), ...(found.has('illegal_hours') ? [] : longWeek(facts))]
}

function agedCap(facts: LintFacts, job: Job): Finding[] {
  const max = facts.age?.max
  if (max === undefined || max === null || max >= youngestFairCap || max < grownUp) return []
  const relevance = isAny(job, 'police', 'pilot', 'fire', 'seafarer', 'performer', 'cabin') ? null : false
  return [aboutFact('age_cap_young', 'age', relevance, facts)]
}

function longWeek(facts: LintFacts): Finding[] {
  const { perDay, daysPerWeek } = facts.hours ?? { perDay: null, daysPerWeek: null }
  if (perDay === null || daysPerWeek === null || perDay * daysPerWeek <= mostHoursAWeek) return []
  return [aboutFact('illegal_hours', 'hours', false, facts)]
}

function aboutFact(ruleId: TextRuleId, field: string, relevance: false | null, facts: LintFacts): Finding {
  const message = messages[ruleId][relevance === null ? 'unsure' : 'plain']
  const law = citation(ruleId === 'illegal_hours' ? 'labour_overtime' : 'employment_equal')
  return { ruleId, field, start: 0, end: 0, severity: severityOf(ruleId, relevance, facts), relevance, law, ...message, rewrite: null }
}
