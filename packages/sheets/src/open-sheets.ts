import { defaultLimits, type SheetLimits } from './limits.ts'
import { readCsv } from './read-csv.ts'
import { readJsonArray, readJsonDocument, readNdjson } from './read-json.ts'
import { readXls } from './read-xls.ts'
import { readXlsx } from './read-xlsx.ts'
import type { SheetEvent } from './sheet-event.ts'
import { SheetProblem } from './sheet-problem.ts'
import { type SourceHints, type SourceKind, sniff } from './sniff.ts'

export interface OpenOptions extends SourceHints {
  readonly limits?: Partial<SheetLimits>
}

type Pieces = AsyncIterable<Uint8Array | string>

const headBytes = 65_536

const readers: Record<SourceKind, (source: AsyncGenerator<Buffer>, limits: SheetLimits) => AsyncGenerator<SheetEvent>> = {
  xlsx: (source, limits) => readWhole(source, limits.maxFileBytes, (bytes) => readXlsx(bytes, limits)),
  xls: (source, limits) => readWhole(source, limits.maxFileBytes, (bytes) => readXls(bytes, limits)),
  json_document: (source, limits) => readWhole(source, limits.maxFileBytes, (bytes) => readJsonDocument(bytes, limits)),
  csv: (source, limits) => readCsv(bounded(source, limits.maxTextBytes), limits),
  ndjson: (source, limits) => readNdjson(bounded(source, limits.maxTextBytes), limits),
  json_array: (source, limits) => readJsonArray(bounded(source, limits.maxTextBytes), limits),
}

/**
 * Reads a file an organiser sent (XLSX, XLS, CSV, NDJSON, JSON, JSON-LD; told apart by content) as a flow of events: the file, its sheets, their
 * rows as texts or its objects. Memory stays flat but for a workbook's packed bytes and its table of shared strings.
 *
 * Throws `SheetProblem`, and nothing else for whatever the file holds; an error of the stream itself passes through. A row that cannot be read
 * is an event and the file goes on. Leaving the loop early closes the stream.
 */
export async function* openSheets(stream: Pieces, { limits: given, ...hints }: OpenOptions = {}): AsyncGenerator<SheetEvent> {
  const limits = { ...defaultLimits, ...given }
  const source = buffers(stream)
  try {
    const head = await takeHead(source)
    yield* readers[sniff(head, hints)](follow(head, source), limits)
  } finally {
    await source.return(undefined)
  }
}

async function* readWhole(
  source: AsyncIterable<Buffer>,
  limit: number,
  read: (bytes: Buffer) => AsyncGenerator<SheetEvent>,
): AsyncGenerator<SheetEvent> {
  const pieces: Buffer[] = []
  for await (const piece of bounded(source, limit)) pieces.push(piece)
  yield* read(Buffer.concat(pieces))
}

async function* bounded(source: AsyncIterable<Buffer>, limit: number): AsyncGenerator<Buffer> {
  let size = 0
  for await (const piece of source) {
    size += piece.length
    if (size > limit) throw new SheetProblem('file_too_large', { limit })
    yield piece
  }
}

async function* buffers(stream: Pieces): AsyncGenerator<Buffer> {
  for await (const piece of stream)
    yield typeof piece === 'string' ? Buffer.from(piece) : Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
}

async function takeHead(source: AsyncGenerator<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = []
  let size = 0
  while (size < headBytes) {
    const { done, value } = await source.next()
    if (done) break
    pieces.push(value)
    size += value.length
  }
  return Buffer.concat(pieces)
}

async function* follow(head: Buffer, source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield head
  yield* source
}
