import type { PeopleImport, PeopleImportItem, PeopleImportMapping } from '@zhihe/contracts/jobseeker-import'
import { openDatabase } from '@zhihe/postgres/pool'
import { everyTenant } from '@zhihe/postgres/tenant'
import { createLogger } from '@zhihe/runtime/log'
import { expect, vi } from 'vitest'
import { startImporter } from '../src/start-importer.ts'
import type { Caller, Register } from './register.ts'
import { testKeys } from './register.ts'

export interface SentFile {
  file: Buffer | string
  type?: string
  key?: string
  by?: Caller
  /** consentPurposes, consentTextVersion, consentAt. */
  query?: Record<string, string>
}

export const csv = 'text/csv'
export const ndjson = 'application/x-ndjson'
export const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** One record a line. */
export function lines(records: readonly object[]): string {
  return `${records.map((record) => JSON.stringify(record)).join('\n')}\n`
}

/** A CSV with these headings. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  return [headings, ...rows].map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n')
}

/** The imports of people of a register. */
export function peopleImports(register: Register) {
  const send = async ({ file, type = csv, key, by = register.callers.hangzhou, query = {} }: SentFile) => {
    const headers = { authorization: `Bearer ${by.token}`, 'content-type': type, ...(key && { 'idempotency-key': key }) }
    const search = Object.keys(query).length === 0 ? '' : `?${new URLSearchParams(query).toString()}`
    return await register.app.inject({ method: 'POST', url: `/v1/jobseekers/imports${search}`, headers, payload: file })
  }
  const read = async (id: string, by?: Caller) =>
    (await register.send('GET', `/v1/jobseekers/imports/${id}`, by && { by })).json<PeopleImport>()
  const finished = async (id: string, by?: Caller): Promise<PeopleImport> =>
    await vi.waitFor(
      async () => {
        const job = await read(id, by)
        if (!['finished', 'failed', 'needs_mapping'].includes(job.status)) throw new Error(`it is ${job.status}`)
        return job
      },
      { timeout: 40_000, interval: 30 },
    )
  return {
    send,
    read,
    finished,
    /** Sends and waits for the end. */
    run: async (sent: SentFile): Promise<PeopleImport> => {
      const taken = await send(sent)
      expect({ status: taken.statusCode, body: taken.body }).toMatchObject({ status: 202 })
      return await finished(taken.json<{ id: string }>().id, sent.by)
    },
    items: async (id: string, by?: Caller): Promise<PeopleImportItem[]> =>
      (await register.send('GET', `/v1/jobseekers/imports/${id}/items?limit=200`, by && { by })).json<{ items: PeopleImportItem[] }>()
        .items,
    mapping: async (id: string): Promise<PeopleImportMapping> =>
      (await register.send('GET', `/v1/jobseekers/imports/${id}/mapping`)).json<PeopleImportMapping>(),
  }
}
export type PeopleImports = ReturnType<typeof peopleImports>

/** An importer in this process, on the register's own database. */
export function startTestImporter({ testDatabase }: Register, { now = () => new Date() }: { now?: () => Date } = {}): AsyncDisposable {
  const stack = new AsyncDisposableStack()
  const url = testDatabase.url('zhihe_jobseekers')
  const database = stack.use(
    openDatabase({ url, applicationName: 'test-importer', maxConnections: 3, queryTimeoutMs: 25_000, tenant: everyTenant }),
  )
  const logger = createLogger({ name: 'test', level: 'silent' })
  startImporter({ database, listenUrl: url, keys: testKeys(), allowTestRegion: true, logger, stack, now, pollMs: 20 })
  return { [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

/** How a federation heads its sheet. */
export const headings = ['姓名', '身份证号', '残疾人证号', '联系电话', '所在区县', '残疾类别', '残疾等级', '文化程度', '技能特长', '备注']

/** A row of such a sheet that is taken as it is. */
export function row(number: string, changes: Partial<Record<(typeof headings)[number], string>> = {}): string[] {
  const cells: Record<string, string> = {
    姓名: '张小红',
    身份证号: number,
    残疾人证号: `${number}43`,
    联系电话: '19900001234',
    所在区县: '浙江省杭州市西湖区',
    残疾类别: '肢体',
    残疾等级: '三级',
    文化程度: '大专',
    技能特长: '盲文校对',
    备注: '家里有两个老人',
    ...changes,
  }
  return headings.map((heading) => cells[heading] ?? '')
}
