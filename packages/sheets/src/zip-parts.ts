import { crc32, createInflateRaw } from 'node:zlib'
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl'
import type { SheetLimits } from './limits.ts'
import { SheetProblem } from './sheet-problem.ts'

/** One file of a package as it lies there: still packed. */
export interface ZipPart {
  readonly name: string
  readonly packed: Buffer
  /** 0 stored, 8 deflated. */
  readonly method: number
  readonly crc: number
  readonly size: number
}

export type ZipParts = ReadonlyMap<string, ZipPart>

const ratioFloorBytes = 16 * 1_048_576
const maxParts = 10_000
const chunkBytes = 65_536

/**
 * The directory of a package; nothing is unpacked. Names are looked up without regard to case, as Excel does. Throws `damaged`, `encrypted`, or
 * `zip_bomb` by what the directory itself declares.
 */
export async function readZipParts(bytes: Buffer, limits: SheetLimits): Promise<ZipParts> {
  const parts = new Map<string, ZipPart>()
  try {
    const zip = await fromBufferPromise(bytes, { autoClose: false })
    zip.on('error', () => {})
    if (zip.entryCount > maxParts) throw new SheetProblem('zip_bomb', { limit: maxParts })
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue
      const part = await partOf(zip, entry, bytes)
      // Two parts of one name: what we check might not be what another program opens.
      if (parts.has(part.name.toLowerCase())) throw new SheetProblem('damaged', { found: 'zip' })
      parts.set(part.name.toLowerCase(), part)
    }
  } catch (cause) {
    throw cause instanceof SheetProblem ? cause : new SheetProblem('damaged', { found: 'zip', cause })
  }
  refuseBomb([...parts.values()], limits)
  return parts
}

async function partOf(zip: ZipFile, entry: Entry, bytes: Buffer): Promise<ZipPart> {
  if (entry.isEncrypted()) throw new SheetProblem('encrypted')
  if (!entry.canDecodeFileData()) throw new SheetProblem('damaged', { found: 'zip' })
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true })
  const packed = bytes.subarray(fileDataStart, fileDataStart + entry.compressedSize)
  if (packed.length !== entry.compressedSize) throw new SheetProblem('damaged', { found: 'zip' })
  return { name: entry.fileName, packed, method: entry.compressionMethod, crc: entry.crc32, size: entry.uncompressedSize }
}

function refuseBomb(parts: readonly ZipPart[], { maxUnpackedBytes, maxRatio }: SheetLimits): void {
  const unpacked = parts.reduce((sum, { size }) => sum + size, 0)
  if (unpacked > maxUnpackedBytes) throw new SheetProblem('zip_bomb', { limit: maxUnpackedBytes, found: `${unpacked}` })
  for (const { size, packed } of parts) {
    if (size > ratioFloorBytes && size > packed.length * maxRatio) throw new SheetProblem('zip_bomb', { limit: maxRatio })
  }
}

/** Unpacks one part piece by piece and holds it to the size and checksum its directory gave. Throws `damaged`. */
export async function* unpack(part: ZipPart): AsyncGenerator<Buffer> {
  let size = 0
  let crc = 0
  try {
    for await (const piece of pieces(part)) {
      size += piece.length
      if (size > part.size) break
      crc = crc32(piece, crc)
      yield piece
    }
  } catch (cause) {
    throw new SheetProblem('damaged', { found: 'zip', cause })
  }
  if (size !== part.size || crc !== part.crc) throw new SheetProblem('damaged', { found: 'zip' })
}

function pieces({ packed, method }: ZipPart): AsyncIterable<Buffer> | Iterable<Buffer> {
  if (method === 0) return slices(packed)
  const inflate = createInflateRaw({ chunkSize: chunkBytes })
  inflate.end(packed)
  return inflate
}

function* slices(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes)
}
