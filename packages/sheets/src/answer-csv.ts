import type { AnswerLine } from './answer.ts'
import { type CsvRecord, csvReader } from './csv.ts'
import { decodeText } from './decode-text.ts'
import { findDelimiter } from './delimiter.ts'
import type { SheetLimits } from './limits.ts'

/** The text as it was, in UTF-8 with its mark, and two fields behind the rows that have an answer; ragged rows are filled up so that they align. */
export async function answerCsv(original: Buffer, lines: ReadonlyMap<number, AnswerLine>, limits: SheetLimits): Promise<Buffer> {
  let text = ''
  for await (const piece of (await decodeText(oneOf(original))).text) text += piece
  const { delimiter, hint } = findDelimiter(text.slice(0, 32_768))
  const table = text.slice(hint.length)
  const reader = csvReader(delimiter, limits)
  const records = [...reader.write(table), ...reader.end()]
  const width = records.reduce((most, { fields }) => Math.max(most, fields.length), 0)

  let written = `\ufeff${hint}`
  let at = 0
  for (const record of records) {
    const line = lines.get(record.row)
    written += table.slice(at, record.end)
    if (line) written += closing(record) + delimiter.repeat(width - record.fields.length) + fieldsOf(line, delimiter)
    at = record.end
  }
  return Buffer.from(written + table.slice(at))
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
