import { id } from '@zhihe/contracts/primitives'
import { decodeCursor, encodeCursor } from '@zhihe/http/cursor'
import type { Executor } from '@zhihe/postgres/pool'
import { z } from 'zod'
import { type AttendanceQuery, listAttendances } from '../store/attendance-store.ts'
import { toAttendanceView } from './attendance-view.ts'

const place = z.strictObject({ on: z.iso.date(), id })
const defaultLimit = 20

type Paged = Omit<AttendanceQuery, 'after' | 'limit'> & { limit?: number | undefined; cursor?: string | undefined }

export async function attendancePageOf(db: Executor, { limit = defaultLimit, cursor, ...query }: Paged) {
  const after = cursor === undefined ? null : decodeCursor(cursor, place)
  const found = await listAttendances(db, { ...query, after, limit: limit + 1 })
  const shown = found.slice(0, limit)
  const last = shown.at(-1)?.attendance
  const nextCursor =
    found.length > limit && last ? encodeCursor({ on: last.attendedOn, id: last.id } satisfies z.infer<typeof place>) : null
  return { items: shown.map(toAttendanceView), nextCursor }
}
