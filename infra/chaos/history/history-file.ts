import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createInterface } from 'node:readline'

/** A file of JSON lines outside of the system that is watched. */
export interface HistoryFile extends AsyncDisposable {
  path: string
  /** Resolves when the record is on the disk. Those that come while the disk is busy share its next sync. */
  append(record: object): Promise<void>
}

export async function openHistory(path: string): Promise<HistoryFile> {
  const file = await open(path, 'a', 0o600)
  let waiting: { line: string; kept: PromiseWithResolvers<void> }[] = []
  let running: Promise<void> | null = null

  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      try {
        await file.appendFile(batch.map(({ line }) => line).join(''))
        await file.datasync()
        for (const { kept } of batch) kept.resolve()
      } catch (error) {
        for (const { kept } of batch) kept.reject(error)
      }
    }
    running = null
  }

  return {
    path,
    append: async (record) => {
      const kept = Promise.withResolvers<void>()
      waiting.push({ line: `${JSON.stringify(record)}\n`, kept })
      running ??= flush()
      await kept.promise
    },
    [Symbol.asyncDispose]: async () => {
      await running
      await file.close()
    },
  }
}

/** Every whole line of a history; a last one that was cut off is not counted. */
export async function readHistory<Kept extends object>(path: string): Promise<Kept[]> {
  const records: Kept[] = []
  for await (const line of createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.endsWith('}')) records.push(JSON.parse(line) as Kept)
  }
  return records
}
