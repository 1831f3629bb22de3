import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'

export interface Spooled extends AsyncDisposable {
  bytes: number
  /** Hexadecimal. */
  sha256: string
  /** The file again, in pieces of `size` bytes. */
  pieces: (size: number) => AsyncGenerator<Buffer>
}

export class FileTooLarge extends Error {
  constructor(limit: number) {
    super(`the file is larger than ${limit} bytes`)
    this.name = 'FileTooLarge'
  }
}

/**
 * Takes a stream to its end into a file of its own, so that a slow sender holds no transaction. Throws `FileTooLarge` as soon as the limit is
 * passed. The file has no name: nothing of it stays once it is disposed of, or however else the process ends.
 */
export async function spool(stream: Readable, limit: number): Promise<Spooled> {
  const file = await openNameless()
  const hash = createHash('sha256')
  let bytes = 0
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > limit) throw new FileTooLarge(limit)
      hash.update(chunk)
      await file.appendFile(chunk)
    }
  } catch (error) {
    await file.close()
    throw error
  }
  return { bytes, sha256: hash.digest('hex'), pieces: (size) => piecesOf(file, size), [Symbol.asyncDispose]: () => file.close() }
}

async function openNameless(): Promise<FileHandle> {
  const path = join(tmpdir(), `zhihe-import-${randomUUID()}`)
  const file = await open(path, 'wx+', 0o600)
  await rm(path, { force: true })
  return file
}

async function* piecesOf(file: FileHandle, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; ; ) {
    const buffer = Buffer.alloc(size)
    const { bytesRead } = await file.read(buffer, 0, size, at)
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
    at += bytesRead
  }
}
