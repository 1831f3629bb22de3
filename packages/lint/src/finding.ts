import type { EducationLevel } from '@zhihe/vocabulary/education'
import type { EmployerKind } from '@zhihe/vocabulary/employer-kind'
import type { IcfCode } from '@zhihe/vocabulary/icf'
import type { LawKey } from './data/laws.ts'

/** What of a posting is unlawful or doubtful; the codes of the elements are those of the questions a posting gets. */
export const textRuleIds = [
  'body.generic_health',
  'body.appearance',
  'body.height_weight',
  'body.no_disability',
  'body.sense',
  'body.limbs',
  'body.infectious_disease',
  'gender',
  'age_cap_young',
  'disability_grade_limit',
  'soft_exclusion',
  'nominal_employment',
  'hukou_limit',
  'ethnicity_or_native_place',
  'marital_or_parental',
  'fee_or_deposit',
  'illegal_hours',
] as const
/** The rules on demands of the body. */
export const bodilyRuleIds = [
  'body.generic_health',
  'body.appearance',
  'body.height_weight',
  'body.no_disability',
  'body.sense',
  'body.limbs',
  'body.infectious_disease',
] as const satisfies readonly (typeof textRuleIds)[number][]
export const elementRuleIds = [
  'missing_employer',
  'missing_headcount',
  'missing_conditions',
  'missing_description',
  'missing_region',
  'missing_pay',
  'missing_validity',
] as const
export type TextRuleId = (typeof textRuleIds)[number]
export type ElementRuleId = (typeof elementRuleIds)[number]
export type RuleId = TextRuleId | ElementRuleId | 'pay_under_minimum_wage'

/** `block`: not published as it stands. `warn`: published, the employer is told. `ask`: the employer is asked whether the work needs it. */
export type Severity = 'block' | 'warn' | 'ask'

export interface Citation {
  title: string
  /** As the law counts: "第二十九条"; empty for a notice cited as a whole. */
  article: string
}

export interface DemandDraft {
  icf: IcfCode
  tolerated: 0 | 1 | 2 | 3 | 4
  essential: boolean
  /** Words of the posting that say how much, where they do: 搬运20kg. Never the words that were found fault with. */
  reason?: string
}

/** What accepting the finding does: put `text` in place of the words, take them out (`remove`), record a functional demand, or several. */
export interface Rewrite {
  zh: string
  text?: string
  demand?: DemandDraft
  remove?: true
}

export interface Finding {
  ruleId: RuleId
  /** Name of the text it stands in, as the caller named it; for a structured fact the name of the fact. */
  field: string
  /** UTF-16 code units of the text as given, `end` exclusive; both 0 when it is about a structured fact or something missing. */
  start: number
  end: number
  severity: Severity
  /** false: plainly unrelated to the work; null: cannot be told, the employer knows. What is tied to the work or set by statute is no finding. */
  relevance: boolean | null
  law: Citation
  zh: string
  en: string
  rewrite: Rewrite | null
}

/** A bodily standard that a statute sets for the work, or that the duties plainly need: to be recorded as a demand, not found fault with. */
export interface JustifiedDemand {
  ruleId: TextRuleId
  field: string
  start: number
  end: number
  demand: DemandDraft | null
  /** The statute; null when the duties themselves carry it. */
  law: Citation | null
}

/** Facts already read from the posting. All are optional; what is absent is not judged, except where `complete` asks for the elements. */
export interface LintFacts {
  employerKind?: EmployerKind | undefined
  occupationCode?: string | undefined
  regionCode?: string | undefined
  channel?: string | undefined
  employmentForm?: string | undefined
  age?: { min?: number | null | undefined; max?: number | null | undefined } | undefined
  education?: EducationLevel | undefined
  skills?: readonly unknown[] | undefined
  pay?: { minFen: number | null; maxFen: number | null; unit: string; negotiable: boolean } | undefined
  /** `note`: what else was said of them; read as a text named hours. */
  hours?: { perDay: number | null; daysPerWeek: number | null; note?: string | null } | undefined
  headcount?: number | undefined
  closesAt?: string | undefined
  hasEmployer?: boolean | undefined
  /** Codes of employment plans in force where and when the posting runs, as `plansInForceAt` tells them. */
  plansInForce?: readonly string[] | undefined
  /** `YYYY-MM-DD`: birth years and wage tables are judged on it. Without it neither is. */
  asOf?: string | undefined
}

export interface LintInput {
  /** Texts by name: title, requirementsText, description, employerStatement, and the names an importer uses (requirements, duties, sex, hukou …). */
  texts: Readonly<Record<string, string | undefined>>
  facts?: LintFacts | undefined
}

/** What a rule says about a stretch of a folded text. */
export interface Hit {
  start: number
  end: number
  relevance: boolean | null
  /** Another law than the rule's first. */
  law?: LawKey
}
