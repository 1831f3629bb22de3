import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { readSnapshot, writeSnapshot } from '@zhihe/engine/snapshot'
import type { Db } from '@zhihe/postgres/pool'
import { type Seal, sealRefusal } from '../domain/seal.ts'
import { checkSeal, forgetSeals, readPlace, writeSeal } from '../store/snapshot-store.ts'
import type { Watermark } from '../store/tail-store.ts'
import { type PackedBeside, packBeside, unpackBeside } from './beside.ts'
import type { MemoryContent } from './memory.ts'

export interface KeptIndex {
  content: MemoryContent
  watermark: Watermark
}

/** The file a process keeps its index in, so that its next start need not read every row. */
export interface SnapshotFile {
  /** What the file holds, or in words why a start must not rest on it. Rejects only when the database is away. */
  read: () => Promise<KeptIndex | string>
  /** The content must not change until this resolves. */
  write: (kept: KeptIndex) => Promise<void>
}

/** Told to the engine as its watermark; the layout of this and of `PackedBeside`. */
interface Note {
  format: typeof format
  seal: Seal
  xid: string
  seen: [row: string, xid: string][]
  beside: PackedBeside
}

const format = 2

export function openSnapshotFile(db: Db, file: string): SnapshotFile {
  let current: string | null = null

  return {
    read: async () => {
      const place = await readPlace(db)
      const opened = await open(file)
      if (typeof opened === 'string') return opened
      const { note, content } = opened
      const check = await checkSeal(db, note.seal)
      const refusal = sealRefusal({ seal: note.seal, watermarkXid: note.xid, place, check })
      if (refusal !== null) return refusal
      current = note.seal.token
      return { content, watermark: { xid: note.xid, seen: new Map(note.seen) } }
    },
    write: async ({ content: { state, beside }, watermark: { xid, seen } }) => {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 })
      // After what is held was read and before the file has its name: a database that knows the token knows everything in the file.
      const seal = await writeSeal(db, await readPlace(db))
      const above = [...seen].filter(([, seenXid]) => BigInt(seenXid) >= BigInt(xid))
      const note: Note = { format, seal, xid, seen: above, beside: packBeside(beside) }
      const text = JSON.stringify(note)
      // Requests come first: what is written cannot change meanwhile, so the work is cut in two.
      await setImmediate()
      await writeSnapshot(state, file, text)
      const before = current
      current = seal.token
      await forgetSeals(db, before)
    },
  }
}

async function open(file: string): Promise<{ note: Note; content: MemoryContent } | string> {
  try {
    const { state, watermark } = await readSnapshot(file)
    const note = JSON.parse(watermark) as Note
    if (note.format !== format) return 'it is of another layout'
    return { note, content: { state, beside: unpackBeside(note.beside) } }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'there is none'
    // What a parser says of a text quotes the text, and this one is about people.
    if (error instanceof SyntaxError || !(error instanceof Error)) return 'it cannot be read'
    return error.message
  }
}
