import { foldWithDigits } from './chinese-number.ts'
import { type Span, spanOf } from './fold-text.ts'

/** From when and until when one can apply; days are YYYY-MM-DD. */
export interface ReadValidity {
  readonly from: string | null
  readonly until: string | null
  /** No end is set: 长期有效, 招满为止. */
  readonly openEnded: boolean
  readonly span: Span
}

export interface ValidityContext {
  /** The day, YYYY-MM-DD, on which the text is read; without it a day without a year cannot be told. */
  readonly on?: string
}

const year = String.raw`(?:(20\d\d|19\d\d)[年./-])`
// White space is gone, and the time of day follows at once: 2026/5/217:00.
const timeOrEnd = String.raw`(?=\d{1,2}:\d\d|[^\d岁人名个元k小天]|$)`
const dayOfMonth = String.raw`(\d{1,2})(?:[月./-](\d{1,2}?)(?:日|号|${timeOrEnd})|月(底|末|上旬|中旬|下旬|初)?${timeOrEnd})`
const dated = new RegExp(
  `(?<!\\d)${year}?${dayOfMonth}|(?<!\\d)(20\\d\\d)(\\d\\d)(\\d\\d)(?!\\d)|(?<today>今天|今日|当日|即日|本月底|月底|年底|本年底|明年底)|(\\d{1,3})(?:天|日)(?:内|之内|有效)`,
  'g',
)
const serial = /^(\d{5})(?:\.\d+)?$/
const openWords = /长期(?:有效|招聘|招|在招)?|招满(?:为止|即止)|额满(?:为止|即止)|招完为止|不限期|无期限|常年(?:招聘|招)/
const between = /^(?:\d{1,2}[:点]\d{0,2})?(?:起|开始)?(?:到|至|[-~—–]+)/
// Excel counts days from the end of 1899.
const excelEpoch = Date.UTC(1899, 11, 30)
const dayMs = 86_400_000
// 1970-01-01 is an unset field, not a day.
const earliest = '2000-01-01'

/** Reads validity: 2026-05-22, 5月底前, 即日起至6月30日, 30天内, 长期有效. Null when no day can be told. */
export function readValidity(text: string, { on }: ValidityContext = {}): ReadValidity | null {
  const folded = foldWithDigits(text)
  const clean = folded.text
  const ofExcel = serial.exec(clean)
  if (ofExcel)
    return { from: null, until: isoDay(excelEpoch + Number(ofExcel[1]) * dayMs), openEnded: false, span: spanOf(folded, 0, clean.length) }
  const [first, second] = daysIn(clean, on)
  const open = openWords.exec(clean)
  if (!first) return open && { from: null, until: null, openEnded: true, span: spanOf(folded, open.index, open.index + open[0].length) }
  const isRange = second !== undefined && between.test(clean.slice(first.end, second.start)) && second.day >= first.day
  const isStart = !isRange && /^(?:起|开始|以后|之后)/.test(clean.slice(first.end))
  const span = spanOf(folded, first.start, isRange ? second.end : first.end)
  return {
    from: isRange || isStart ? first.day : null,
    until: isRange ? second.day : isStart ? null : first.day,
    openEnded: isStart && open !== null,
    span,
  }
}

interface Day {
  day: string
  start: number
  end: number
}

function daysIn(text: string, on: string | undefined): Day[] {
  const matches = [...text.matchAll(dated)]
  return matches.flatMap((match, at) => {
    const end = match.index + match[0].length
    const next = matches[at + 1]
    const until = next && between.test(text.slice(end, next.index)) ? dayOf(next, on) : null
    // The first day of a range lies before its last, in the year before if need be: 3月1日至4月30日 is open in April too.
    const isYearless = match.groups?.['today'] === undefined && !/^\d{4}/.test(match[0])
    const day = dayOf(match, until !== null && isYearless ? isoDay(Date.parse(until) - 364 * dayMs) : on)
    if (day === null || day < earliest) return []
    const lastDay = /^(?:到|至|[-~—–])(\d{1,2})[日号]/.exec(text.slice(end))
    const last = lastDay ? valid(Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(lastDay[1])) : null
    const found = { day, start: match.index, end }
    return last === null ? [found] : [found, { day: last, start: end + 1, end: end + (lastDay?.[0].length ?? 0) }]
  })
}

function dayOf(match: RegExpExecArray, on: string | undefined): string | null {
  const [, ofYear, month, day, part, plainYear, plainMonth, plainDay, , lasting] = match
  if (plainYear !== undefined) return valid(Number(plainYear), Number(plainMonth), Number(plainDay))
  if (month !== undefined) {
    if (ofYear !== undefined) return dayIn(Number(ofYear), Number(month), day, part)
    // 1.5 and 3-5 are figures, not days.
    if (on === undefined || !/[月]/.test(match[0])) return null
    const thisYear = dayIn(Number(on.slice(0, 4)), Number(month), day, part)
    return thisYear !== null && thisYear < on ? dayIn(Number(on.slice(0, 4)) + 1, Number(month), day, part) : thisYear
  }
  if (on === undefined) return null
  if (lasting !== undefined) return isoDay(Date.parse(on) + Number(lasting) * dayMs)
  return namedDay(match.groups?.['today'] ?? '', on)
}

function namedDay(words: string, on: string): string | null {
  const ofYear = Number(on.slice(0, 4))
  if (words === '明年底') return `${ofYear + 1}-12-31`
  if (words.endsWith('年底')) return `${ofYear}-12-31`
  return words.endsWith('月底') ? dayIn(ofYear, Number(on.slice(5, 7)), undefined, '底') : on
}

function dayIn(ofYear: number, month: number, day: string | undefined, part: string | undefined): string | null {
  if (day !== undefined) return valid(ofYear, month, Number(day))
  const last = new Date(Date.UTC(ofYear, month, 0)).getUTCDate()
  return valid(ofYear, month, part === '上旬' || part === '初' ? 10 : part === '中旬' ? 20 : last)
}

function valid(ofYear: number, month: number, day: number): string | null {
  const at = new Date(Date.UTC(ofYear, month - 1, day))
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? isoDay(at.getTime()) : null
}

function isoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}
