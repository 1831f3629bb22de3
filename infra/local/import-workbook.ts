import { setTimeout as pause } from 'node:timers/promises'
import type { ImportItem, ImportJob } from '@zhihe/contracts/import'
import type { ApiClient } from './api-client.ts'

export interface Workbook {
  fairId: string
  fileName: string
  bytes: Uint8Array<ArrayBuffer>
  /** One import, however often it is asked for. */
  idempotencyKey: string
}

/** What became of a workbook. */
export interface Imported {
  job: ImportJob
  /** One for every row below the headings, in their order. */
  items: ImportItem[]
}

const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const lookEveryMs = 200
const withinMs = 120_000
const pageSize = 200

/** Sends a workbook of postings and waits until every row has its answer; `tell` hears how far it has come. */
export async function importWorkbook(api: ApiClient, workbook: Workbook, tell: (job: ImportJob) => void): Promise<Imported> {
  const { fairId, fileName, bytes, idempotencyKey } = workbook
  const path = `/v1/fairs/${fairId}/imports?fileName=${encodeURIComponent(fileName)}`
  const { id } = await api.upload<{ id: string }>(path, { bytes, type }, idempotencyKey)
  const job = await finished(api, id, tell)
  if (job.status !== 'finished')
    throw new Error(`${fileName} could not be imported (${job.status}): ${job.problem?.en ?? 'no column is the title'}`)
  return { job, items: await itemsOf(api, id) }
}

async function finished(api: ApiClient, id: string, tell: (job: ImportJob) => void): Promise<ImportJob> {
  const deadline = performance.now() + withinMs
  let told = ''
  for (;;) {
    const job = await api.get<ImportJob>(`/v1/imports/${id}`)
    const state = `${job.status} ${job.rows} ${job.rowsTotal}`
    if (state !== told) tell(job)
    told = state
    if (job.status !== 'received' && job.status !== 'reading') return job
    if (performance.now() > deadline)
      throw new Error(`import ${id} is still ${job.status}, ${job.rows} of ${job.rowsTotal ?? '?'} rows; see the log of postings-worker`)
    await pause(lookEveryMs)
  }
}

async function itemsOf(api: ApiClient, id: string): Promise<ImportItem[]> {
  const items: ImportItem[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page: { items: ImportItem[]; nextCursor: string | null } = await api.get(`/v1/imports/${id}/items?limit=${pageSize}${after}`)
    items.push(...page.items)
    cursor = page.nextCursor
  }
  return items
}
