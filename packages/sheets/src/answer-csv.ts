import { type AnswerLine, answeredColumn } from './answer.ts'
import { type CsvRecord, csvReader } from './csv.ts'
import { decodeText } from './decode-text.ts'
import { findDelimiter } from './delimiter.ts'
import type { SheetLimits } from './limits.ts'

/**
 * The text as it was, in UTF-8 with its mark, and two fields behind the rows that have an answer; ragged rows are filled up so that they align. Where the
 * last two fields are ours from an earlier answer, the new ones take their place.
 */
export async function answerCsv(original: Buffer, lines: ReadonlyMap<number, AnswerLine>, limits: SheetLimits): Promise<Buffer> {
  let text = ''
  for await (const piece of (await decodeText(oneOf(original))).text) text += piece
  const { delimiter, hint } = findDelimiter(text.slice(0, 32_768))
  const table = text.slice(hint.length)
  const reader = csvReader(delimiter, limits)
  const records = [...reader.write(table), ...reader.end()]
  const answered = records.map(({ row, fields }) => endOfHers(answeredColumn(lines, row, fields), fields)).find((column) => column !== null)
  const width = answered ?? records.reduce((most, { fields }) => Math.max(most, fields.length), 0)

  let written = `\ufeff${hint}`
  let at = 0
  for (const record of records) {
    const line = lines.get(record.row)
    const own = table.slice(at, record.end)
    if (line && record.fields.length > width) {
      const start = record.start - at
      written += own.slice(0, start) + firstFields(own.slice(start), delimiter, width) + fieldsOf(line, delimiter)
    } else if (line) written += own + closing(record) + delimiter.repeat(width - record.fields.length) + fieldsOf(line, delimiter)
    else written += own
    at = record.end
  }
  return Buffer.from(written + table.slice(at))
}

/** Only at the end of a line, or something of hers would stand behind them. */
function endOfHers(column: number | null, fields: readonly string[]): number | null {
  return column !== null && column + 2 === fields.length ? column : null
}

/** The first fields of a record as they are written. */
function firstFields(record: string, delimiter: string, count: number): string {
  let at = 0
  for (let field = 0; field < count; field += 1) {
    const next = record.indexOf(delimiter, endOfQuotes(record, at))
    if (next < 0) return record
    at = next + 1
  }
  return record.slice(0, at - 1)
}

/** Behind the closing quotation mark of a field that begins with one. */
function endOfQuotes(record: string, from: number): number {
  if (record[from] !== '"') return from
  let at = record.indexOf('"', from + 1)
  while (at >= 0 && record[at + 1] === '"') at = record.indexOf('"', at + 2)
  return at < 0 ? record.length : at + 1
}

/** A quotation mark that was never closed would take our fields in. */
function closing({ problem }: CsvRecord): string {
  return problem?.code === 'unclosed_quote' ? '"' : ''
}

function fieldsOf({ status, explanation }: AnswerLine, delimiter: string): string {
  return [status, explanation].map((text) => `${delimiter}"${text.replaceAll('"', '""')}"`).join('')
}

async function* oneOf(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}
