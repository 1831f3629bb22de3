const digits: Readonly<Record<string, number>> = { 零: 0, 〇: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 }
const units: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000, 万: 10_000 }

const numeral = /[零〇一二两三四五六七八九十百千万]+/g
// 四五千 is "four to five thousand"; 五六十 likewise.
const neighbours = /([一二两三四五六七八])([二三四五六七八九])([十百千万])(?![一二两三四五六七八九])/g

/** Replaces Chinese numerals in a text by digits: 三千二 is 3200, 一万五 15000, 四五千 4000-5000, 两万五千 25000. */
export function withDigits(text: string): string {
  return text
    .replace(neighbours, (_, low: string, high: string, unit: string) => `${valueOf(low + unit)}-${valueOf(high + unit)}`)
    .replace(/(?<=\d)[十百千万]+/g, (unit) => `×${valueOf(`一${unit}`)}`)
    .replace(numeral, (word, at: number, whole: string) => (whole.charAt(at - 1) === '×' ? word : String(valueOf(word))))
    .replace(/(\d+(?:\.\d+)?)×(\d+)/g, (_, amount: string, unit: string) => String(Math.round(Number(amount) * Number(unit))))
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
