import { abilityReasons } from './reasons/ability-reasons.ts'
import { actionReasons, findingReasons } from './reasons/action-reasons.ts'
import { conditionReasons } from './reasons/condition-reasons.ts'
import { lawByRule, ruleReasons } from './reasons/rule-reasons.ts'
import type { Audience, ReasonEntry, ReasonParams, Wording } from './reasons/wording.ts'
import type { RuleCode } from './rules/rule.ts'

export { type Audience, longestEasy, longestZh, type ReasonParams, type Wording } from './reasons/wording.ts'

const reasons = { ...ruleReasons, ...actionReasons, ...findingReasons, ...abilityReasons, ...conditionReasons }

export type ReasonCode = keyof typeof reasons
export type ActionCode = keyof typeof actionReasons
export type FindingCode = keyof typeof findingReasons

export const reasonCodes = Object.keys(reasons) as readonly ReasonCode[]

const entries: Readonly<Record<ReasonCode, ReasonEntry>> = reasons

export function isReasonCode(text: string): text is ReasonCode {
  return Object.hasOwn(entries, text)
}

/** A reason in plain zh-Hans of at most 40 characters, as an English sentence, and in easy-read Chinese of at most 25 characters. */
export function renderReason(code: ReasonCode, params: ReasonParams = {}): Wording {
  return entries[code].text(params)
}

/** `register`: only those who keep the register may read it; an enterprise gets the reasons for `all`. */
export function audienceOf(code: ReasonCode): Audience {
  return entries[code].audience
}

/** The law a hard rule rests on, or null where it is the wish of a side. */
export function lawOf(rule: RuleCode): string | null {
  return lawByRule[rule] ?? null
}
