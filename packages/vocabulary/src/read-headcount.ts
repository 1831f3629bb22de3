import { foldWithDigits } from './chinese-number.ts'
import { type FoldedText, foldText, rewrite, type Span, spanOf } from './fold-text.ts'
import { shortlyBefore, shortlyBehind } from './near.ts'
import { staffWordsIn } from './staff-words.ts'

export interface ReadHeadcount {
  min: number | null
  max: number | null
  /** As many as apply (若干, 数名, 不限). */
  open: boolean
  /** A total over several posts or employers, not the vacancies of this one. */
  shared: boolean
  span: Span
}

export interface HeadcountContext {
  /** The title of the posting: one that lists three posts or more shares its figure among them. */
  readonly title?: string
  /** The text is prose, such as a title: a bare figure in it counts nothing. */
  readonly prose?: boolean
}

interface Count {
  start: number
  end: number
  min: number | null
  max: number | null
  /** What stands between the count and the one before it. */
  label: string
}

const openWords =
  /若干|数名|数人|多名|多人|不限|批量|大量|招满为止|(?:长期|常年|长年)(?:招|有效)|无上限|无限制|不拘|按需招|(?<!人)[数几]\d+|\d+几|[几数][名人位个]/
const sharedWords =
  /合计|共计|总计|总共|(?:^|[^公])共(?=招?聘?\d)|个岗位\d+[名人个]|\d+(?:余|多)?(?:家|间|所|户)(?!店|铺|门店)|\d+(?:余|多)?个?(?:单位|企业|机构|公司|用人单位)/
const measure = '(?:人|名|位|个(?!月|小时|工作日|社区|村|乡|镇|县|区|店|门店|网点|类|班|方面|小组)|席|员(?![工])|职缺)'
const counts = new RegExp(
  String.raw`(?<![\d.]|\d:)(?<bound>不超过|至多|最多|不少于|至少|不低于)?(?:约|近|大约)?(?<low>\d{1,5})(?:${measure}?(?:到|至|或|[-~—–]+)(?<high>\d{1,5}))?(?:\.0+)?(?![\d.]*\d)(?:(?<more>多|余|\+)?(?:来)?(?<measure>${measure})(?<above>以上|\+)?|(?<bare>\+?$|(?=[男女])))`,
  'g',
)
const each = new RegExp(String.raw`(?<groups>男女|\d+(?:个|家)[一-龥]{0,6}?)(?:性)?各(?:招|聘|招聘)?(?<count>\d{1,4})(?:人|名|位|个)?`)
const clauseBefore = /[^;,。\n()]*$/
const clauseBehind = /^(?:\([^)\d]*\))?[^;,。\n()]*/
// 每村1名,全县203名: the second figure is the sum of the first.
const perPlace = /每(?:个)?[一-龥]{1,3}$/
const reserve = /备取|候补|递补|替补/

/**
 * Reads vacancies: 3名, 1-2人, 若干, 合计55个, 十余人, 男女各5. Null when the text names none or speaks of people who already work there.
 */
export function readHeadcount(text: string, { title, prose = false }: HeadcountContext = {}): ReadHeadcount | null {
  const folded = inPersons(foldWithDigits(text))
  const clean = folded.text
  const isShared = sharedWords.test(clean) || countsPosts(clean) || (title !== undefined && namesSeveralPosts(title))
  const eachOne = each.exec(clean)
  if (eachOne && staffWordsIn(clean) === null) {
    const groups = eachOne.groups?.['groups'] === '男女' ? 2 : Number.parseInt(eachOne.groups?.['groups'] ?? '1', 10)
    const total = groups * Number(eachOne.groups?.['count'])
    return { min: total, max: total, open: false, shared: isShared, span: spanOf(folded, eachOne.index, eachOne.index + eachOne[0].length) }
  }
  const found = countsIn(clean, prose)
  const several = perPlace.test(found[0]?.label ?? '') ? null : postsIn(found)
  const chosen = several ?? totalOf(clean, found) ?? bySex(found) ?? found[0]
  if (!chosen) return openHeadcount(folded, isShared)
  if (chosen.min === 0 || chosen.max === 0) return null
  const shared =
    (isShared && !perPlace.test(found[0]?.label ?? '')) || several !== null || /^\((?:\d+[/、+]){2}\d+\)/.test(clean.slice(chosen.end))
  return { min: chosen.min, max: chosen.max, open: false, shared, span: spanOf(folded, chosen.start, chosen.end) }
}

/** 夫妻工4对 are eight, 2、3人 a range. */
function inPersons(folded: FoldedText): FoldedText {
  const persons = rewrite(folded, /(\d{1,3})对(?:夫妻)?(?=$|[,;。、()])/g, ([, pairs = '']) => `${Number(pairs) * 2}人`)
  return rewrite(persons, /(?<!\d)(\d)、(\d)(?=[人名位个])/g, ([said = '', low, high]) =>
    Number(high) === Number(low) + 1 ? `${low}-${high}` : said,
  )
}

/** Where a text says that it speaks of people who already work there (16名(已在岗)); null when it does not. */
export function speaksOfStaff(text: string): Span | null {
  const folded = foldText(text)
  const found = staffWordsIn(folded.text)
  return found && spanOf(folded, found.start, found.end)
}

/** 八个岗位: three posts or more are not one posting. */
function countsPosts(text: string): boolean {
  return Number(/(\d+)(?:多|余)?个(?:不同)?(?:岗位|职位|工种)/.exec(text)?.[1] ?? 0) >= 3
}

function namesSeveralPosts(title: string): boolean {
  return foldText(title).text.split(/[、/,;]/).length >= 3
}

function countsIn(text: string, prose: boolean): Count[] {
  let last = 0
  const found: Count[] = []
  for (const match of text.matchAll(counts)) {
    const { low = '', high, more, above, bound = '', bare } = match.groups ?? {}
    const start = match.index
    const end = start + match[0].length
    const label = text.slice(last, start)
    last = end
    const clause = clauseBefore.exec(shortlyBefore(text, start))?.[0] + match[0] + (clauseBehind.exec(shortlyBehind(text, end))?.[0] ?? '')
    const isStaffed = /(?:就业点|站点|工疗站)$/.test(label)
    const isPupils = /^(?:学员|学生|学徒工?在)/.test(shortlyBehind(text, end))
    const isBareInProse =
      bare !== undefined &&
      (prose || (start > 0 && !/(?:招聘|招|聘|人数|名额|需求|计划|男性?|女性?|共):?$/.test(shortlyBefore(text, start))))
    if (
      isStaffed ||
      isPupils ||
      isBareInProse ||
      staffWordsIn(clause) !== null ||
      reserve.test(label) ||
      /(?<!人)[数几]$/.test(shortlyBefore(text, start))
    )
      continue
    const least = Number(low)
    const isMost = /超过|多/.test(bound) || /^(?:以内|以下)/.test(shortlyBehind(text, end))
    const isOpenAbove = more !== undefined || above !== undefined || bare === '+' || /少|至少|低/.test(bound)
    const most = high === undefined ? (isOpenAbove ? null : least) : Number(high)
    if (most !== null && most < least) continue
    found.push({ start, end, min: isMost ? null : least, max: most, label })
  }
  return found
}

/** 合计55个 and 12个岗位12名: the total, or the people rather than the posts. */
function totalOf(text: string, found: readonly Count[]): Count | null {
  if (found.length === 2 && perPlace.test(found[0]?.label ?? '')) return found[1] ?? null
  const total = /(?:合计|共计|总计|总共|共)[^\d]{0,4}/.exec(text)
  const behind = total && found.find(({ start }) => start >= total.index)
  if (behind) return behind
  return (
    found.find(
      ({ end }, at) => at > 0 && /[人名]$/.test(shortlyBefore(text, end)) && /岗位$|职位$/.test(shortlyBefore(text, found[at]?.start ?? 0)),
    ) ?? null
  )
}

/** 男3女2, 男5名、女3名. */
function bySex(found: readonly Count[]): Count | null {
  const [men, women] = found
  if (!men || !women || found.length !== 2 || !isPair(men.label, women.label)) return null
  const [min, max] = [(men.min ?? 0) + (women.min ?? 0), men.max === null || women.max === null ? null : men.max + women.max]
  return { ...men, min, max, end: women.end }
}

function isPair(one: string, other: string): boolean {
  return (/男性?:?$/.test(one) && /女性?:?$/.test(other)) || (/女性?:?$/.test(one) && /男性?:?$/.test(other))
}

/** 保洁3人、保安5人: the figures of several posts together. */
function postsIn(found: readonly Count[]): Count | null {
  const named = found.filter(
    ({ label }) =>
      /[一-龥]{2}$/.test(label) &&
      !/[男女]性?$|合计|共计|总计|岗位$|职位$|招聘|拟招|计划|人数|需求|现招|急招|正取|录用|名额|其中/.test(label),
  )
  const [first] = named
  const last = named.at(-1)
  if (named.length < 2 || !first || !last || named.length !== found.length) return null
  const sum = (figures: readonly (number | null)[]) =>
    figures.includes(null) ? null : figures.reduce<number>((total, figure) => total + (figure ?? 0), 0)
  return { ...first, end: last.end, min: sum(named.map(({ min }) => min)), max: sum(named.map(({ max }) => max)) }
}

function openHeadcount(folded: FoldedText, shared: boolean): ReadHeadcount | null {
  const found = openWords.exec(folded.text)
  if (!found || staffWordsIn(folded.text) !== null) return null
  return { min: null, max: null, open: true, shared, span: spanOf(folded, found.index, found.index + found[0].length) }
}
