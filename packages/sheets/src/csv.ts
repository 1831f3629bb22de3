import type { SheetLimits } from './limits.ts'
import { SheetProblem } from './sheet-problem.ts'

export interface CsvRecord {
  /** From 1; blank lines count, as they do in Excel. */
  readonly row: number
  readonly fields: string[]
  /** Where it stands in the text, without its line end, in UTF-16 units. */
  readonly start: number
  readonly end: number
  readonly problem?: SheetProblem
}

export interface CsvReader {
  /** The records that are complete with this piece. */
  write: (text: string) => CsvRecord[]
  /** The last record, when no line end stood behind it. */
  end: () => CsvRecord[]
}

type CsvLimits = Pick<SheetLimits, 'maxCellCharacters' | 'maxRowCharacters' | 'maxColumns'>

const quote = 0x22
const lineFeed = 0x0a
const carriageReturn = 0x0d

/**
 * RFC 4180 as people write it: any line end, quotes only where a field begins with one, text behind a closing quote kept. Pieces may be cut
 * anywhere. A field over its limit is let go while it is read, so that an unclosed quote cannot gather the rest of the file.
 */
export function csvReader(delimiter: string, limits: CsvLimits): CsvReader {
  const record = recordGatherer(limits)
  const fields = fieldReader(delimiter.charCodeAt(0), record)
  let wasReturn = false
  let offset = 0

  const endLine = (at: number, code: number) => {
    record.endRecord(offset + at)
    record.begin(offset + at + 1)
    wasReturn = code === carriageReturn
    fields.begin()
  }
  return {
    write: (text) => {
      for (let at = 0; at < text.length; ) {
        const code = text.charCodeAt(at)
        const isSecondOfPair = wasReturn && code === lineFeed
        wasReturn = false
        if (isSecondOfPair) record.begin(offset + ++at)
        else if ((code === lineFeed || code === carriageReturn) && !fields.isQuoted()) endLine(at++, code)
        else at = fields.read(text, at)
      }
      offset += text.length
      return record.take()
    },
    end: () => {
      if (fields.isQuoted()) record.fail('unclosed_quote', undefined)
      if (!fields.isAtBegin() || record.hasFields()) record.endRecord(offset)
      return record.take()
    },
  }
}

/** Reads within a line: the fields and their quotes. */
function fieldReader(separator: number, record: ReturnType<typeof recordGatherer>) {
  let state: 'begin' | 'plain' | 'quoted' | 'closing' = 'begin'
  const quoted = (text: string, at: number): number => {
    const close = text.indexOf('"', at)
    record.add(text.slice(at, close < 0 ? text.length : close))
    if (close < 0) return text.length
    state = 'closing'
    return close + 1
  }
  return {
    begin: () => {
      state = 'begin'
    },
    isQuoted: () => state === 'quoted',
    isAtBegin: () => state === 'begin',
    /** Takes one piece of a field and gives where the next begins. */
    read: (text: string, at: number): number => {
      if (state === 'quoted') return quoted(text, at)
      const code = text.charCodeAt(at)
      if (code === separator) {
        record.endField()
        state = 'begin'
        return at + 1
      }
      if (code === quote && state !== 'plain') {
        if (state === 'closing') record.add('"')
        else record.openQuote()
        state = 'quoted'
        return at + 1
      }
      state = 'plain'
      const stop = endOfPlain(text, at, separator)
      record.add(text.slice(at, stop))
      return stop
    },
  }
}

function endOfPlain(text: string, from: number, separator: number): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === separator || code === lineFeed || code === carriageReturn) return at
  }
  return text.length
}

function recordGatherer(limits: CsvLimits) {
  let done: CsvRecord[] = []
  let row = 1
  let start = 0
  let fields: string[] = []
  let field = ''
  let characters = 0
  let problem: SheetProblem | undefined
  let quotedFrom = 0

  const fail = (code: 'cell_too_long' | 'row_too_long' | 'too_many_columns' | 'unclosed_quote', limit: number | undefined) => {
    if (problem && code !== 'unclosed_quote') return
    problem = new SheetProblem(code, { row, column: code === 'unclosed_quote' ? quotedFrom : fields.length, limit })
  }
  return {
    take: () => {
      const records = done
      done = []
      return records
    },
    begin: (at: number) => {
      start = at
    },
    openQuote: () => {
      quotedFrom = fields.length
    },
    hasFields: () => fields.length > 0,
    fail,
    add: (text: string) => {
      characters += text.length
      if (field.length + text.length > limits.maxCellCharacters) fail('cell_too_long', limits.maxCellCharacters)
      else if (characters > limits.maxRowCharacters) fail('row_too_long', limits.maxRowCharacters)
      else if (!problem) field += text
    },
    endField: () => {
      if (fields.length < limits.maxColumns) fields.push(field)
      else if (field.trim() !== '') fail('too_many_columns', limits.maxColumns)
      field = ''
    },
    endRecord(end: number) {
      this.endField()
      done.push(problem ? { row, fields, start, end, problem } : { row, fields, start, end })
      row += 1
      fields = []
      characters = 0
      problem = undefined
    },
  }
}
