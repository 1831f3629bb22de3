import { disabilityGrades, disabilityTypes } from '@zhihe/vocabulary/certificate'
import { findRegion, isWithinRegion, prefectureOf, provinceOf, regionLabel } from '@zhihe/vocabulary/region'

export type YesNo = 'yes' | 'no'

const no = /^(?:否|不|无|没有|未|非|×|x|n|no|false|0|不同意|拒绝|不愿意|不是|不享受)/i
const yes = /^(?:是|有|√|✓|✔|y|yes|true|1|同意|愿意|享受|已|对|可以|授权|符合|属于)/i

/** 是, √, 已签; 否, ×; null for anything else. */
export function readYesNo(text: string): YesNo | null {
  const folded = text.normalize('NFKC').trim()
  // 不 stands before 同意: no is asked first.
  if (no.test(folded)) return 'no'
  return yes.test(folded) ? 'yes' : null
}

/** The most exact region that the texts name, alone or together, else as seen from the region of whoever sends them; null when they name none. */
export function readRegion(texts: readonly string[], from: string | null): string | null {
  if (texts.length === 0) return null
  const codes = texts.flatMap((text) => (/^\d{6}$/.test(text) ? [text] : []))
  const named = [...codes, ...[texts.join(''), ...texts].map((text) => findRegion(text))].filter((code) => code !== null)
  const best = mostExact(named)
  if (best?.endsWith('00') === false || from === null) return best
  // 西湖区 is one of five; said to the federation of Hangzhou it is its own.
  const local = findRegion(`${regionLabel(from).zh}${texts.join('')}`)
  return mostExact([best, local !== null && (best === null || isWithinRegion(local, best)) && isSaid(local, from) ? local : null])
}

// The sender's own region alone is not what the text says.
function isSaid(code: string, from: string): boolean {
  return code !== from && isWithinRegion(code, from)
}

function mostExact(codes: readonly (string | null)[]): string | null {
  const exactness = (code: string) => (code.endsWith('0000') ? 0 : code.endsWith('00') ? 1 : 2)
  return codes.reduce<string | null>(
    (best, code) => (code !== null && (best === null || exactness(code) > exactness(best)) ? code : best),
    null,
  )
}

/** Where somebody who lives there would work: 否 stays in her prefecture, 县内 in her county, 省内 (or 是) in her province; null: not told. */
export function readWilling(text: string, livesIn: string): string[] | null {
  const folded = text.normalize('NFKC')
  if (/[县区][内里]|本[县区]|就近|家门口/.test(folded)) return [livesIn]
  if (/市[内里]|本市|本地/.test(folded)) return [prefectureOf(livesIn) ?? livesIn]
  if (/省[内里]|本省/.test(folded)) return [provinceOf(livesIn)]
  const answer = readYesNo(folded)
  if (answer === 'no') return [prefectureOf(livesIn) ?? livesIn]
  if (answer === 'yes') return [provinceOf(livesIn)]
  const named = folded.split(/[、,;/\s]+/).flatMap((part) => findRegion(part) ?? [])
  return named.length > 0 ? [...new Set(named)].slice(0, 50) : null
}

/** 2012-06-30, 2012年6月, 201206, 2012.6 and 2012: a day, the first of the month or of the year where no other is named. Null for no date. */
export function readDay(text: string): string | null {
  const folded = text.normalize('NFKC').trim()
  const match =
    /^((?:19|20)\d{2})(?:年|[-/.])?(?:(\d{1,2})(?:月|[-/.]|$)(?:(\d{1,2})日?)?)?(?:T.*)?$/.exec(folded) ??
    /^((?:19|20)\d{2})(\d{2})(\d{2})?$/.exec(folded)
  if (!match) return null
  const [, year = '', month = '1', day = '1'] = match
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const date = new Date(`${iso}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : null
}

/** The day as a time: its beginning in China. */
export function startOfChinaDay(day: string): string {
  return `${day}T00:00:00+08:00`
}

/** The digits of the types that a text names (肢体, 听力残疾, 4类); more than one is 多重 as well. Null when it names none. */
export function readTypeDigits(text: string): ReadonlySet<string> | null {
  const folded = text.normalize('NFKC').replace(/\s/g, '')
  const named = disabilityTypes.filter(({ zh }) => folded.includes(zh)).map(({ digit }) => String(digit))
  const digit = /^([1-7])类?$/.exec(folded)?.[1]
  if (digit !== undefined) return new Set([digit])
  if (named.length === 0) return null
  return new Set(named.length > 1 ? ['7'] : named)
}

const gradeWords: readonly (readonly [number, RegExp])[] = [
  [1, /[一壹1Ⅰ]级/],
  [2, /[二贰两2Ⅱ]级/],
  [3, /[三叁3Ⅲ]级/],
  [4, /[四肆4Ⅳ]级/],
]

/** The digit of the grade that a text names: 三级, 叁级, 3. Null when it names none, or several. */
export function readGradeDigit(text: string): string | null {
  const folded = text.replace(/\s/g, '')
  const narrow = folded.normalize('NFKC')
  const digit = /^[1-4]$/.exec(narrow)?.[0] ?? ['一', '二', '三', '四'].indexOf(narrow) + 1
  if (typeof digit === 'string') return digit
  if (digit > 0) return String(digit)
  const named = gradeWords.filter(([, words]) => words.test(folded) || words.test(narrow)).map(([grade]) => grade)
  const [only] = named
  return named.length === 1 && disabilityGrades.some(({ grade }) => grade === only) ? String(only) : null
}
