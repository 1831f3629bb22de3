import { withDigits } from './chinese-number.ts'

export type PayUnit = 'month' | 'day' | 'hour' | 'piece' | 'year'

export interface ReadPay {
  /** Fen for one unit; null where the text leaves the side open. */
  minFen: number | null
  maxFen: number | null
  unit: PayUnit
  /** The employer will talk about it (面议). */
  negotiable: boolean
  /** Commission, piece rate, bonus or overtime is a part of it. */
  variable: boolean
}

interface Amounts {
  min: number | null
  max: number | null
}

const variableWords = /提成|计件|按件|绩效|加班费|底薪|奖金|保底|综合|分成|佣金|抽成|计提|多劳多得/
const negotiableWords = /面议|面谈|可谈|另议|详谈|协商/
const unitWords: readonly (readonly [PayUnit, RegExp])[] = [
  ['hour', /时薪|(?:每|一|1)个?(?:小时|钟头)|元\/?(?:小时|时|h)/i],
  ['day', /日薪|日结|(?:每|一|1)(?:天|日)(?!工作)|元?\/(?:天|日)/],
  ['year', /年薪|每年|元?\/年/],
  ['piece', /(?:每|一|1)件|元?\/(?:件|个|单)/],
  ['month', /月|底薪|保底/],
]

const amount = String.raw`(\d+(?:\.\d+)?)(k|w)?(?:元|块|圆|rmb)?`
const range = new RegExp(`${amount}(?:\\/?(?:月|天|小时))?(?:到|至|[-~—–]+)${amount}`, 'i')
const single = new RegExp(
  `(最高|不超过|不高于|最多)?${amount}(?!\\d|\\.\\d|岁|人|名|个?小时|个月|天|周|年|%|号|次|点|级)(多|余|以上|起|及以上|\\+$|以下|以内)?`,
  'i',
)

// Without a unit, an amount between these many yuan can only be a month's pay.
const plainlyMonthly = { least: 800, most: 60_000 }

/**
 * Reads pay from a posting: 4500-6000, 4.5-6k, 180元/天, 三千二, 面议, 底薪+提成. The permanent wage wins over the one on probation.
 * Null when the text names no amount, or one whose unit cannot be told.
 */
export function readPay(text: string): ReadPay | null {
  const clean = withDigits(withUnitOnBoth(plainText(text)))
  const negotiable = negotiableWords.test(clean)
  const variable = variableWords.test(clean)
  const clause = wageClause(clean)
  const amounts = clause === null ? null : readAmounts(clause)

  if (clause === null || amounts === null) {
    if (/计件|按件/.test(clean)) return { minFen: null, maxFen: null, unit: 'piece', negotiable, variable }
    return negotiable ? { minFen: null, maxFen: null, unit: 'month', negotiable, variable } : null
  }
  const unit = readUnit(clause, amounts)
  return unit && { minFen: fen(amounts.min), maxFen: fen(amounts.max), unit, negotiable, variable }
}

function plainText(text: string): string {
  return text.normalize('NFKC').replace(/\s|,(?=\d{3}(?!\d))/g, '')
}

// 4.5-6k and 1-1.5万: the unit stands once, behind the second figure.
function withUnitOnBoth(text: string): string {
  return text.replace(
    /(\d+(?:\.\d+)?)(到|至|[-~—–]+)(\d+(?:\.\d+)?)([kw千万])/gi,
    (whole, low: string, to: string, high: string, unit: string) =>
      Number(low) < Number(high) ? `${low}${unit}${to}${high}${unit}` : whole,
  )
}

function wageClause(text: string): string | null {
  const clauses = text
    .replace(/\([^)]*\)/g, '')
    .split(/[;;,。\n]/)
    .filter((clause) => readAmounts(clause) !== null)
  const permanent = clauses.filter((clause) => !/试用|实习期/.test(clause))
  return permanent[0] ?? clauses[0] ?? null
}

function readAmounts(clause: string): Amounts | null {
  const pair = range.exec(clause)
  if (pair) {
    const [, low = '', lowUnit, high = '', highUnit] = pair
    const [min, max] = [scaled(low, lowUnit), scaled(high, highUnit)]
    return min <= max ? { min, max } : null
  }
  const one = single.exec(clause)
  if (!one) return null
  const [, atMost, figure = '', unit, bound = ''] = one
  const value = scaled(figure, unit)
  if (atMost || /以下|以内/.test(bound)) return { min: null, max: value }
  return { min: value, max: bound || /保底/.test(clause) ? null : value }
}

function scaled(figure: string, unit: string | undefined): number {
  const factor = unit?.toLowerCase() === 'k' ? 1000 : unit?.toLowerCase() === 'w' ? 10_000 : 1
  return Number(figure) * factor
}

function readUnit(clause: string, { min, max }: Amounts): PayUnit | null {
  const said = unitWords.find(([, words]) => words.test(clause))
  if (said) return said[0]
  const value = max ?? min ?? 0
  return value >= plainlyMonthly.least && value <= plainlyMonthly.most ? 'month' : null
}

function fen(yuan: number | null): number | null {
  return yuan === null ? null : Math.round(yuan * 100)
}
