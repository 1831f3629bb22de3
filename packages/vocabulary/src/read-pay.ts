import { foldDigits } from './chinese-number.ts'
import { type FoldedText, foldText, rewrite, type Span, spanOf } from './fold-text.ts'
import { type PayAmount, type PayCurrency, payAmounts, type StatedUnit } from './pay-amounts.ts'

export type { PayCurrency } from './pay-amounts.ts'
export type PayUnit = Exclude<StatedUnit, 'shift'>

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

/** Pay as worded: what `ReadPay` cannot hold too, such as a foreign currency or a unit that cannot be told. */
export interface PayTerms {
  /** Hundredths of the currency for one unit; null where the text leaves the side open. */
  readonly minFen: number | null
  readonly maxFen: number | null
  /** `shift` is pay for one 班; `unknown` where the text does not say and the amount does not tell. */
  readonly unit: PayUnit | 'shift' | 'unknown'
  readonly currency: PayCurrency
  readonly negotiable: boolean
  readonly variable: boolean
  readonly span: Span
}

export interface PayContext {
  /** Where the work is done, GB/T 2260: amounts in Taiwan and Hong Kong are in their own currency unless the text says otherwise. */
  readonly regionCode?: string | null
  /** Other words of the same posting, such as its benefits and hours: 提成 and 计件 named there are a part of the pay too. */
  readonly benefits?: string
}

const variableWords =
  /提成|计件|按件|按(?![月天日时小周班年]).{1,2}(?:计|算|结)[费酬价薪算钱]|绩效|加班(?:费|另|有|多)|加工费|手快|能[编做]|流水|底薪|奖金|保底|综合|分成|佣金|抽成|计提|多劳多得|另奖|业绩|按钟|按单|计酬|分红|奖励|[+加]房?提(?!供)|上不封顶|浮动|[+加](?:各种|高额?)?(?:奖励?|酒水奖|全勤奖|满勤奖)/
const rateWords = /提成|计件|佣金|抽成|按件|按单/
const negotiableWords = /面议|面谈|可谈|另议|详谈|协商|电议|可议|面洽|商议/
const pieceWords = /计件|按件|按单|按[条张篇个](?=\d)|论件|按(?![月天日时小周班年]).{1,2}(?:计|算|结)[费酬价薪算钱]/

/** Said beside the amount and not with it: 日结,160到200. */
const dailyPaid = /日结|日薪|(?:当|次)[天日]结/
const dayRate = 800
/** Yuan: what is less for one piece is a rate, what is more the price of a whole job. */
const pieceRate = 100

// Without a unit, an amount between these many yuan can only be a month's pay.
const plainlyMonthly: Readonly<Record<PayCurrency, readonly [number, number] | null>> = {
  CNY: [800, 60_000],
  TWD: [15_000, 200_000],
  HKD: [5_000, 100_000],
  USD: null,
  other: [5_000, 100_000],
}
const currencyByProvince: Readonly<Record<string, PayCurrency>> = { '71': 'TWD', '81': 'HKD', '82': 'other' }

/**
 * Reads the pay of a posting in yuan: 4500-6000, 4.5-6k, 180元/天, 三千二, 面议, 底薪+提成. The permanent wage wins over the one on probation.
 * Null when the text names no amount, one in a foreign currency, or one whose unit cannot be told.
 */
export function readPay(text: string): ReadPay | null {
  const terms = readPayTerms(text)
  if (!terms || terms.currency !== 'CNY') return null
  const { minFen, maxFen, negotiable, variable } = terms
  const hasAmount = minFen !== null || maxFen !== null
  // 班 is a working day; talk without an amount is about a month.
  const unit = terms.unit === 'shift' ? 'day' : terms.unit === 'unknown' ? (hasAmount ? null : 'month') : terms.unit
  return unit && { minFen, maxFen, unit, negotiable, variable }
}

/** Reads pay as worded, with its currency, and where it stands. Null when the text names neither an amount nor 面议 nor piece rates. */
export function readPayTerms(text: string, { regionCode, benefits = '' }: PayContext = {}): PayTerms | null {
  const folded = inYuan(foldDigits(withUnitOnBoth(foldText(inHaste(text)))))
  const found = payAmounts(folded.text)
  const words = { negotiable: negotiableWords.exec(folded.text), piece: pieceWords.exec(folded.text) }
  const chosen = choose(found, rateWords.test(folded.text) || /绩效|奖/.test(folded.text))
  const variable = variableWords.test(folded.text) || rateWords.test(foldText(benefits).text) || (chosen?.hasHigher ?? false)
  const negotiable = words.negotiable !== null
  const local = currencyByProvince[regionCode?.slice(0, 2) ?? '']
  // A bare $ is the dollar of the place: in Hong Kong it is theirs.
  const isLocalDollar = local !== undefined && !/us|美/.test(folded.text)
  const currency = (isLocalDollar && chosen?.main.currency === 'USD' ? local : chosen?.main.currency) ?? local ?? 'CNY'
  if (chosen) {
    const { min, max, main, end } = chosen
    const unit = unitOf(chosen, folded.text, currency)
    return {
      minFen: fen(min),
      maxFen: fen(max),
      unit,
      currency,
      negotiable,
      variable: variable || (unit === 'piece' && (min ?? 0) < pieceRate),
      span: spanOf(folded, main.start, end),
    }
  }
  const said = words.piece ?? words.negotiable
  if (!said) return null
  const span = spanOf(folded, said.index, said.index + said[0].length)
  return { minFen: null, maxFen: null, unit: words.piece ? 'piece' : 'unknown', currency, negotiable, variable, span }
}

/** 三百把块 is about three hundred, 5、6千 a range. Of the same length, so that places stay. */
function inHaste(text: string): string {
  return text
    .replace(/(?<=[百千万])把(?=块|元|[到至])/g, ' ')
    .replace(/(?<![\d一二三四五六七八九、])([1-9一二三四五六七八九])、(?=[1-9一二三四五六七八九][千万kK])/g, '$1-')
}

// 4.5-6k, 三到四千 and 1-1.5万: the unit stands once, behind the second figure.
function withUnitOnBoth(folded: FoldedText): FoldedText {
  return rewrite(
    folded,
    /(?<![\d.一二两三四五六七八九十百千万])(\d{1,2}(?:\.\d+)?|[一二两三四五六七八九])(?=(?:到|至|[-~—–]+)(?:\d{1,2}(?:\.\d+)?|[一二两三四五六七八九])([kw千万](?![a-z])))/g,
    ([, low = '', unit = '']) => low + unit,
  )
}

/** 8分钱一个, 一框3分到8分, 一毛五: piece rates in the small coins. */
function inYuan(folded: FoldedText): FoldedText {
  if (!/[分角毛]/.test(folded.text) || !/[件个框条张篇单只朵串套双页份包米斤台亩]/.test(folded.text)) return folded
  const whole = rewrite(
    folded,
    /(?<!\d)(\d{1,2})[角毛](\d)(?![\d件个框条张篇单只朵串套双页份包])/g,
    ([, tens = '', units = '']) => `${(Number(tens) * 10 + Number(units)) / 100}元`,
  )
  return rewrite(
    whole,
    /(?<![\d.])(\d{1,2}(?:\.\d)?)(分|角|毛)钱?(?![成红期钟店批数之利])/g,
    ([, figure = '', coin]) => `${Number(figure) / (coin === '分' ? 100 : 10)}元`,
  )
}

interface Chosen {
  main: PayAmount
  min: number | null
  max: number | null
  end: number
  /** The text names a higher figure besides (最高12000). */
  hasHigher: boolean
}

function choose(found: readonly PayAmount[], hasRate: boolean): Chosen | null {
  const outside = preferred(found, ({ bracketed }) => !bracketed)
  const permanent = preferred(outside, ({ probation }) => !probation)
  const wages = preferred(permanent, ({ role }) => role !== 'extra')
  const [main] = wages
  if (!main) return null
  const others = wages.slice(1).filter(({ unit }) => unit === main.unit || unit === null || main.unit === null)
  const isRate = main.unit === 'piece' || main.unit === 'hour'
  const income = isRate
    ? wages
        .slice(1)
        .find(({ role, unit }) => role !== 'base' && role !== 'floor' && (unit === 'month' || (unit === 'day' && main.unit === 'piece')))
    : undefined
  if (income) return { main: income, min: income.min, max: income.max, end: income.end, hasHigher: true }
  const total =
    main.role === 'base' || main.role === 'wage'
      ? others.find(({ role, min, max }) => role === 'total' && (max ?? min ?? 0) >= (main.min ?? 0))
      : undefined
  const range = groupRange(main, others)
  const hasHigher = others.some(({ min, max }) => min === null && (max ?? 0) > (main.max ?? Number.POSITIVE_INFINITY))
  if (range) return { main, ...range, hasHigher: false }
  if (total) return { main, min: main.min, max: total.max, end: total.end, hasHigher }
  return { main, min: main.min, max: isOpenAbove(main, hasRate) ? null : main.max, end: main.end, hasHigher }
}

/** 保底3000, 底薪3000+提成, 3500+提成: what comes on top has no bound. */
function isOpenAbove({ role, min, max, isPlain }: PayAmount, hasRate: boolean): boolean {
  return min === max && (role === 'floor' || ((role === 'base' || isPlain) && hasRate))
}

/** Wages of several posts or groups in one cell (普工4500-6000;技工6000-8000) are one range. */
function groupRange(main: PayAmount, others: readonly PayAmount[]): Pick<Chosen, 'min' | 'max' | 'end'> | null {
  const groups = [main, ...others.filter(({ role, label }) => role === 'wage' && label !== main.label)]
  if (groups.length < 2 || main.role !== 'wage' || groups.some(({ label, min }) => label === '' || min === null)) return null
  const tops = groups.map(({ max }) => max)
  return {
    min: Math.min(...groups.map(({ min }) => min ?? 0)),
    max: tops.includes(null) ? null : Math.max(...tops.map((top) => top ?? 0)),
    end: Math.max(...groups.map(({ end }) => end)),
  }
}

function preferred<Value>(values: readonly Value[], is: (value: Value) => boolean): readonly Value[] {
  const good = values.filter(is)
  return good.length > 0 ? good : values
}

function unitOf({ main, min, max }: Chosen, text: string, currency: PayCurrency): PayTerms['unit'] {
  if (main.unit === 'other' || (main.unit === null && main.role === 'extra')) return 'unknown'
  if (main.unit !== null) return main.unit
  const most = max ?? min ?? 0
  return dailyPaid.test(text) && most < dayRate ? 'day' : assumedUnit(most, currency)
}

function assumedUnit(amount: number, currency: PayCurrency): 'month' | 'unknown' {
  const [least, most] = plainlyMonthly[currency] ?? [Number.POSITIVE_INFINITY, 0]
  return amount >= least && amount <= most ? 'month' : 'unknown'
}

function fen(yuan: number | null): number | null {
  return yuan === null ? null : Math.round(yuan * 100)
}
