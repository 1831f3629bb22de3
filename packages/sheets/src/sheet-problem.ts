import { columnName } from './cell-name.ts'

/** Where in a file something is wrong. Row from 1, column from 0. */
export interface SheetPlace {
  readonly sheet?: string | undefined
  readonly row?: number | undefined
  readonly column?: number | undefined
}

interface Wording {
  readonly zh: string
  readonly en: string
}

const number = (value: number | undefined) => (value ?? 0).toLocaleString('en-US')
const size = (bytes: number | undefined) => `${Math.round((bytes ?? 0) / 104_857.6) / 10} MiB`

/** Every way a file can be refused, whole or by the row. `limit` is the bound that was met, `found` what was there. */
const wordings = {
  empty_file: () => ({ zh: '文件是空的', en: 'The file is empty' }),
  unknown_type: (_, found) => ({
    zh: `不支持的文件类型${found ? `（${found}）` : ''}，请上传 .xlsx、.xls、.csv、.ndjson 或 .json`,
    en: `This type of file is not read${found ? ` (${found})` : ''}; send .xlsx, .xls, .csv, .ndjson or .json`,
  }),
  not_a_workbook: (_, found) => ({
    zh: `不是 Excel 工作簿${found ? `（${found}）` : ''}，请在 Excel 中另存为 .xlsx`,
    en: `This is not an Excel workbook${found ? ` (${found})` : ''}; save it as .xlsx in Excel`,
  }),
  encrypted: () => ({
    zh: '文件有密码，请去掉密码后重新上传',
    en: 'The file is protected by a password; remove it and send the file again',
  }),
  damaged: (_, found) => ({
    zh: `文件不完整或已损坏${found ? `（${found}）` : ''}，请重新保存后上传`,
    en: `The file is incomplete or damaged${found ? ` (${found})` : ''}; save it again and send it again`,
  }),
  file_too_large: (limit) => ({ zh: `文件超过 ${size(limit)}`, en: `The file is over ${size(limit)}` }),
  xls_too_large: (limit) => ({
    zh: `.xls 文件超过 ${size(limit)}，请另存为 .xlsx 后上传`,
    en: `The .xls file is over ${size(limit)}; save it as .xlsx and send that`,
  }),
  zip_bomb: (limit, found) => ({
    zh: `解压后的内容过大${found ? `（${found}）` : ''}，上限 ${number(limit)}`,
    en: `Unpacked, the file is out of all proportion${found ? ` (${found})` : ''}; the limit is ${number(limit)}`,
  }),
  entities_refused: () => ({
    zh: '文件含有外部实体或文档类型声明，出于安全不予读取',
    en: 'The file declares a document type or entities, which are not read, for safety',
  }),
  too_deep: (limit) => ({ zh: `嵌套超过 ${number(limit)} 层`, en: `It is nested more than ${number(limit)} levels deep` }),
  too_slow: () => ({ zh: '读取超时，请另存为 .xlsx 后上传', en: 'Reading took too long; save it as .xlsx and send that' }),
  too_many_sheets: (limit) => ({ zh: `工作表超过 ${number(limit)} 个`, en: `There are more than ${number(limit)} sheets` }),
  too_many_rows: (limit) => ({
    zh: `超过 ${number(limit)} 行，请分成几个文件上传`,
    en: `There are more than ${number(limit)} rows; send them in several files`,
  }),
  too_many_columns: (limit) => ({ zh: `超过 ${number(limit)} 列`, en: `There are more than ${number(limit)} columns` }),
  cell_too_long: (limit) => ({ zh: `单元格超过 ${number(limit)} 个字`, en: `A cell is longer than ${number(limit)} characters` }),
  row_too_long: (limit) => ({ zh: `一行超过 ${number(limit)} 个字`, en: `A row is longer than ${number(limit)} characters` }),
  bad_character: () => ({
    zh: '含有不能保存的字符（空字符或残缺字符），请删除',
    en: 'It has a character that cannot be kept (NUL or half a surrogate pair); remove it',
  }),
  unclosed_quote: () => ({ zh: '双引号没有闭合', en: 'A quotation mark is not closed' }),
  wrong_encoding: (_, found) => ({
    zh: `文字编码有误（按 ${found} 读取），请另存为 UTF-8 编码`,
    en: `The text is not valid ${found}; save it as UTF-8`,
  }),
  invalid_json: (_, found) => ({
    zh: `不是有效的 JSON${found ? `（${found}）` : ''}`,
    en: `This is not valid JSON${found ? ` (${found})` : ''}`,
  }),
  not_an_object: () => ({ zh: '应为一个 JSON 对象', en: 'A JSON object is expected here' }),
  no_postings: () => ({ zh: '文件里没有 JobPosting', en: 'The file holds no JobPosting' }),
} satisfies Record<string, (limit: number | undefined, found: string | undefined) => Wording>

export type SheetProblemCode = keyof typeof wordings

export interface SheetProblemDetail extends SheetPlace {
  readonly limit?: number | undefined
  readonly found?: string | undefined
  readonly cause?: unknown
}

/** The one error of this package. `zh` and `en` say the place, what is wrong and what helps; they quote nothing of the file's content. */
export class SheetProblem extends Error {
  readonly code: SheetProblemCode
  readonly sheet: string | undefined
  readonly row: number | undefined
  readonly column: number | undefined
  readonly zh: string
  readonly en: string
  readonly #detail: SheetProblemDetail

  constructor(code: SheetProblemCode, detail: SheetProblemDetail = {}) {
    const { sheet, row, column, limit, found, cause } = detail
    const wording = wordings[code](limit, found)
    super(code, cause === undefined ? undefined : { cause })
    this.name = 'SheetProblem'
    this.code = code
    this.sheet = sheet
    this.row = row
    this.column = column
    this.zh = placeZh({ sheet, row, column }) + wording.zh
    this.en = placeEn({ sheet, row, column }) + wording.en
    this.message = this.en
    this.#detail = detail
  }

  /** The same problem with more of its place known. */
  at(place: SheetPlace): SheetProblem {
    return new SheetProblem(this.code, { ...this.#detail, ...place })
  }
}

function placeZh({ sheet, row, column }: SheetPlace): string {
  const parts = [sheet ? `工作表“${sheet}”` : '', row ? `第 ${row} 行` : '', column === undefined ? '' : `${columnName(column)} 列`]
  const place = parts.filter(Boolean).join(' ')
  return place ? `${place}：` : ''
}

function placeEn({ sheet, row, column }: SheetPlace): string {
  const parts = [sheet ? `sheet "${sheet}"` : '', row ? `row ${row}` : '', column === undefined ? '' : `column ${columnName(column)}`]
  const place = parts.filter(Boolean).join(', ')
  return place ? `${place}: ` : ''
}
