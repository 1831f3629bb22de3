export interface Notebook<T> {
  /** Resolves when it is written; rejects when it could not be for about ten seconds. */
  note: (entry: T) => Promise<void>
}

export interface NotebookOptions<T> {
  /** Writes all or, when it rejects, nothing, and returns those whose turn has not come yet. */
  write: (entries: readonly T[]) => Promise<readonly T[]>
  /** It is not the entries' fault: the same may work in a while. Else they are written apart, to find the one that spoils it. */
  isPassing: (error: unknown) => boolean
  /** After these waits it is tried again. */
  retryMs?: readonly number[]
}

interface Page<T> {
  entry: T
  failures: number
  done: () => void
  failed: (error: unknown) => void
}

const gatherMs = 5
const mostAtOnce = 64
const mostWriters = 2
const againMs = 20
// An answer that is not noted costs the receiver a duplicate, so the database gets some time to come back: less than the lease.
const patience = [100, 300, 1_000, 3_000, 6_000]

/** Writes down together what comes within a few milliseconds. One entry that cannot be written does not keep the others from it. */
export function createNotebook<T>({ write, isPassing, retryMs = patience }: NotebookOptions<T>): Notebook<T> {
  const waiting: Page<T>[] = []
  let writers = 0
  let timer: NodeJS.Timeout | undefined

  const schedule = (): void => {
    if (waiting.length === 0 || writers >= mostWriters) return
    if (waiting.length >= mostAtOnce) begin()
    else timer ??= setTimeout(begin, gatherMs)
  }
  const begin = (): void => {
    clearTimeout(timer)
    timer = undefined
    const pages = waiting.splice(0, mostAtOnce)
    writers += 1
    void put(pages).finally(() => {
      writers -= 1
      schedule()
    })
    schedule()
  }
  const put = async (pages: readonly Page<T>[]): Promise<void> => {
    try {
      const left = new Set(await write(pages.map(({ entry }) => entry)))
      for (const page of pages) if (!left.has(page.entry)) page.done()
      putLater(
        pages.filter(({ entry }) => left.has(entry)),
        againMs,
      )
    } catch (error) {
      if (pages.length === 1 || isPassing(error)) putAgain(pages, error)
      else for (const page of pages) await put([page])
    }
  }
  const putAgain = (pages: readonly Page<T>[], error: unknown): void => {
    for (const page of pages) page.failures += 1
    for (const page of pages) if (page.failures > retryMs.length) page.failed(error)
    const left = pages.filter(({ failures }) => failures <= retryMs.length)
    putLater(left, Math.max(...left.map(({ failures }) => retryMs[failures - 1] ?? 0)))
  }
  const putLater = (pages: readonly Page<T>[], waitMs: number): void => {
    if (pages.length === 0) return
    setTimeout(() => {
      waiting.push(...pages)
      schedule()
    }, waitMs)
  }
  return {
    note: (entry) =>
      new Promise((done, failed) => {
        waiting.push({ entry, failures: 0, done, failed })
        schedule()
      }),
  }
}
