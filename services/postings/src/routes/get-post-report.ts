import { Readable } from 'node:stream'
import { getPostReportContract, type ReportedPost } from '@zhihe/contracts/post-report'
import { id, timestamp } from '@zhihe/contracts/primitives'
import type { RoutePlugin } from '@zhihe/http/app'
import { decodeCursor, encodeCursor } from '@zhihe/http/cursor'
import { fieldError } from '@zhihe/http/field-errors'
import { problem } from '@zhihe/http/problem'
import type { sendRendered } from '@zhihe/http/rendered'
import { z } from 'zod'
import { chinaYear, spanOfYear } from '../domain/china-day.ts'
import type { Employer } from '../domain/employer.ts'
import { csvHeading, csvLine, withFairs } from '../domain/post-report.ts'
import { type Reach, reachOver } from '../domain/reach.ts'
import { listAttendances } from '../store/attendance-store.ts'
import { findAnswerable } from '../store/employer-store.ts'
import { listReported, type ReportedRow, type ReportPlace, type ReportQuery, sumReported } from '../store/post-report-store.ts'
import { toAttendanceView } from './attendance-view.ts'
import type { Deps } from './deps.ts'

type Reply = Parameters<typeof sendRendered>[0]

const place = z.strictObject({ at: timestamp, id })
const defaultLimit = 200
const rowsPerRead = 1_000

export function getPostReportRoute({ db, now }: Pick<Deps, 'db' | 'now'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...getPostReportContract,
      handler: async (request, reply) => {
        const { params, query, principal } = request
        const at = now()
        const { year = chinaYear(at), limit = defaultLimit, cursor } = query
        const reach = reachOver(principal)
        const employer = await requireStateEnterprise(params.id, reach)
        const asked: ReportQuery = { employerId: employer.id, reach, span: spanOfYear(year), now: at }
        if (query.format === 'csv' || (query.format === undefined && prefersCsv(request))) return sendCsv(reply, { employer, year, asked })
        const after = cursor === undefined ? null : decodeCursor(cursor, place)
        const read = await readReport({ asked, year, after, limit })
        const { id: employerId, uscc, name, kind, regionCode, verification } = employer
        return { employerId, uscc, name, kind, regionCode, verification, year, asOf: at.toISOString(), ...read }
      },
    })
  }

  async function requireStateEnterprise(employerId: string, reach: Reach): Promise<Employer> {
    const employer = await findAnswerable(db, employerId, reach)
    if (!employer) throw problem('not_found')
    if (employer.kind !== 'state_enterprise') throw problem('invalid_request', { errors: [otherKind] })
    return employer
  }

  // One moment for all of it: totals that do not fit the list would be read as a loss.
  async function readReport({ asked, year, after, limit }: { asked: ReportQuery; year: number; after: ReportPlace | null; limit: number }) {
    return await db.transaction(
      async (tx) => {
        const found = await listReported(tx, asked, { after, limit: limit + 1 })
        const attended = await listAttendances(tx, { reach: asked.reach, employerId: asked.employerId, year })
        const attendances = attended.map(toAttendanceView)
        const totals = withFairs(await sumReported(tx, asked), attendances)
        const shown = found.slice(0, limit)
        const last = shown.at(-1)
        const nextCursor = found.length > limit && last ? encodeCursor(placeOf(last)) : null
        return { totals, attendances, items: shown.map(toReportedPost), nextCursor }
      },
      { isolationLevel: 'repeatable read', accessMode: 'read only' },
    )
  }

  function sendCsv(reply: Reply, { employer, year, asked }: { employer: Employer; year: number; asked: ReportQuery }): Reply {
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="post-report-${employer.uscc}-${year}.csv"`)
      .header('cache-control', 'no-store')
      .send(Readable.from(linesOf(employer, year, asked)))
  }

  async function* linesOf(employer: Employer, year: number, asked: ReportQuery): AsyncGenerator<string> {
    yield csvHeading
    for (let after: ReportPlace | null = null; ; ) {
      const rows: ReportedRow[] = await listReported(db, asked, { after, limit: rowsPerRead })
      yield rows.map((row) => csvLine(employer, year, toReportedPost(row))).join('')
      const last = rows.at(-1)
      if (!last || rows.length < rowsPerRead) return
      after = placeOf(last)
    }
  }
}

const otherKind = fieldError('#/path/id', 'not_state_enterprise', {
  zh: '只有国有企业报送岗位；如该单位是国有企业，请先用 PUT /v1/employers/{id} 更正 kind。',
  en: 'Only a state enterprise reports its posts; if this is one, correct its kind with PUT /v1/employers/{id} first.',
})

function prefersCsv({ headers: { accept = '' } }: { headers: { accept?: string | undefined } }): boolean {
  return /^\s*text\/csv\b/i.test(accept)
}

function placeOf({ posting }: ReportedRow): ReportPlace {
  return { at: posting.createdAt.toISOString(), id: posting.id }
}

function toReportedPost({ posting, publishedAt, closedAt }: ReportedRow): ReportedPost {
  const { content, id: postingId, source, externalId, status, reasonCode, canonicalId, fairId } = posting
  return {
    postingId,
    source,
    externalId,
    title: content.title,
    occupationCode: content.occupationCode ?? null,
    channel: content.channel,
    targeted: content.channel === 'targeted',
    employmentForm: content.employmentForm,
    regionCode: content.regionCode ?? null,
    fairId,
    headcount: content.headcount ?? null,
    status,
    reasonCode,
    canonicalId,
    receivedAt: posting.createdAt.toISOString(),
    publishedAt: publishedAt?.toISOString() ?? null,
    closesAt: content.closesAt ?? null,
    closedAt: closedAt?.toISOString() ?? null,
  }
}
