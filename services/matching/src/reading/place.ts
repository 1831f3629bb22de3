import { decodeCursor, encodeCursor } from '@zhihe/http/cursor'
import type { RankKey } from '@zhihe/scoring/order'
import { z } from 'zod'

const place = z.union([
  /** Behind this rank of the published list. */
  z.strictObject({ rank: z.int().min(0).max(1_000) }),
  /** Behind `shown` items, the last of which had this key. */
  z.strictObject({
    shown: z.int().min(0),
    tier: z.union([z.literal(0), z.literal(1)]),
    score: z.int(),
    recommendations: z.int(),
    id: z.string().max(40),
  }),
])

/** Where a reader of a list is: in the published part, or behind it among everybody else. */
export type Place = { in: 'published'; rank: number } | { in: 'live'; shown: number; after: RankKey }

export function readPlace(cursor: string | undefined): Place | null {
  if (cursor === undefined) return null
  const read = decodeCursor(cursor, place)
  if ('rank' in read) return { in: 'published', rank: read.rank }
  const { shown, ...after } = read
  return { in: 'live', shown, after }
}

export function writePlace(where: Place): string {
  return encodeCursor(where.in === 'published' ? { rank: where.rank } : { shown: where.shown, ...where.after })
}
