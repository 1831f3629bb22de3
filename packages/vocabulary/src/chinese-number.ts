import { type FoldedText, foldText, rewrite } from './fold-text.ts'

const digits: Readonly<Record<string, number>> = valuesOf('零一二三四五六七八九', '〇壹贰叁肆伍陆柒捌玖', '  两')
const units: Readonly<Record<string, number>> = { 十: 10, 拾: 10, 百: 100, 佰: 100, 千: 1000, 仟: 1000, 万: 10_000 }

const measures = '名人个位家岁天元块年级小时'
const numerals = new RegExp(
  [
    // 一千七八百 is 1700-1800, 一万二三 12000-13000; 四千五六险一金 is neither.
    `(?<head>[一二两三四五六七八九]+[百千万])(?<first>[一二三四五六七八])(?<second>[二三四五六七八九])(?<tail>[百千十]?)(?![一二两三四五六七八九十百千万险休金班])`,
    // 四五千 is "four to five thousand", 五六十 likewise, and 三四名 three to four.
    `(?<low>[一二两三四五六七八])(?<high>[二三四五六七八九])(?:(?<step>[十百千万])(?![一二两三四五六七八九])|(?=[多余来]?[${measures.replace('级', '')}]))`,
    // 3千, 1.5万, 2万5; 5千3险 is five thousand and three insurances.
    String.raw`(?<mixed>\d+(?:\.\d+)?[十百千万]+(?:\d+[十百千]+)*(?:\d{1,4}(?![\d.险金休班岁人名个]))?)`,
    // 260一天 keeps its 一: it counts the day.
    '(?<word>(?<!\\d)[零〇一二两三四五六七八九十百千万]+|[壹贰叁肆伍陆柒捌玖拾][零壹贰叁肆伍陆柒捌玖拾佰仟万]+)',
  ].join('|'),
  'g',
)

/** Replaces Chinese numerals in a text by digits: 三千二 is 3200, 一万五 15000, 四五千 4000-5000, 两万五千 25000, 2万5 25000. */
export function withDigits(text: string): string {
  return text.replace(numerals, (...found) => figureOf(found.at(-1) as Groups))
}

/** The same on a folded text, so that spans lead back to the numeral. */
export function foldDigits(folded: FoldedText): FoldedText {
  return rewrite(folded, numerals, ({ groups }) => figureOf(groups as Groups))
}

/** Folds a text and writes its numerals in digits. */
export function foldWithDigits(text: string): FoldedText {
  return foldDigits(foldText(text))
}

type Groups = Readonly<Partial<Record<'head' | 'first' | 'second' | 'tail' | 'low' | 'high' | 'step' | 'mixed' | 'word', string>>>

function figureOf({ head, first = '', second = '', tail = '', low = '', high = '', step = '', mixed, word }: Groups): string {
  if (head !== undefined) return tailRange(head, [first, second], tail)
  if (mixed !== undefined) return String(mixedValue(mixed))
  if (word !== undefined) return isPlaces(word) ? Array.from(word, (digit) => digits[digit]).join('') : String(valueOf(word))
  const [from, to] = [valueOf(low), valueOf(high)]
  // 三五个 is an idiom for a few; other pairs that are not neighbours are two figures.
  if (to === from + 1 || low + high === '三五') return `${valueOf(low + step)}-${valueOf(high + step)}`
  return step === '' ? `${from}${to}` : String(valueOf(low + high + step))
}

/** 一千七八百: both figures stand behind the same head; others than neighbours are one numeral. */
function tailRange(head: string, [first, second]: readonly [string, string], tail: string): string {
  const isRange = valueOf(second) === valueOf(first) + 1
  return isRange ? `${valueOf(head + first + tail)}-${valueOf(head + second + tail)}` : String(valueOf(head + first + second + tail))
}

/** 二〇二六, 一二三: digits without a unit, one place each. */
function isPlaces(word: string): boolean {
  return word.length > 1 && Array.from(word).every((digit) => digits[digit] !== undefined)
}

function mixedValue(text: string): number {
  let total = 0
  let last = 10
  for (const [, figure = '', unitWords = ''] of text.matchAll(/(\d+(?:\.\d+)?)([十百千万]*)/g)) {
    const unit = Array.from(unitWords).reduce((product, word) => product * (units[word] ?? 1), 1)
    total += Number(figure) * (unitWords !== '' ? unit : figure.length === 1 ? last / 10 : 1)
    last = unit
  }
  return Math.round(total * 100) / 100
}

/** The value of one numeral. A last digit without its unit is one step below the last unit: 三千二 is 3200, 一百零二 is 102. */
function valueOf(word: string): number {
  let total = 0
  let section = 0
  let digit = 0
  let step = 1
  for (const character of word) {
    const unit = units[character]
    if (unit === undefined) {
      digit = digits[character] ?? 0
      if (character === '零' || character === '〇') step = 1
      continue
    }
    if (unit === units['万']) total = (total + section + digit || 1) * unit
    else section += (digit || 1) * unit
    if (unit === units['万']) section = 0
    digit = 0
    step = unit / 10
  }
  return total + section + digit * step
}

function valuesOf(...rows: readonly string[]): Record<string, number> {
  const pairs = rows.flatMap((row) => Array.from(row, (word, value) => [word, value] as const))
  return Object.fromEntries(pairs.filter(([word]) => word !== ' '))
}
