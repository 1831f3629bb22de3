/** A page as JSON, and of whom it tells. */
export interface ListPage {
  json: Buffer
  jobseekerIds: readonly string[]
}

export interface KeptPages {
  get: (asOf: Date, key: string) => ListPage | undefined
  put: (asOf: Date, key: string, page: ListPage) => void
}

const maxBytes = 32 * 1024 * 1024

/**
 * Pages made since the index last read its tables. Nothing it knows changes between two reads, so the same question has the same answer until the
 * next one, half a second at the most. `asOf` is compared as an object: each read makes its own.
 */
export function createKeptPages(): KeptPages {
  let since: Date | undefined
  let pages = new Map<string, ListPage>()
  let bytes = 0

  return {
    get: (asOf, key) => (asOf === since ? pages.get(key) : undefined),
    put: (asOf, key, page) => {
      const size = page.json.length + 2 * key.length
      if (asOf !== since || bytes + size > maxBytes) {
        since = asOf
        pages = new Map()
        bytes = 0
      }
      pages.set(key, page)
      bytes += size
    },
  }
}
