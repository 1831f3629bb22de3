import { isBracketed, shortlyBefore, shortlyBehind } from './near.ts'

/** One amount or range of money in a folded text with digits. */
export interface PayAmount {
  start: number
  end: number
  min: number | null
  max: number | null
  /** `other`: for something that is none of our units; null where nothing is said. */
  unit: StatedUnit | 'other' | null
  currency: PayCurrency | null
  role: 'wage' | 'base' | 'floor' | 'total' | 'extra'
  probation: boolean
  bracketed: boolean
  /** A bare figure with a commission right behind it: 3500+提成. */
  isPlain: boolean
  /** Whom or what the amount is for (普工3000,班长4000); empty where only words of pay stand before it. */
  label: string
}

export type StatedUnit = 'month' | 'day' | 'hour' | 'piece' | 'year' | 'shift'
export type PayCurrency = 'CNY' | 'TWD' | 'HKD' | 'USD' | 'other'

const number = String.raw`(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?`
const money = String.raw`(?:rmb|人民币|¥|nt\$?|hk\$?|us\$?|\$|usd|新台币|台币|港币|港元|美金|美元|mop\$?|澳门币)?`
const yuan = '(?:元|块钱?|圆|蚊|人民币|rmb|新台币|台币|港币|港元|美金|美元|澳门元|日元|欧元|新币|令吉|円)?'
const per = String.raw`(?:\/?(?:每|1|一)?个?(?:月|天|日|小时|时|h|班|年))?`
const amount = (at: string) => String.raw`(?<${at}>${number})(?<${at}Scale>[kw](?![a-z]))?(?:多|余|来|几)?${yuan}`
const to = '(?:到|至|[-~—–―_]+)'
const amounts = new RegExp(
  String.raw`(?<!\d[.:]?|[.a-z#*×第])${money}(?<about>约|近)?${amount('low')}(?:(?:${per}${to}|\/(?=\d{3}))${money}${amount('high')})?(?<sum>(?:\+\d{2,}(?:元)?)+(?![\d一-龥]))?`,
  'g',
)

const tail =
  /^(?:多|余|来)?(?:元|块钱?)?(?:\/|每|1)?个?(?:月|天|日|小时|时|h|件|个|单|班|晚|年)?(?:左右|上下|以上|起|\+(?![\d一-龥a-z])|及以上|以下|以内|封顶|不等)?/
const atMostBefore = /(?:不到|不足|未满|(?<!不)[低小]于|最高|不超过|不高于|至多|最多|上限|高达|可达)(?:可?[达到]?)$/
const atLeastBefore = /(?:不[低少]于[^\d,]{1,10}|不低于|不少于|不小于|至少|最低|起薪|>=?|≥|高于|超过|[过超]|保底(?:工资|薪资|收入)?)$/
const atLeastAfter =
  /^[多余几]|^(?:元|块钱?)?(?:出头|打底)|^[-~—–至到](?:上)?不封顶|^(?:\/?[月天日年时件班])?(?:元?)(?:及|或)?(?:以上|起|\+(?![\d一-龥]))|^\/?(?:每|1)?个?(?:月|天|日|小时)?(?:及|或)?(?:以上|起|\+$)/
const onProbation = /试用|实习期|见习期|培训期|学徒期|学习期|考核期|转正前/
const leastBare = 100
// Words of pay and its parts; what is left before an amount names a post or a group.
const payWords =
  /[^一-龥]|工资|薪资|薪酬|薪水|待遇|月薪|年薪|日薪|时薪|底薪|基本|固定|岗位|职务|技能|绩效|综合|收入|每个?月|每天|每日|每小时|月|年|试用期?|转正后?|包吃住|约|为|是|元|最高|最低|平均|税[前后]|到手|实发|不[低少]于|以[上下]|可达|无责|保底|补.*|奖.*|加班.*|津贴.*|提成.*|.*费|社保|.*险|押金|另有?|还有|以及|其中|和/g
const longNumber = /\d{8}/

// A figure before one of these counts something else: 18岁, 6小时, 26天, 13薪, 8:00, 5险.
const notMoney =
  /^(?:周?岁|人|名|位|个?(?:半?小时|工作日|月(?!薪))|天|日|月|周|年|%|号|次|点|级|度|cm|kg|公?斤|米|薪|险|金|休|班|倍|楼|层|栋|期|:\d|[.\d]|家|元素|字|分|档|成|折|类|种|条)/
// What a stall or a shop takes in is nobody's pay.
const turnover = /(?:月销|年销|销量|营业额|销售额|收费|成本|投资)[^\d]{0,4}$/
const hasYuan = /(?:元|块|圆|蚊|k|w|币|钱|rmb|usd|美金|円|万)$/

/** All amounts of money in the text, in their order. */
export function payAmounts(text: string): PayAmount[] {
  return [...text.matchAll(amounts)].flatMap((match) => {
    const one = readAmount(text, match)
    return one ? [one] : []
  })
}

function readAmount(text: string, match: RegExpExecArray): PayAmount | null {
  const { low = '', lowScale, high, highScale, sum } = match.groups ?? {}
  const around = wordsAround(text, match)
  const { start, end, before, after, bracketed } = around
  const isMarked = hasYuan.test(match[0]) || /^(?:多|余)?元/.test(after)
  if (turnover.test(before)) return null
  if ((!isMarked && notMoney.test(shortlyBehind(text, end))) || longNumber.test(match[0])) return null
  // 4.5-6k: the scale stands once, behind the second figure.
  const scale = lowScale ?? (high !== undefined && Number(low) < 100 ? highScale : undefined)
  const limits = readLimits(valueOf(low, scale), high === undefined ? null : valueOf(high, highScale), around)
  if (limits === null) return null
  const unit = unitOf(around)
  // A bare small figure may number a list or count anything.
  if (!isMarked && unit === null && (limits.max ?? limits.min ?? 0) < leastBare) return null
  const added = (sum?.match(/\d+/g) ?? []).reduce((total, figure) => total + Number(figure), 0)
  return {
    start,
    end: end + (tail.exec(after)?.[0].length ?? 0),
    min: limits.min === null ? null : limits.min + added,
    max: limits.max === null ? null : limits.max + added,
    unit,
    currency: currencyOf(before + match[0] + after.slice(0, 4)),
    role: roleOf(before, after),
    probation: onProbation.test(before.replace(/.*转正后?/, '')) || /^(?:元)?(?:\/月)?\(?(?:试用|实习)/.test(shortlyBehind(text, end)),
    bracketed,
    isPlain: before === '' && /^(?:元|块)?(?:\/月)?[+加](?:高|业绩|销售)?(?:提成|绩效|计件|佣金)/.test(shortlyBehind(text, end)),
    label: before.replace(payWords, ''),
  }
}

interface Around {
  start: number
  end: number
  /** The amount itself, and the words of its clause before and behind it. */
  words: string
  before: string
  after: string
  bracketed: boolean
}

function wordsAround(text: string, match: RegExpExecArray): Around {
  const start = match.index
  const end = start + match[0].length
  const bracketed = isBracketed(text, start)
  const near = shortlyBefore(text, start)
  // 试用期(1-3个月)2800元: what stands in brackets before the amount does not part it from its words.
  const before = /[^;,。、\n()!?]*$/.exec(bracketed ? near : near.replace(/\([^()]*\)/g, ''))?.[0] ?? ''
  const after = /^[^;,。、\n()!?]*/.exec(shortlyBehind(text, end))?.[0] ?? ''
  return { start, end, words: match[0], before, after, bracketed }
}

function valueOf(figure: string, scale: string | undefined): number {
  return Number(figure.replaceAll(',', '')) * (scale === 'k' ? 1000 : scale === 'w' ? 10_000 : 1)
}

function readLimits(low: number, high: number | null, { words, before, after }: Around): { min: number | null; max: number | null } | null {
  if (high !== null) return low <= high ? { min: low, max: high } : null
  if (atMostBefore.test(before) || /^(?:以下|以内|之内|封顶)/.test(after)) return { min: null, max: low }
  const isOpenAbove = /[多余几](?:元|块)?/.test(words) || atLeastAfter.test(after) || atLeastBefore.test(before)
  return { min: low, max: isOpenAbove ? null : low }
}

const unitAfter =
  /^(?:多|余|来)?(?:元|块钱?)?(?:左右|以上|起|不等)?(?:\/|每|一|1|\/?每?人(?:\/|每))个?(?<unit>月|天|日|课时|小时|时|h|件|个|单|班|晚|夜|场|次|节|年|人天|人日|1000字|字|框|条|张|篇|只|朵|串|套|双|首|幅|页|份|包|箱|盒|斤|公斤|吨|亩|平方?米?|趟|票|把|根|片|枚|块|词|题|句|分钟)/
const unitByWord: Readonly<Record<string, StatedUnit>> = {
  月: 'month',
  课时: 'hour',
  天: 'day',
  日: 'day',
  人天: 'day',
  人日: 'day',
  小时: 'hour',
  时: 'hour',
  h: 'hour',
  件: 'piece',
  个: 'piece',
  单: 'piece',
  次: 'piece',
  节: 'piece',
  班: 'shift',
  晚: 'shift',
  夜: 'shift',
  场: 'shift',
  年: 'year',
}
/** 周薪 is none of our units. */
const weekly = /周薪|(?:每|1|一)周|周结$/
const wordsBefore: readonly (readonly [StatedUnit, RegExp])[] = [
  ['hour', /时薪|小时工|钟点工|(?:每|1|一)个?(?:小时|钟头?)(?!制)|计时/g],
  ['day', /日薪|日结|日均|日(?:工资|收入)|(?:每|1|一)(?:天|日)(?!工作|上班|\d)|天薪/g],
  ['shift', /(?:每|1|一)(?:个)?班|每晚|每夜/g],
  ['year', /年薪|(?:每|1|一)年|年(?:收入|入|综合|均|总)/g],
  [
    'piece',
    /按[条张篇个件单](?=\d|$)|(?:每|1|一|千)(?:件|米|台|亩|单|框|条|张|篇|只|朵|串|套|双|首|幅|页|份|包|箱|盒|斤|字|个(?!月|小时|钟|班))|每(?:千|1000|百|100)字|计件单价/g,
  ],
  ['month', /月薪|月(?:工资|收入|入|均|综合|基本|底薪|补贴|补助|总)|每个?月|1个月|底薪|保底|月(?=\d)/g],
]

function unitOf({ before, after, words }: Around): StatedUnit | 'other' | null {
  const inWords = /\/(?:每)?个?(月|天|日|小时|时|h|班|年)/.exec(words)?.[1]
  const said = unitAfter.exec(after)?.groups?.['unit'] ?? inWords
  if (said !== undefined) return unitByWord[said] ?? 'piece'
  if (/^(?:元|块)?(?:左右)?(?:日结|当日结)/.test(after)) return 'day'
  // 100元/4小时: paid for something else than one of our units.
  if (/^(?:元|块)?\/(?!每?人)[^/]/.test(after)) return 'other'
  if (weekly.test(before)) return 'other'
  let last: { unit: StatedUnit; at: number } | null = null
  for (const [unit, pattern] of wordsBefore) {
    const at = [...before.matchAll(pattern)].at(-1)?.index
    if (at !== undefined && (!last || at > last.at)) last = { unit, at }
  }
  return last?.unit ?? null
}

function currencyOf(words: string): PayCurrency | null {
  if (/nt\$?|台币/.test(words)) return 'TWD'
  if (/hk\$?|港[币元]/.test(words)) return 'HKD'
  if (/us\$?|\$|美[元金]/.test(words)) return 'USD'
  if (/mop|澳门[币元]|日元|欧元|新币|令吉|円|英镑/.test(words)) return 'other'
  return /人民币|rmb|¥/.test(words) ? 'CNY' : null
}

function roleOf(before: string, after: string): PayAmount['role'] {
  if (before.endsWith('=')) return 'total'
  const last = before.replace(/.*[+加]/, '')
  if (/(?:到手|实发)[^\d]{0,3}$/.test(last)) return 'total'
  if (
    /(?:补贴|补助|津贴|餐补|饭贴|房补|全勤|工龄|奖金?|提成|社保|保险|费|押金|罚款|另[有加奖]|食宿|伙食)[^\d]{0,4}$/.test(last) ||
    /^(?:元|块)?(?:\/月)?(?:的)?(?:补贴|补助|津贴|餐补|饭贴|房补|全勤|奖|工龄|押金|餐费|交通)/.test(after)
  )
    return 'extra'
  if (/保底(?:工资|薪资|收入|月薪)?(?:为|是|:|约)?$/.test(last) || /^(?:元)?(?:\/月)?保底/.test(after)) return 'floor'
  if (/(?:综合|收入|到手|合计|总|可达|平均|月入|年入|实发|税后)[^\d]{0,6}$/.test(last)) return 'total'
  return /(?:底薪|基本工资|基薪|基础工资|固定工资|无责)[^\d]{0,4}$/.test(last) || /^(?:元|块)?底薪/.test(after) ? 'base' : 'wage'
}
