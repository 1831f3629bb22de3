import type { Logger } from '@zhihe/runtime/log'
import { beginning, type Changes, type Watermark } from '../store/tail-store.ts'
import { emptyContent, type Memory, type MemoryContent } from './memory.ts'
import type { SnapshotFile } from './snapshot-file.ts'

export interface KeeperOptions {
  memory: Memory
  /** null: nothing is kept, and every start reads every row. */
  file: SnapshotFile | null
  logger: Logger
}

/** Where a start begins to read, and in words why not later. */
export interface Beginning {
  watermark: Watermark
  /** To be put into the memory before what changed since. */
  content?: MemoryContent
  how: { from: 'snapshot' | 'tables'; because?: string }
}

/** Keeps the memory of a process in a file, and starts from it. */
export interface Keeper {
  /** What was kept, if a start may rest on it. Rejects when the database is away. */
  begin: () => Promise<Beginning>
  /** Puts changes into the memory, a kept content first. Waits for a write that is under way, or the file would hold half of a change. */
  apply: (changes: Changes, content?: MemoryContent) => Promise<void>
  /** Writes what has changed since it was last written. Never rejects: the next start only takes longer. */
  save: () => Promise<void>
}

export function createKeeper({ memory, file, logger }: KeeperOptions): Keeper {
  const gate: { writing: Promise<void> | null } = { writing: null }
  let watermark: Watermark | null = null
  let isChanged = false
  // After a fault within a change the memory may be half of it: a start heals that, and a file would hand it on.
  let isSound = true

  async function write(to: SnapshotFile, at: Watermark): Promise<void> {
    const startedMs = performance.now()
    try {
      await to.write({ content: memory.content(), watermark: at })
      isChanged = false
      logger.info({ tookMs: Math.round(performance.now() - startedMs) }, 'the index was kept for the next start')
    } catch (error) {
      logger.warn({ err: error }, 'the index could not be kept; the next start reads every row')
    } finally {
      gate.writing = null
    }
  }

  return {
    begin: async () => {
      if (file === null) return { watermark: beginning, how: { from: 'tables' } }
      if (!isSound) return { watermark: beginning, content: emptyContent(), how: { from: 'tables', because: 'a start from it failed' } }
      const kept = await file.read()
      if (typeof kept === 'string') return { watermark: beginning, how: { from: 'tables', because: kept } }
      return { ...kept, how: { from: 'snapshot' } }
    },
    apply: async (changes, content) => {
      while (gate.writing) await gate.writing
      try {
        if (content) memory.adopt(content)
        memory.apply(changes)
      } catch (error) {
        isSound = false
        throw error
      }
      if (content) isSound = true
      watermark = changes.watermark
      if (countOf(changes) > 0) isChanged = true
    },
    save: async () => {
      while (gate.writing) await gate.writing
      if (file === null || watermark === null || !isChanged || !isSound) return
      gate.writing = write(file, watermark)
      await gate.writing
    },
  }
}

export function countOf({ postings, jobseekers, lists }: Changes): number {
  return postings.length + jobseekers.length + lists.length
}
