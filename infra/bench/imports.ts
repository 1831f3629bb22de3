import { readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { ImportJob } from '@zhihe/contracts/import'
import { makeWorkbook } from '@zhihe/sheets/make-workbook'
import { openSheets } from '@zhihe/sheets/open-sheets'
import { ApiClient } from '../local/api-client.ts'
import { housePlace, processesOf, type RunningHouse, startHouse } from '../local/spawn-house.ts'
import { type BenchOptions, print, quantile, round } from './measure.ts'

const samplePath = join(import.meta.dirname, '../local/sample/fair.xlsx')
const headingRow = 3
const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const mebibyte = 1024
const warmUpMs = 2_000
// A hundredth of the reads must be more than one of them.
const idleMs = 8_000
const barRows = { workbook: 5_000, lines: 50_000 }
const bars = { workbookSeconds: 10, lineSeconds: 60, grownMib: 200, readP99Ratio: 2 }

/** Files of an organiser, from the first byte sent to the last row kept, with lint and all processes of the house running; and what others feel of it. */
export async function benchImports({ quick }: BenchOptions) {
  const [workbookRows, lineRows] = quick ? [1_000, 5_000] : [5_000, 50_000]
  const loadBefore = loadavg()
  const { heading, rows } = await sampleRows()
  const workbook = makeWorkbook([{ name: '岗位信息', rows: [heading, ...manyRows(rows, workbookRows)] }])
  const first = await inHouse(async (house) => await timed(house, await makeFair(house), { body: workbook, type: xlsxType }))
  const lines = manyRows(rows, lineRows).map((row) => JSON.stringify(Object.fromEntries(row.map((cell, at) => [heading[at] ?? '', cell]))))
  // A house of its own: here the rows of the workbook would be found again, each of them a copy from another fair.
  const second = await inHouse(async (house, dataDir) => {
    const fairId = await makeFair(house)
    await readsWhile(house, pause(warmUpMs))
    const idle = await readsWhile(house, pause(idleMs))
    const before = workerKib(dataDir)
    const running = timed(house, fairId, { body: Buffer.from(`${lines.join('\n')}\n`), type: 'application/x-ndjson' })
    const busy = await readsWhile(house, running)
    return { ...(await running), idle, busy, grownMib: (workerKib(dataDir) - before) / mebibyte }
  })
  const { idle, busy, grownMib } = second

  const share = workbookRows / barRows.workbook
  print(
    `${workbookRows} rows of XLSX:     ${first.seconds.toFixed(1)} s, ${first.kept} kept, ${first.rejected} rejected; bar ${bars.workbookSeconds * share} s`,
  )
  print(
    `${lineRows} rows of NDJSON:   ${second.seconds.toFixed(1)} s, ${second.kept} kept, ${second.rejected} rejected, worker +${grownMib.toFixed(0)} MiB at most; bars ${(bars.lineSeconds * lineRows) / barRows.lines} s, +${bars.grownMib} MiB`,
  )
  print(
    `another tenant’s reads, ms: idle p50 ${quantile(idle, 0.5).toFixed(1)} p99 ${quantile(idle, 0.99).toFixed(1)}; meanwhile p50 ${quantile(busy, 0.5).toFixed(1)} p99 ${quantile(busy, 0.99).toFixed(1)}; bar ${bars.readP99Ratio} × idle`,
  )
  print(
    `load of the machine before: ${loadBefore.map((load) => load.toFixed(1)).join(' ')} (anything beside this bench makes all of it slower)`,
  )
  return {
    workbookRows,
    workbookSeconds: round(first.seconds),
    lineRows,
    lineSeconds: round(second.seconds),
    grownMib: round(grownMib),
    readP99Ratio: round(quantile(busy, 0.99) / quantile(idle, 0.99), 2),
    rejected: first.rejected + second.rejected,
    loadBefore: round(loadBefore[0] ?? 0),
  }
}

/** A house with the sample fair, all processes running, and removed afterwards. */
async function inHouse<T>(work: (house: RunningHouse, dataDir: string) => Promise<T>): Promise<T> {
  using place = await housePlace()
  const house = await startHouse(place)
  try {
    return await work(house, place.dataDir)
  } finally {
    await house.interrupt()
  }
}

async function makeFair({ local }: RunningHouse): Promise<string> {
  const { id } = await new ApiClient(local.origin, local.keys.organiser).post<{ id: string }>('/v1/fairs', fairBody)
  return id
}

async function sampleRows(): Promise<{ heading: string[]; rows: string[][] }> {
  const table: string[][] = []
  for await (const event of openSheets(Readable.from([readFileSync(samplePath)]), { name: 'fair.xlsx' })) {
    if (event.kind === 'row' && event.sheet === 0) table[event.row] = [...event.cells]
  }
  const rows = table.filter((row, at) => row !== undefined && at > headingRow && row[0]?.startsWith('HZ'))
  return { heading: table[headingRow] ?? [], rows }
}

// Rows of the sample again and again, each with its own number and title.
function manyRows(rows: readonly string[][], count: number): string[][] {
  return Array.from({ length: count }, (_, number) => {
    const row = rows[number % rows.length] ?? []
    return row.map((cell, at) => (at === 0 ? `N-${number}` : at === 6 ? `${cell}${Math.floor(number / rows.length) || ''}` : cell))
  })
}

const fairBody = {
  name: '测试招聘会',
  regionCode: '330100',
  opensAt: '2026-11-20T09:00:00+08:00',
  closesAt: '2027-12-31T17:00:00+08:00',
  organiserName: '测试',
}

async function timed({ local }: RunningHouse, fairId: string, { body, type }: { body: Buffer; type: string }) {
  const headers = { authorization: `Bearer ${local.keys.organiser}`, 'content-type': type }
  const startedAt = performance.now()
  const response = await fetch(`${local.origin}/v1/fairs/${fairId}/imports`, { method: 'POST', headers, body: new Uint8Array(body) })
  if (response.status !== 202) throw new Error(`an import was answered ${response.status}: ${await response.text()}`)
  const { id } = (await response.json()) as { id: string }
  const client = new ApiClient(local.origin, local.keys.organiser)
  for (;;) {
    const job = await client.get<ImportJob>(`/v1/imports/${id}`)
    if (job.status === 'failed') throw new Error(JSON.stringify(job.problem))
    if (job.status === 'finished') {
      const { created, updated, unchanged, rejected } = job.counts
      return { seconds: (performance.now() - startedAt) / 1_000, kept: created + updated + unchanged, rejected }
    }
    await pause(100)
  }
}

/** How long the federation waits for a page of postings, asked again and again until `until` settles. */
async function readsWhile({ local }: RunningHouse, until: Promise<unknown>): Promise<number[]> {
  const client = new ApiClient(local.origin, local.keys.federation)
  const times: number[] = []
  const over = new AbortController()
  const ended = until.catch(() => {}).finally(() => over.abort())
  while (!over.signal.aborted) {
    const startedAt = performance.now()
    await client.get('/v1/postings?limit=20')
    times.push(performance.now() - startedAt)
    await pause(20)
  }
  await ended
  return times
}

// The highest it has ever been, from the kernel; 0 where the kernel does not say.
function workerKib(dataDir: string): number {
  const worker = processesOf(dataDir).find(({ command }) => command.includes('services/postings/src/worker.ts'))
  if (worker === undefined) throw new Error('the house has no import worker')
  const status = readFileSync(`/proc/${worker.pid}/status`, 'utf8')
  return Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0)
}
