import { getImportMappingContract, type newMapping, putImportMappingContract } from '@zhihe/contracts/import'
import type { RoutePlugin } from '@zhihe/http/app'
import { fieldError } from '@zhihe/http/field-errors'
import { problem } from '@zhihe/http/problem'
import { isRowField, rowFields } from '@zhihe/intake/row-field'
import type { z } from 'zod'
import { isOver, type SaidOfSheet } from '../domain/import.ts'
import { mergeSaid, refusalsOfSaid } from '../domain/import-said.ts'
import { reachOver } from '../domain/reach.ts'
import { announceImport, countItems, findImport, lockImport, restartImport } from '../store/import-store.ts'
import type { Deps } from './deps.ts'
import { toImportView } from './import-view.ts'

export function importMappingRoutes({ db }: Pick<Deps, 'db'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...getImportMappingContract,
      handler: async ({ params, principal }) => {
        const job = await findImport(db, params.id, reachOver(principal))
        if (!job) throw problem('not_found')
        return { sheets: job.mapping ?? [], fields: rowFields.map(({ code, zh, en }) => ({ code, zh, en })) }
      },
    })
    app.route({
      ...putImportMappingContract,
      handler: async ({ params, body, principal }, reply) => {
        const said = readSaid(body)
        const job = await db.transaction(async (tx) => {
          const found = await lockImport(tx, params.id, reachOver(principal))
          if (!found) throw problem('not_found')
          if (!isOver(found)) throw problem('import_running', { retryAfterSeconds: 2 })
          if (found.fileClearedAt !== null) throw problem('not_found')
          const merged = mergeSaid(found.said ?? [], said)
          const refusals = refusalsOfSaid(said, merged, found.mapping ?? [])
          if (refusals.length > 0) throw problem('invalid_request', { errors: refusals })
          const restarted = await restartImport(tx, found.id, merged)
          await announceImport(tx)
          return restarted
        })
        return reply.code(202).send(toImportView(job, await countItems(db, job.id)))
      },
    })
  }
}

function readSaid({ sheets }: z.infer<typeof newMapping>): SaidOfSheet[] {
  const unknown = sheets.flatMap(({ columns }, sheet) =>
    columns.flatMap(({ field }, column) => (field === null || isRowField(field) ? [] : [`/sheets/${sheet}/columns/${column}/field`])),
  )
  const say = { zh: `没有这个字段，可用：${codes()}。`, en: `There is no such field; use one of ${codes()}.` }
  if (unknown.length > 0) throw problem('invalid_request', { errors: unknown.map((pointer) => fieldError(pointer, 'not_allowed', say)) })
  return sheets.map(({ name, read, headerRows, columns }) => ({
    name,
    read,
    headerRows,
    columns: columns.flatMap(({ index, field }) => (field === null || isRowField(field) ? [{ index, field }] : [])),
  }))
}

function codes(): string {
  return rowFields.map(({ code }) => code).join(', ')
}
