import { decodeText } from './decode-text.ts'
import { arrayReader, type ItemReader, type JsonText, lineReader, parseObject } from './json-items.ts'
import { isLinkedData, jobPostingsOf } from './json-ld.ts'
import type { SheetLimits } from './limits.ts'
import type { RecordEvent, SheetEvent } from './sheet-event.ts'
import { SheetProblem } from './sheet-problem.ts'
import { rowCounter } from './tell-rows.ts'

/** One object a line, flowing through; a line that is none is a problem of its row. */
export async function* readNdjson(pieces: AsyncIterable<Buffer>, limits: SheetLimits): AsyncGenerator<SheetEvent> {
  yield* readItems(pieces, limits, { format: 'ndjson', reader: lineReader(limits) })
}

/** The objects of one array, flowing through. */
export async function* readJsonArray(pieces: AsyncIterable<Buffer>, limits: SheetLimits): AsyncGenerator<SheetEvent> {
  yield* readItems(pieces, limits, { format: 'json', reader: arrayReader(limits) })
}

/** One object, held whole: a posting, or linked data with the postings in it. Throws `no_postings` for linked data without any. */
export async function* readJsonDocument(bytes: Buffer, limits: SheetLimits): AsyncGenerator<SheetEvent> {
  const { encoding, text } = await decodeText(oneOf(bytes))
  yield { kind: 'file', format: 'json', encoding }
  let document = ''
  for await (const piece of text) document += piece
  const value = parseObject({ row: 1, text: document }, limits)
  if (value instanceof SheetProblem) throw value
  const records = recordsOf(value)
  if (records.length === 0) throw new SheetProblem('no_postings')
  const count = rowCounter(limits.maxRows)
  for (const [index, record] of records.entries()) {
    count({ row: index + 1 })
    yield { kind: 'record', row: index + 1, ...record }
  }
}

async function* readItems(
  pieces: AsyncIterable<Buffer>,
  limits: SheetLimits,
  { format, reader }: { format: 'ndjson' | 'json'; reader: ItemReader },
): AsyncGenerator<SheetEvent> {
  const { encoding, text } = await decodeText(pieces)
  const count = rowCounter(limits.maxRows)
  const tell = (items: readonly JsonText[]) => tellItems(items, limits, count)
  try {
    yield { kind: 'file', format, encoding }
    for await (const piece of text) yield* tell(reader.write(piece))
    yield* tell(reader.end())
  } finally {
    await text.return(undefined)
  }
}

function* tellItems(items: readonly JsonText[], limits: SheetLimits, count: ReturnType<typeof rowCounter>): Generator<SheetEvent> {
  for (const item of items) {
    const { row } = item
    count({ row })
    const value = parseObject(item, limits)
    if (value instanceof SheetProblem) yield { kind: 'problem', row, problem: value }
    else {
      const records = recordsOf(value)
      if (records.length === 0) yield { kind: 'problem', row, problem: new SheetProblem('no_postings', { row }) }
      for (const record of records) yield { kind: 'record', row, ...record }
    }
  }
}

function recordsOf(value: Record<string, unknown>): Pick<RecordEvent, 'shape' | 'value'>[] {
  if (!isLinkedData(value)) return [{ shape: 'plain', value }]
  return jobPostingsOf(value).map((posting) => ({ shape: 'job_posting', value: posting }))
}

async function* oneOf(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}
