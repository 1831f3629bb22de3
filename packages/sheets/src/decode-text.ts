import { isAscii, isUtf8 } from 'node:buffer'
import type { TextEncoding } from './sheet-event.ts'
import { SheetProblem } from './sheet-problem.ts'

export interface DecodedText {
  /** Of what was looked at: plain ASCII so far counts as UTF-8. */
  readonly encoding: TextEncoding
  /** Without a byte order mark. Throws `wrong_encoding` where the bytes are not of the encoding. */
  readonly text: AsyncGenerator<string>
}

const sampleBytes = 65_536
const marks: readonly (readonly [TextEncoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
]

/**
 * Tells UTF-8 from GB18030 by the bytes: a mark decides, else whether the first 64 KiB from the first byte beyond ASCII on are UTF-8, which Chinese
 * in GB18030 practically never is. ASCII in front of it flows through undecided.
 */
export async function decodeText(pieces: AsyncIterable<Buffer>): Promise<DecodedText> {
  const source = pieces[Symbol.asyncIterator]()
  const sample = await gather(source, Buffer.alloc(0))
  const mark = marks.find(([, bytes]) => bytes.every((byte, index) => sample[index] === byte))
  const encoding = mark?.[0] ?? (isAscii(sample) ? null : guess(sample))
  return { encoding: encoding ?? 'utf-8', text: decode(source, sample, encoding) }
}

async function* decode(source: AsyncIterator<Buffer>, sample: Buffer, known: TextEncoding | null): AsyncGenerator<string> {
  let encoding = known
  let decoder = encoding ? decoderOf(encoding) : null
  try {
    for (let piece: Buffer | null = sample; piece; piece = await nextOf(source)) {
      if (!decoder && !isAscii(piece)) {
        piece = await gather(source, piece)
        encoding = guess(piece)
        decoder = decoderOf(encoding)
      }
      yield decoder ? decoder.decode(piece, { stream: true }) : piece.toString('latin1')
    }
    if (decoder) yield decoder.decode()
  } catch (cause) {
    throw isDecodeError(cause) ? new SheetProblem('wrong_encoding', { found: encoding?.toUpperCase(), cause }) : cause
  } finally {
    await source.return?.()
  }
}

function guess(bytes: Buffer): TextEncoding {
  return isUtf8(withoutCutEnd(bytes)) ? 'utf-8' : 'gb18030'
}

/** A sample may end inside a character: at most three bytes belong to one that is not complete. A whole file ends where it ends. */
function withoutCutEnd(bytes: Buffer): Buffer {
  if (bytes.length < sampleBytes) return bytes
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return bytes
    if (byte >= 0xc0) return bytes.subarray(0, bytes.length - back)
  }
  return bytes
}

function decoderOf(encoding: TextEncoding): TextDecoder {
  return new TextDecoder(encoding, { fatal: true })
}

function isDecodeError(error: unknown): boolean {
  return error instanceof TypeError && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
}

async function gather(source: AsyncIterator<Buffer>, first: Buffer): Promise<Buffer> {
  const pieces = [first]
  let size = first.length
  while (size < sampleBytes) {
    const piece = await nextOf(source)
    if (!piece) break
    pieces.push(piece)
    size += piece.length
  }
  return Buffer.concat(pieces)
}

async function nextOf(source: AsyncIterator<Buffer>): Promise<Buffer | null> {
  const { done, value } = await source.next()
  return done ? null : value
}
