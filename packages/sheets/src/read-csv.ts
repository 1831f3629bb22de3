import { type CsvRecord, csvReader } from './csv.ts'
import { decodeText } from './decode-text.ts'
import { findDelimiter } from './delimiter.ts'
import type { SheetLimits } from './limits.ts'
import type { SheetEvent } from './sheet-event.ts'
import { SheetProblem } from './sheet-problem.ts'
import { isStorable } from './storable.ts'
import { rowCounter } from './tell-rows.ts'

const sampleCharacters = 32_768

/** A CSV as one sheet without a name, flowing through. */
export async function* readCsv(pieces: AsyncIterable<Buffer>, limits: SheetLimits): AsyncGenerator<SheetEvent> {
  const { encoding, text } = await decodeText(pieces)
  try {
    const { delimiter, rest } = await openCsv(text)
    yield { kind: 'file', format: 'csv', encoding, delimiter }
    yield { kind: 'sheet', sheet: 0, name: '' }
    const reader = csvReader(delimiter, limits)
    const tell = recordTeller(limits)
    for await (const piece of rest) yield* tell(reader.write(piece))
    yield* tell(reader.end())
  } finally {
    await text.return(undefined)
  }
}

/** Looks at the beginning for the delimiter and gives it back with the whole text, `sep=` hint left out. */
async function openCsv(text: AsyncGenerator<string>): Promise<{ delimiter: string; rest: AsyncIterable<string> }> {
  let sample = ''
  while (sample.length < sampleCharacters) {
    const { done, value } = await text.next()
    if (done) break
    sample += value
  }
  const { delimiter, hint } = findDelimiter(sample)
  return { delimiter, rest: follow(sample.slice(hint.length), text) }
}

async function* follow(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first
  yield* rest
}

function recordTeller(limits: SheetLimits): (records: readonly CsvRecord[]) => Generator<SheetEvent> {
  const count = rowCounter(limits.maxRows)
  return function* (records) {
    for (const { row, fields, problem } of records) {
      const isBlank = !problem && fields.every((field) => field.trim() === '')
      if (isBlank) continue
      count({ row })
      const column = problem ? -1 : fields.findIndex((field) => !isStorable(field))
      if (problem) yield { kind: 'problem', sheet: 0, row, problem }
      else if (column >= 0) yield { kind: 'problem', sheet: 0, row, problem: new SheetProblem('bad_character', { row, column }) }
      else yield { kind: 'row', sheet: 0, row, cells: fields }
    }
  }
}
