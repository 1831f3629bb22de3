import { decodeCursor, encodeCursor } from '@zhihe/http/cursor'
import { z } from 'zod'

const defaultLimit = 20
const place = z.strictObject({ before: z.uuid() })

interface Paging<Row, View> {
  read: (from: { beforeId: string | null; limit: number }) => Promise<Row[]>
  toView: (row: Row) => View
}

/** Reads a page of rows that are listed newest first by id. */
export async function pageById<Row extends { id: string }, View>(
  query: { limit?: number | undefined; cursor?: string | undefined },
  { read, toView }: Paging<Row, View>,
): Promise<{ items: View[]; nextCursor: string | null }> {
  const limit = query.limit ?? defaultLimit
  const beforeId = query.cursor === undefined ? null : decodeCursor(query.cursor, place).before
  const rows = await read({ beforeId, limit: limit + 1 })
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(toView), nextCursor: rows.length > limit && last ? encodeCursor({ before: last.id }) : null }
}
