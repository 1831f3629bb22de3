/** A heading or mark as it is compared: NFKC, without any white space or zero-width characters, lower case, brackets half-width. */
export function foldHeading(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/[\s\u200b-\u200f\u2060\ufeff]/g, '')
    .toLowerCase()
}

const totalRow = /^(本页|本表|全部|以上)?(合计|总计|小计|共计|总数|累计|total|subtotal|grandtotal|sum)([:：;,，。(（\d人个名].*)?$/
const noteRow =
  /^(注|附注|备注|说明|填表说明|填报说明|填表人|填报人|填报单位|填表日期|填报日期|制表|制表人|审核|审核人|负责人|单位负责人|单位盖章|\(?盖章\)?)([:：.、(（\d].*|$)/

/** 合计, 总计, 小计: a row whose first text says that it sums up others. */
export function isTotalRow(cells: readonly string[]): boolean {
  return totalRow.test(foldHeading(firstText(cells)))
}

/** A line under or over the table (注：…, 填表人：…): one text, or one repeated by merged cells, that opens with such a word. */
export function isNoteRow(cells: readonly string[]): boolean {
  const texts = distinctTexts(cells)
  const [first = ''] = texts
  return noteRow.test(foldHeading(first)) && (texts.length === 1 || /[:：]/.test(first))
}

export function isBlankRow(cells: readonly string[]): boolean {
  return firstText(cells) === ''
}

/** The texts of a row, each once, however many merged cells repeat it. */
export function distinctTexts(cells: readonly string[]): string[] {
  return [...new Set(cells.map((cell) => cell.trim()).filter((cell) => cell !== ''))]
}

function firstText(cells: readonly string[]): string {
  return cells.find((cell) => cell.trim() !== '') ?? ''
}
