import {
  getPeopleImportMappingContract,
  type newPeopleImportMapping,
  putPeopleImportMappingContract,
} from '@zhihe/contracts/jobseeker-import'
import type { ProblemError } from '@zhihe/contracts/problem'
import type { RoutePlugin } from '@zhihe/http/app'
import { fieldError } from '@zhihe/http/field-errors'
import { problem } from '@zhihe/http/problem'
import type { z } from 'zod'
import { isPersonField, personFields } from '../domain/people-columns.ts'
import { isOver, type PeopleImportJob, type SaidOfSheet } from '../domain/people-import.ts'
import { reachOver } from '../domain/reach.ts'
import { announcePeopleImport, findPeopleImport, lockPeopleImport, restartPeopleImport } from '../store/people-import-store.ts'
import type { Deps } from './deps.ts'
import { toPeopleImport } from './people-import-view.ts'

type Given = z.infer<typeof newPeopleImportMapping>

export function peopleImportMappingRoutes({ db }: Pick<Deps, 'db'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...getPeopleImportMappingContract,
      handler: async ({ params, principal }) => {
        const job = await findPeopleImport(db, params.id, reachOver(principal))
        if (!job) throw problem('not_found')
        return { sheets: [...(job.mapping ?? [])], fields: personFields.map(({ code, kept, zh, en }) => ({ code, kept, zh, en })) }
      },
    })
    app.route({
      ...putPeopleImportMappingContract,
      handler: async ({ params, body, principal }, reply) => {
        const said = readSaid(body)
        const job = await db.transaction(async (tx) => {
          const found = await lockPeopleImport(tx, params.id, reachOver(principal))
          if (!found || found.uploadDestroyedAt !== null) throw problem('not_found')
          if (!isOver(found)) throw problem('import_running', { retryAfterSeconds: 2 })
          const errors = refusalsOf(body, found)
          if (errors.length > 0) throw problem('invalid_request', { errors })
          const restarted = await restartPeopleImport(tx, found.id, merge(found.said ?? [], said))
          await announcePeopleImport(tx)
          return restarted
        })
        return reply.code(202).send(toPeopleImport(job))
      },
    })
  }
}

function readSaid({ sheets }: Given): SaidOfSheet[] {
  const unknown = sheets.flatMap(({ columns }, sheet) =>
    columns.flatMap(({ field }, column) => (field === null || isPersonField(field) ? [] : [`/sheets/${sheet}/columns/${column}/field`])),
  )
  const codes = personFields.map(({ code }) => code).join(', ')
  const say = { zh: `没有这个字段，可用：${codes}。`, en: `There is no such field; use one of ${codes}.` }
  if (unknown.length > 0) throw problem('invalid_request', { errors: unknown.map((pointer) => fieldError(pointer, 'not_allowed', say)) })
  return sheets.map(({ sheet, read, headerRows, columns }) => ({
    sheet,
    read,
    headerRows,
    columns: columns.flatMap(({ index, field }) => (field === null || isPersonField(field) ? [{ index, field }] : [])),
  }))
}

function refusalsOf({ sheets }: Given, { mapping }: PeopleImportJob): ProblemError[] {
  return sheets.flatMap(({ sheet, headerRows, columns }, at) => {
    const known = mapping?.find((one) => one.sheet === sheet)
    if (!known) return [fieldError(`/sheets/${at}/sheet`, 'not_allowed', noSheet)]
    if (headerRows !== undefined) return []
    const width = new Set(known.columns.map(({ index }) => index))
    return columns.flatMap(({ index }, column) =>
      width.has(index) ? [] : [fieldError(`/sheets/${at}/columns/${column}/index`, 'not_allowed', noColumn)],
    )
  })
}

const noSheet = { zh: '文件里没有这张工作表。', en: 'The file has no such sheet.' }
const noColumn = { zh: '这张工作表没有这一列。', en: 'The sheet has no such column.' }

/** What is said now beats what was said before, sheet by sheet and column by column. */
function merge(before: readonly SaidOfSheet[], now: readonly SaidOfSheet[]): SaidOfSheet[] {
  const merged = new Map(before.map((one) => [one.sheet, one]))
  for (const { sheet, read, headerRows, columns } of now) {
    const known = merged.get(sheet)
    const byIndex = new Map([...(known?.columns ?? []), ...columns].map((column) => [column.index, column]))
    merged.set(sheet, {
      sheet,
      read: read ?? known?.read,
      headerRows: headerRows ?? known?.headerRows,
      columns: [...byIndex.values()],
    })
  }
  return [...merged.values()]
}
