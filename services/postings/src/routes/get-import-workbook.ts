import { getImportWorkbookContract } from '@zhihe/contracts/import'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { type SheetAnswers, writeAnswerWorkbook } from '@zhihe/sheets/write-answer-workbook'
import { explainItem, type RowAnswer } from '../domain/explain-item.ts'
import { type ImportJob, isOver } from '../domain/import.ts'
import { reachOver } from '../domain/reach.ts'
import { findImport, listItems, readFile } from '../store/import-store.ts'
import type { Deps } from './deps.ts'
import { toItem } from './import-item-view.ts'

const itemsPerRead = 1_000

export function getImportWorkbookRoute({ db }: Pick<Deps, 'db'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...getImportWorkbookContract,
      handler: async ({ params, principal }, reply) => {
        const job = await findImport(db, params.id, reachOver(principal))
        if (!job || job.fileClearedAt !== null) throw problem('not_found')
        if (!isOver(job)) throw problem('import_running', { retryAfterSeconds: 2 })
        if (job.status === 'failed' || !job.mapping || job.mapping.length === 0) throw problem('import_without_workbook')
        const original = Buffer.concat(await Array.fromAsync(readFile(db, job.id)))
        const hints = { ...(job.fileName === null ? {} : { name: job.fileName }), contentType: job.mediaType }
        const file = await writeAnswerWorkbook(original, { ...hints, sheets: await answersOf(job) })
        const name = encodeURIComponent(`${(job.fileName ?? '岗位表').replace(/\.[^.]*$/, '')}-职合.${file.extension}`)
        return reply
          .header('content-type', file.contentType)
          .header('content-disposition', `attachment; filename="import.${file.extension}"; filename*=UTF-8''${name}`)
          .header('cache-control', 'no-store')
          .send(file.bytes)
      },
    })
  }

  async function answersOf(job: ImportJob): Promise<SheetAnswers[]> {
    const columnsOf = new Map((job.mapping ?? []).map(({ name, columns }) => [name, columns]))
    const bySheet = new Map<string, RowAnswer[]>()
    for (let after = -1; ; ) {
      const items = await listItems(db, { importId: job.id, after, limit: itemsPerRead })
      for (const item of items) {
        const rows = bySheet.get(item.sheet) ?? []
        rows.push(explainItem(toItem(item), columnsOf.get(item.sheet)))
        bySheet.set(item.sheet, rows)
      }
      if (items.length < itemsPerRead) break
      after = items.at(-1)?.place ?? after
    }
    return (job.mapping ?? []).map(({ name, headerRows }, sheet) => ({
      sheet,
      headerRow: headerRows?.[1] ?? null,
      rows: bySheet.get(name) ?? [],
    }))
  }
}
