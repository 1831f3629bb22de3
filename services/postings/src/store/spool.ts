import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

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
 * passed. Disposing removes the file.
 */
export async function spool(stream: Readable, limit: number): Promise<Spooled> {
  const folder = await mkdtemp(join(tmpdir(), 'zhihe-import-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  const path = join(folder, 'file')
  const hash = createHash('sha256')
  let bytes = 0
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      hash.update(chunk)
      done(bytes > limit ? new FileTooLarge(limit) : null, chunk)
    },
  })
  try {
    await pipeline(stream, measure, createWriteStream(path, { mode: 0o600 }))
  } catch (error) {
    await remove()
    throw error
  }
  return { bytes, sha256: hash.digest('hex'), pieces: (size) => piecesOf(path, size), [Symbol.asyncDispose]: remove }
}

async function* piecesOf(path: string, size: number): AsyncGenerator<Buffer> {
  await using file = await open(path, 'r')
  for (;;) {
    const buffer = Buffer.alloc(size)
    const { bytesRead } = await file.read(buffer, 0, size)
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
  }
}
