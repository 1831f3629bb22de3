import type { MatchingOff } from '../domain/matching-off.ts'
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
  /** Why there is nothing to show, and what there is instead. */
  off?: MatchingOff
}

const start = '{"items":['
const itemEnd = '"}'
/** The most digits a rank takes, and a comma. */
const roomForRank = 17

/**
 * The JSON of a page of matches, put together from bytes: nothing that was rendered before is encoded again. Written into one buffer, because
 * a hundred small ones took longer than the copying.
 */
export function composePage(matches: readonly PlacedFragment[], { nextCursor, asOf, off }: PageEnd): Buffer {
  const why = off === undefined ? '' : `,"off":${JSON.stringify(off)}`
  const end = `],"nextCursor":${JSON.stringify(nextCursor)},"asOf":${JSON.stringify(asOf)}${why}}`
  let room = start.length + Buffer.byteLength(end)
  for (const one of matches) room += one.head.length + one.body.length + one.asOf.length + itemEnd.length + roomForRank
  const page = Buffer.allocUnsafe(room)
  let at = page.write(start, 0, 'latin1')
  for (const { head, body, rank, asOf: ownAsOf } of matches) {
    if (at > start.length) page[at++] = comma
    page.set(head, at)
    at += head.length
    at += page.write(String(rank), at, 'latin1')
    page.set(body, at)
    at += body.length
    at += page.write(ownAsOf, at, 'latin1')
    at += page.write(itemEnd, at, 'latin1')
  }
  at += page.write(end, at)
  return page.subarray(0, at)
}

const comma = 0x2c
