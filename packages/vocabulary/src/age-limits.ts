import { isBracketed, shortlyBefore, shortlyBehind } from './near.ts'

/** One wording of an age limit in a folded text with digits. */
export interface AgeLimit {
  start: number
  end: number
  min: number | null
  max: number | null
  sex: 'male' | 'female' | null
  /** The figure stands alone (男50): what follows it says whether it is a lower or an upper limit. */
  bare: boolean
  bracketed: boolean
}

const figure = String.raw`(?<![\d.]|\d:)(?:年满|满)?(?<FIGURE>\d{2})(?!\d|[.:]\d)`
const years = String.raw`(?:周?岁)?(?:\(含\))?(?:\(不含\))?`
const named = (pattern: string, name: string) => pattern.replace('FIGURE', name)

const forms: readonly (readonly [kind: 'range' | 'notYet' | 'least' | 'most' | 'bare', pattern: RegExp])[] = [
  [
    'range',
    new RegExp(
      `${named(figure, 'low')}${years}(?:以上)?(?:到|至|[-~—–―]+)(?:年满|未满|不超过)?(?<high>\\d{2})(?!\\d|[.:]\\d)${years}(?:以下|以内|之间)?`,
      'g',
    ),
  ],
  ['notYet', new RegExp(`(?:未满|不满|小于|低于|<)(?<high>\\d{2})(?!\\d)${years}`, 'g')],
  [
    'least',
    new RegExp(`(?<![未不])(?:年满|满|不低于|不小于|不少于|大于|≥|>=)(?<low>\\d{2})(?!\\d)${years}(?:及|或|\\(含\\))?(?:以上)?`, 'g'),
  ],
  ['least', new RegExp(`${named(figure, 'low')}${years}(?:及|或|含)?(?:以上|起)`, 'g')],
  ['most', new RegExp(`(?:不超过|不大于|不高于|不得超过|≤|<=|上限(?:为|是|:)?|最大)(?<high>\\d{2})(?!\\d)${years}`, 'g')],
  ['most', new RegExp(`${named(figure, 'high')}${years}(?:及|或|含)?(?:以下|以内|之内|左右|上下|内|封顶)`, 'g')],
  ['bare', new RegExp(`(?<=[男女](?:性|士|生|职工)?:?)(?:年满)?(?<high>\\d{2})(?!\\d|[.:]\\d)${years}`, 'g')],
]

// 35人以上, 50kg以下 and 12月 count something else; 6-12岁儿童 speaks of whom one works with.
const notYears = /^(?:[年天月人元名日秒分个字次%号级度楼米斤公克台万千k]|小时|cm|kg|多?(?:平|家)|\/)/
const othersAge = /^(?:的)?(?:左右的)?(?:儿童|孩子|小孩|幼儿|婴|学生|学员|少年|青少年|宝宝|老人|老年|长者)/
const wish = /^(?:者|的)?(?:为佳|优先|最佳|尤佳)/
const exception = /放宽|延长|可至|提高到|字段/

/** All wordings of age limits, in their order; overlapping ones only once. */
export function ageLimits(text: string): AgeLimit[] {
  const onlyFigures = /^(?:年龄|要求|[\d\-~—–至到男女性及或和以上下内周不超过满左右岁限,、.;:/()含])*$/.test(text)
  const found: AgeLimit[] = []
  for (const [kind, pattern] of forms) {
    for (const match of text.matchAll(pattern)) {
      const limit = readLimit(kind, match, text)
      const overlaps = found.some(({ start, end }) => limit.start < end && start < limit.end)
      if (!overlaps && isAboutTheHired(text, limit, onlyFigures)) found.push(limit)
    }
  }
  return found.sort((one, other) => one.start - other.start)
}

function readLimit(kind: (typeof forms)[number][0], match: RegExpExecArray, text: string): AgeLimit {
  const { low, high } = match.groups ?? {}
  const start = match.index
  const end = start + match[0].length
  return {
    start,
    end,
    min: low === undefined ? null : Number(low),
    max: high === undefined ? null : Number(high) - (kind === 'notYet' ? 1 : 0),
    sex: sexOf(text, start, end),
    bare: kind === 'bare',
    bracketed: isBracketed(text, start),
  }
}

function sexOf(text: string, start: number, end: number): AgeLimit['sex'] {
  const inBrackets = /^\((男|女)(?:性|士)?\)/.exec(shortlyBehind(text, end))?.[1]
  const clause = /[^;,。、/\n\d]*$/.exec(shortlyBefore(text, start))?.[0] ?? ''
  const before = /[男女](?=[^男女]*$)/.exec(clause.replace(/男女/g, ''))?.[0]
  const named = inBrackets ?? before ?? /^的?(男|女)(?!女|男)/.exec(shortlyBehind(text, end))?.[1]
  return named === '男' ? 'male' : named === '女' ? 'female' : null
}

function isAboutTheHired(text: string, { start, end, sex }: AgeLimit, onlyFigures: boolean): boolean {
  const clause = /[^;,。\n]*$/.exec(shortlyBefore(text, start))?.[0] ?? ''
  const after = shortlyBehind(text, end)
  if (notYears.test(after) || othersAge.test(after) || wish.test(after) || exception.test(clause)) return false
  return onlyFigures || sex !== null || /岁/.test(text.slice(start, end + 2)) || /年龄[^\d]{0,8}(?:\d{2}[^\d]{1,6})?$/.test(clause)
}
