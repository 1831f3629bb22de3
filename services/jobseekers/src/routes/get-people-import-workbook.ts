import { appendAudit } from '@zhihe/audit/append'
import type { Principal } from '@zhihe/contracts/access'
import { getPeopleImportWorkbookContract } from '@zhihe/contracts/jobseeker-import'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { columnIndex } from '@zhihe/sheets/cell-name'
import { type RowAnswer, type SheetAnswers, writeAnswerWorkbook } from '@zhihe/sheets/write-answer-workbook'
import { isOver, type KeptItem, mostRows, type PeopleImportJob } from '../domain/people-import.ts'
import { reachOver } from '../domain/reach.ts'
import { type FoundItem, findPeopleImport, listPeopleImportItems } from '../store/people-import-store.ts'
import { openUpload, UploadGone } from '../store/upload-store.ts'
import { askedBy } from './asked-by.ts'
import type { Deps } from './deps.ts'
import { toPeopleImportItem } from './people-import-view.ts'

const itemsPerRead = 1_000
const formats: ReadonlySet<PeopleImportJob['fileFormat']> = new Set(['xlsx', 'xls', 'csv'])

/** Made from the sealed file when it is asked for, and kept nowhere: it holds everybody in the file as she was sent. */
export function getPeopleImportWorkbookRoute({ db, now, keys }: Pick<Deps, 'db' | 'now' | 'keys'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...getPeopleImportWorkbookContract,
      handler: async ({ params, principal }, reply) => {
        const job = await findPeopleImport(db, params.id, reachOver(principal))
        if (!job) throw problem('not_found')
        if (!isOver(job)) throw problem('import_running', { retryAfterSeconds: 2 })
        if (job.status === 'failed' || !job.mapping || job.mapping.length === 0 || !formats.has(job.fileFormat)) {
          throw problem('import_without_workbook')
        }
        if (job.uploadDestroyedAt !== null) throw problem('not_found')
        const items = await allItems(job.id)
        await audit(items, job, principal)
        const file = await writeAnswerWorkbook(await bytesOf(job), {
          contentType: job.mediaType,
          sheets: answersOf(job, items),
          limits: { maxRows: mostRows },
        })
        return reply
          .header('content-type', file.contentType)
          .header('content-disposition', `attachment; filename="people-${job.id}.${file.extension}"`)
          .send(file.bytes)
      },
    })
  }

  async function bytesOf({ id: importId, tenantId, bytes }: PeopleImportJob): Promise<Buffer> {
    try {
      return Buffer.concat(await Array.fromAsync(openUpload(db, { importId, tenantId, bytes }, keys)))
    } catch (error) {
      if (error instanceof UploadGone) throw problem('not_found')
      throw error
    }
  }

  async function allItems(importId: string): Promise<FoundItem[]> {
    const items: FoundItem[] = []
    for (let after = -1; ; after = items.at(-1)?.place ?? after) {
      const page = await listPeopleImportItems(db, { importId, after, limit: itemsPerRead })
      items.push(...page)
      if (page.length < itemsPerRead) return items
    }
  }

  // Nobody is opened in the vault, and still it shows who they are: the entries name them all, a page each.
  async function audit(items: readonly FoundItem[], { id, tenantId }: PeopleImportJob, principal: Principal): Promise<void> {
    const about = { action: 'identity.imported', reason: 'return_workbook', at: now(), detail: { import: id } } as const
    for (let start = 0; start < items.length || start === 0; start += itemsPerRead) {
      const jobseekerIds = items.slice(start, start + itemsPerRead).flatMap(({ jobseekerId }) => jobseekerId ?? [])
      await appendAudit(db, { ...askedBy(principal, about), tenantId, jobseekerIds, opened: 0 })
    }
  }
}

const tones: Record<KeptItem['outcome'], readonly [tone: RowAnswer['tone'], status: string]> = {
  created: ['good', '已登记'],
  updated: ['good', '已更新'],
  unchanged: ['good', '无变化'],
  refused: ['stop', '未采用'],
  skipped: ['aside', '非人员行'],
}

function answersOf({ mapping }: PeopleImportJob, items: readonly FoundItem[]): SheetAnswers[] {
  const bySheet = Map.groupBy(items, ({ sheet }) => sheet)
  return (mapping ?? []).map(({ sheet, headerRows }, at) => ({
    sheet: at,
    headerRow: headerRows?.[1] ?? null,
    rows: (bySheet.get(sheet) ?? []).map(answerOf),
  }))
}

function answerOf(item: FoundItem): RowAnswer {
  const { row, outcome, findings } = toPeopleImportItem(item)
  const [tone, status] = tones[outcome]
  const isAsked = tone === 'good' && findings.length > 0
  return {
    row,
    tone: isAsked ? 'ask' : tone,
    status: isAsked ? `${status}，请核对` : status,
    explanation: findings.map(({ column, zh }) => (column === null ? zh : `${column} 列：${zh}`)).join('\n'),
    cells: findings.flatMap(({ column }) => (column !== null && /^[A-Z]{1,3}$/.test(column) ? [columnIndex(column)] : [])),
  }
}
