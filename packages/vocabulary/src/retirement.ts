export type Sex = 'male' | 'female'

interface RetirementAge {
  months: number
  /** One month later for every so many birth months, counted from the first one that reaches `months` under this rule. */
  delay?: { everyBirthMonths: number; atMost: number }
}

export interface RetirementRule extends Readonly<Record<Sex, RetirementAge>> {
  /** Leading digits of a GB/T 2260 code; empty for the whole country. The longest that fits counts. */
  region: string
  /** First month in force, `YYYY-MM`. */
  from: string
  /** The law, by title or number. */
  source: string
}

interface Person {
  sex: Sex
  birthMonth: string
  regionCode?: string | undefined
}

/** The month, `YYYY-MM`, in which a person retires: under the rule in force when it comes. `rules` are sorted by `from`. */
export function retirementUnder(rules: readonly RetirementRule[], { sex, birthMonth, regionCode = '' }: Person): string {
  const inTurn = rulesFor(rules, regionCode)
  const born = monthNumber(birthMonth)
  for (const [place, { rule, from }] of inTurn.entries()) {
    const month = born + ageUnder(rule[sex], born, from)
    const next = inTurn[place + 1]
    if (next === undefined || month < next.from) return monthText(month)
  }
  return monthText(0)
}

interface DatedRule {
  rule: RetirementRule
  /** Months since year 0. */
  from: number
}

// Asked once for every pair that is judged, so the rules are sorted by region once.
const byRegion = new WeakMap<readonly RetirementRule[], readonly (readonly [region: string, inTurn: readonly DatedRule[]])[]>()

function rulesFor(rules: readonly RetirementRule[], regionCode: string): readonly DatedRule[] {
  let grouped = byRegion.get(rules)
  if (grouped === undefined) {
    const groups = Map.groupBy(rules, ({ region }) => region)
    grouped = [...groups]
      .map(([region, own]) => [region, own.map((rule) => ({ rule, from: monthNumber(rule.from) }))] as const)
      .sort(([a], [b]) => b.length - a.length)
    byRegion.set(rules, grouped)
  }
  return grouped.find(([region]) => regionCode.startsWith(region))?.[1] ?? []
}

/** Months since year 0 of a text that begins with `YYYY-MM`. */
export function monthNumber(text: string): number {
  return Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7)) - 1
}

function ageUnder({ months, delay }: RetirementAge, born: number, from: number): number {
  if (!delay) return months
  const first = from - months
  const late = born < first ? 0 : Math.floor((born - first) / delay.everyBirthMonths) + 1
  return months + Math.min(late, delay.atMost)
}

function monthText(month: number): string {
  const year = String(Math.floor(month / 12)).padStart(4, '0')
  return `${year}-${String((month % 12) + 1).padStart(2, '0')}`
}
