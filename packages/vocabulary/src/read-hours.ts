import { foldWithDigits } from './chinese-number.ts'
import { type Span, spanOf } from './fold-text.ts'

/** Working hours as far as a text says them; null where it does not. */
export interface ReadHours {
  readonly perDay: number | null
  readonly daysPerWeek: number | null
  readonly perWeek: number | null
  /** Days off in a month (月休4天). */
  readonly daysOffPerMonth: number | null
  /** In shifts or at night; false where the text says that it is not. */
  readonly shifts: boolean | null
  /** Hours from coming to going (9:00-18:00); without a break that the text does not name. */
  readonly presence: number | null
  /** The times are agreed or chosen (弹性工作时间). */
  readonly flexible: boolean
  readonly span: Span
}

const clock = String.raw`(?:早上?|上午|中午|下午|晚上?|凌晨|次日|第2天|翌日)?(\d{1,2})(?:[:点时](半|\d{2})?分?)?`
// White space is gone: 8:00-12:0013:30-17:30.
const times = new RegExp(`(?<=^|[^\\d.:-]|:\\d\\d)${clock}(?:到|至|[-~—–―]+)${clock}|[早朝](?:上)?(\\d{1,2})点?晚(?:上)?(\\d{1,2})点?`, 'g')
const breakWords = /(?:午休|休息|用餐|就餐|吃饭)(?:时间)?[^\d;。,]{0,3}(\d(?:\.5)?)个?小时/
const perDayWords =
  /(?:每天|每日|1天|每班|日均|日工作|工作|上班|工时)[^\d;。,]{0,6}(\d{1,2}(?:\.\d)?)个?(?:小时|钟头|h)|(?<!休息?[^\d;。,]{0,3}|[\d.-])(\d{1,2}(?:\.\d)?)个?小时(?:工作制|制|(?=[上做]\d休)|工作|\/天|\/日|每天|1天|$|[;,。、)])|(?:[^\d]|^)(\d{1,2})h\/?(?:天|d)/
const perWeekWords = /(?:每|1)?周(?:工作|不超过|工时)?[^\d;。,]{0,4}(\d{2})个?小时|(\d{2})小时\/周/
const rhythm = /(?:做|上|干|工作)([1-9])天?休(?:息)?([1-9])天?/
const weekDays = /周[1一]?(?:到|至|[-~—–]+)(?:周)?([4-7四五六日天])|(?:每|1)周(?:工作|上班|上)?([1-7](?:\.5)?)(?:天|日|个工作日)(?!休)/
const offInMonth = /月休(?:息)?(\d{1,2})天?|每?个?月(?:可|公)?(?:休|休息|放假)(\d{1,2})天|(\d)天\/月休/
const offInWeek = /(?:每|1)?周(?:休|休息|公休)([1-3])(?:天|日)/
const shiftWords =
  /[2-4两三四]班(?:[2-4两三四]?(?:倒|运转|制|轮))|倒班|轮班|轮转|排班|早晚班|早中晚|白夜班|夜班(?!补)|大夜|值夜|通宵|翻班|中班/
const dayWords = /长白班|常白班|正常班|正常白班|白班(?!夜)|日班|不倒班|不上夜班|无夜班|无需倒班|行政班/
const flexibleWords =
  /弹性(?:工作|上下?班|时间|工时|考勤)|(?:时间|工时)(?:自由|灵活|弹性|自定)|自由安排|灵活安排|不定时|自选(?:班|时段|时间)|选班|时段自选|不坐班/

/** Reads hours and shifts: 每天8小时, 9:00-18:00, 做六休一, 三班倒, 双休, 月休4天, 弹性工作. Null when the text says nothing of them. */
export function readHours(text: string): ReadHours | null {
  const folded = foldWithDigits(text)
  const clean = folded.text
  const found: RegExpExecArray[] = []
  const note = <Match extends RegExpExecArray | null>(match: Match): Match => {
    if (match) found.push(match)
    return match
  }
  const perDay = figure(note(perDayWords.exec(clean)), 24)
  const perWeek = figure(note(perWeekWords.exec(clean)), 90)
  const daysOffPerMonth = figure(note(offInMonth.exec(clean)), 15)
  const days = daysIn(clean, note) ?? daysFromOff(daysOffPerMonth)
  const shifts = shiftsIn(clean, note)
  const stretches = [...clean.matchAll(times)].filter(isClock).map((match) => note(match))
  const presence = presenceIn(stretches)
  const pause = stretches.length > 1 ? 0 : figure(breakWords.exec(clean), 4)
  const flexible = note(flexibleWords.exec(clean)) !== null
  const [first] = found
  if (!first) return null
  const start = Math.min(...found.map(({ index }) => index))
  const span = spanOf(folded, start, Math.max(...found.map((match) => match.index + match[0].length)))
  const ofDay =
    perDay ??
    (presence !== null && pause !== null
      ? presence - pause
      : perWeek !== null && days !== null
        ? Math.round((perWeek / days) * 10) / 10
        : null)
  return { perDay: ofDay, daysPerWeek: days, perWeek, daysOffPerMonth, shifts, presence, flexible, span }
}

function figure(match: RegExpExecArray | null, most: number): number | null {
  const found = match?.slice(1).find((group) => group !== undefined)
  const value = found === undefined ? null : Number(found)
  return value === null || value === 0 || value > most ? null : value
}

type Note = <Match extends RegExpExecArray | null>(match: Match) => Match

function daysIn(text: string, note: Note): number | null {
  const named = note(weekDays.exec(text))
  if (named) {
    const [, until, count] = named
    return count === undefined ? ('1234567'.includes(until ?? '') ? Number(until) : '四五六日天'.indexOf(until ?? '') + 4) : Number(count)
  }
  const turn = note(rhythm.exec(text))
  if (turn) return Math.round(((7 * Number(turn[1])) / (Number(turn[1]) + Number(turn[2]))) * 2) / 2
  const off = note(offInWeek.exec(text))
  if (off) return 7 - Number(off[1])
  if (note(/大小周|单双休|双单休/.exec(text))) return 5.5
  if (note(/(?:周末)?双休|周休2日|周末休|5天(?:工作)?制|5天8小时|休双休/.exec(text))) return 5
  return note(/单休|6天(?:工作)?制|6天8小时|周日休/.exec(text)) ? 6 : null
}

function daysFromOff(daysOff: number | null): number | null {
  return daysOff === 4 ? 6 : daysOff === 8 ? 5 : null
}

function shiftsIn(text: string, note: Note): boolean | null {
  const day = note(dayWords.exec(text))
  if (note(shiftWords.exec(text.replace(/不倒班|不上夜班|无夜班|无需倒班|白班/g, (words) => '#'.repeat(words.length))))) return true
  return day || /双休|[做上]5休2|周1?(?:到|至|-)周?[5五]/.test(text) ? false : null
}

function isClock(match: RegExpExecArray): boolean {
  return /[:点时早朝晚]|上午|下午/.test(match[0])
}

/** Hours from coming to going; of a divided day (8:00-12:00 13:30-17:30) the hours of its parts. */
function presenceIn(matches: readonly RegExpExecArray[]): number | null {
  const stretches = matches.flatMap((match) => {
    const [, hour, minute, endHour, endMinute, morning, evening] = match
    const [from, to] =
      morning === undefined
        ? [hourOf(match[0], hour, minute, 0), hourOf(match[0], endHour, endMinute, 1)]
        : [Number(morning), Number(evening) + 12]
    return from > 24 || to > 24 ? [] : [to > from ? to - from : to + 24 - from]
  })
  const hours = stretches.reduce((total, length) => total + length, 0)
  return stretches.length === 0 || hours > 24 ? null : Math.round(hours * 100) / 100
}

/** 晚6点 is 18, 下午5点半 17.5, and 朝9晚6 ends at 18. */
function hourOf(words: string, hour = '0', minute: string | undefined, side: 0 | 1): number {
  const part = words.split(/到|至|[-~—–―]+/)[side] ?? ''
  const value = Number(hour) + (minute === '半' ? 0.5 : Number(minute ?? 0) / 60)
  return /下午|晚/.test(part) && value < 12 ? value + 12 : value
}
