import type { Pair } from '../facts.ts'
import type { Notebook } from '../notebook.ts'
import { parts } from '../parts.ts'
import type { RuleCode } from './rule.ts'

export type Verdict = 'eligible' | 'conditional' | 'ineligible'

export interface Ruling {
  verdict: Verdict
  rule: RuleCode | null
}

const checks = parts.flatMap((part) => part.checks)

const eligible: Ruling = { verdict: 'eligible', rule: null }
const conditional: Ruling = { verdict: 'conditional', rule: null }

/** Runs every hard rule; one that excludes ends it, conditions add up. */
export function rule(pair: Pair, notebook?: Notebook): Ruling {
  let ruling = eligible
  for (const check of checks) {
    const found = check(pair, notebook)
    if (found === null) continue
    if (found !== 'conditional') return { verdict: 'ineligible', rule: found }
    ruling = conditional
  }
  return ruling
}
