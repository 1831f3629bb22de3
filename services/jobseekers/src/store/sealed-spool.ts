import { createHmac, randomUUID } from 'node:crypto'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Keyring } from './identity-keys.ts'
import { sealPiece, type UploadKey } from './upload-cipher.ts'

export interface SealedSpool extends AsyncDisposable {
  /** Of the file as it was sent. */
  bytes: number
  /** HMAC of the file under each key that is configured, the current one first: tells the same file, and nothing of it. */
  fingerprints: readonly Buffer[]
  /** The file, sealed, piece by piece. */
  pieces: () => AsyncGenerator<Buffer>
}

export class FileTooLarge extends Error {
  constructor(limit: number) {
    super(`the file is larger than ${limit} bytes`)
    this.name = 'FileTooLarge'
  }
}

const pieceBytes = 1024 * 1024

/**
 * Takes a stream to its end, so that a slow sender holds no transaction. What is written down meanwhile is sealed already, in a file without a
 * name; in plain there is one piece, in memory. Throws `FileTooLarge` as soon as the limit is passed.
 */
export async function sealedSpool(
  stream: Readable,
  { key, lookup, limit }: { key: UploadKey; lookup: Keyring; limit: number },
): Promise<SealedSpool> {
  const file = await openNameless()
  const hashes = lookup.map((named) => createHmac('sha256', named.key))
  const lengths: number[] = []
  let bytes = 0
  const write = async (plain: Buffer) => {
    const sealed = sealPiece(plain, lengths.length, key)
    lengths.push(sealed.length)
    await file.appendFile(sealed)
    plain.fill(0)
  }
  try {
    const cutter = createCutter(pieceBytes)
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > limit) throw new FileTooLarge(limit)
      for (const hash of hashes) hash.update(chunk)
      for (const piece of cutter.add(chunk)) await write(piece)
    }
    const rest = cutter.rest()
    if (rest.length > 0) await write(rest)
  } catch (error) {
    await file.close()
    throw error
  }
  return {
    bytes,
    fingerprints: hashes.map((hash) => hash.digest()),
    pieces: () => piecesOf(file, lengths),
    [Symbol.asyncDispose]: () => file.close(),
  }
}

/** Cuts a flow into pieces of one size; each is a buffer of its own. */
function createCutter(size: number) {
  let piece = Buffer.allocUnsafe(size)
  let filled = 0
  return {
    add: function* (chunk: Buffer): Generator<Buffer> {
      for (let at = 0; at < chunk.length; ) {
        const copied = chunk.copy(piece, filled, at)
        at += copied
        filled += copied
        if (filled < size) continue
        yield piece
        piece = Buffer.allocUnsafe(size)
        filled = 0
      }
    },
    rest: () => piece.subarray(0, filled),
  }
}

async function openNameless(): Promise<FileHandle> {
  const path = join(tmpdir(), `zhihe-people-${randomUUID()}`)
  const file = await open(path, 'wx+', 0o600)
  await rm(path, { force: true })
  return file
}

async function* piecesOf(file: FileHandle, lengths: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0
  for (const length of lengths) {
    const buffer = Buffer.alloc(length)
    const { bytesRead } = await file.read(buffer, 0, length, at)
    if (bytesRead !== length) throw new Error('a spooled file is shorter than it was written')
    yield buffer
    at += length
  }
}
