import type { Fragment } from './fragments.ts'

/** A match in its place on a page. */
export interface PlacedFragment extends Fragment {
  rank: number
  /** RFC 3339. */
  asOf: string
}

export interface PageEnd {
  nextCursor: string | null
  /** RFC 3339. */
  asOf: string
}

const start = Buffer.from('{"items":[')
const comma = Buffer.from(',')

/** The JSON of a page of matches, put together from bytes: nothing that was rendered before is encoded again. */
export function composePage(matches: readonly PlacedFragment[], { nextCursor, asOf }: PageEnd): Buffer {
  const chunks: Uint8Array[] = [start]
  for (const { head, body, rank, asOf: ownAsOf } of matches) {
    if (chunks.length > 1) chunks.push(comma)
    chunks.push(head, Buffer.from(String(rank)), body, Buffer.from(`${ownAsOf}"}`))
  }
  chunks.push(Buffer.from(`],"nextCursor":${JSON.stringify(nextCursor)},"asOf":"${asOf}"}`))
  return Buffer.concat(chunks)
}
