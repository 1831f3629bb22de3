import { readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { PeopleImport } from '@zhihe/contracts/jobseeker-import'
import { makeWorkbook } from '@zhihe/sheets/make-workbook'
import { Client } from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { ApiClient } from '../local/api-client.ts'
import { completeCitizenId } from '../local/sample/complete-code.ts'
import { housePlace, processesOf, type RunningHouse, startHouse } from '../local/spawn-house.ts'
import { type BenchOptions, print, quantile, round } from './measure.ts'

const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const bars = { seconds: 300, grownMib: 200, readP99Ratio: 2 }
const idleMs = 8_000
const rowsPerStatement = 500
const kibOfMib = 1024

/** Files of a federation, from the first byte sent to the last person kept, and what others feel of it; beside it a plain insert of the same bytes. */
export async function benchPeopleImports({ quick }: BenchOptions) {
  const [recordCount, sheetCount] = quick ? [5_000, 2_500] : [100_000, 50_000]
  const loadBefore = loadavg()[0] ?? 0
  const people = Array.from({ length: recordCount }, (_, number) => personOf(number))
  const lines = people.map((person) => JSON.stringify(person))
  const records = await inHouse(async (house, dataDir) => {
    const floorSeconds = await insertPlainly(dataDir, lines)
    const id = await registerOne(house)
    await readsWhile(house, id, pause(1_000))
    const idle = await readsWhile(house, id, pause(idleMs))
    const before = importerKib(dataDir)
    const running = timed(house, { body: Buffer.from(`${lines.join('\n')}\n`), type: 'application/x-ndjson' })
    const busy = await readsWhile(house, id, running)
    const first = await running
    const grownMib = (importerKib(dataDir) - before) / kibOfMib
    const again = quick ? await timed(house, { body: Buffer.from(`${lines.join('\n')}\n`), type: 'application/x-ndjson' }) : null
    return { ...first, again, floorSeconds, idle, busy, grownMib }
  })
  const sheet = await inHouse(async (house) => {
    const workbook = makeWorkbook([{ name: '人员', rows: [headings, ...people.slice(0, sheetCount).map(cellsOf)] }])
    return await timed(house, { body: workbook, type: xlsxType })
  })

  const ratio = records.seconds / records.floorSeconds
  const p99 = quantile(records.busy, 0.99) / quantile(records.idle, 0.99)
  print(
    `${recordCount} people of NDJSON: ${records.seconds.toFixed(1)} s, ${tally(records)}; bar ${(bars.seconds * recordCount) / 100_000} s`,
  )
  print(`a plain insert of these bytes: ${records.floorSeconds.toFixed(1)} s; the import takes ${ratio.toFixed(1)} × as long`)
  if (records.again) print(`the same file again:     ${records.again.seconds.toFixed(1)} s, ${tally(records.again)}`)
  print(`${sheetCount} people of XLSX:   ${sheet.seconds.toFixed(1)} s, ${tally(sheet)}`)
  print(`importer +${records.grownMib.toFixed(0)} MiB at most; bar +${bars.grownMib} MiB`)
  print(
    `reads of a person, ms: idle p50 ${quantile(records.idle, 0.5).toFixed(1)} p99 ${quantile(records.idle, 0.99).toFixed(1)}; meanwhile p50 ${quantile(records.busy, 0.5).toFixed(1)} p99 ${quantile(records.busy, 0.99).toFixed(1)}; bar ${bars.readP99Ratio} × idle`,
  )
  return {
    recordCount,
    recordSeconds: round(records.seconds),
    floorSeconds: round(records.floorSeconds),
    ratioToFloor: round(ratio),
    sheetCount,
    sheetSeconds: round(sheet.seconds),
    grownMib: round(records.grownMib),
    readP99Ratio: round(p99, 2),
    refused: records.job.counts.refused + sheet.job.counts.refused,
    loadBefore: round(loadBefore),
  }
}

function tally({ job: { counts } }: { job: PeopleImport }): string {
  return `${counts.created} new, ${counts.updated} changed, ${counts.unchanged} unchanged, ${counts.refused} refused`
}

async function inHouse<T>(work: (house: RunningHouse, dataDir: string) => Promise<T>): Promise<T> {
  using place = await housePlace()
  const house = await startHouse(place)
  try {
    return await work(house, place.dataDir)
  } finally {
    await house.interrupt()
  }
}

const dayMs = 86_400_000
const today = '2026-11-22'

// Region 99 belongs to nobody; a birthday and a sequence for each.
function personOf(number: number) {
  const born = new Date(Date.UTC(1965, 0, 1) + (number % 12_000) * dayMs).toISOString().slice(0, 10).replaceAll('-', '')
  const idNumber = completeCitizenId(`990106${born}${100 + Math.floor(number / 12_000)}`, today)
  const county = ['330106', '330105', '330108', '330109'][number % 4] ?? '330106'
  return {
    identity: {
      name: `王${'甲乙丙丁戊己庚辛'.charAt(number % 8)}${'一二三四五六七八九'.charAt(number % 9)}`,
      idNumber,
      certificateNumber: `${idNumber}${(number % 6) + 1}${(number % 4) + 1}`,
      phone: `199${String(number).padStart(8, '0')}`,
    },
    profile: {
      education: (['junior_secondary', 'senior_secondary', 'associate', 'bachelor'] as const)[number % 4],
      regionCode: county,
      skills: [{ text: '打字', level: 2, evidence: 'declared' }],
      statuses: ['employment_difficulty'],
      payFloorFen: 300_000 + (number % 10) * 10_000,
    },
    consents: [{ purpose: 'matching', textVersion: 'zhihe-2026-11', at: '2026-11-01T09:00:00+08:00' }],
  }
}

const headings = [
  '姓名',
  '身份证号',
  '残疾人证号',
  '联系电话',
  '所在区县',
  '文化程度',
  '技能特长',
  '期望薪资',
  '就业困难',
  '同意匹配',
  '同意日期',
  '同意书版本',
]
const countyNames: Record<string, string> = { '330106': '西湖区', '330105': '拱墅区', '330108': '滨江区', '330109': '萧山区' }
const educationNames = { junior_secondary: '初中', senior_secondary: '高中', associate: '大专', bachelor: '本科' } as const

function cellsOf({ identity, profile }: ReturnType<typeof personOf>): string[] {
  const { name, idNumber, certificateNumber, phone } = identity
  const county = `浙江省杭州市${countyNames[profile.regionCode]}`
  const education = profile.education === undefined ? '' : educationNames[profile.education]
  return [name, idNumber, certificateNumber, phone, county, education, '打字', '3500元/月', '是', '是', '2026-11-01', 'zhihe-2026-11']
}

async function registerOne({ local }: RunningHouse): Promise<string> {
  const client = new ApiClient(local.origin, local.keys.federation)
  return (await client.post<{ id: string }>('/v1/jobseekers', personOf(1_000_000))).id
}

async function timed(
  { local }: RunningHouse,
  { body, type }: { body: Buffer; type: string },
): Promise<{ seconds: number; job: PeopleImport }> {
  const headers = { authorization: `Bearer ${local.keys.federation}`, 'content-type': type }
  const startedAt = performance.now()
  const response = await fetch(`${local.origin}/v1/jobseekers/imports`, { method: 'POST', headers, body: new Uint8Array(body) })
  if (response.status !== 202) throw new Error(`an import was answered ${response.status}: ${await response.text()}`)
  const { id } = (await response.json()) as { id: string }
  const client = new ApiClient(local.origin, local.keys.federation)
  for (;;) {
    const job = await client.get<PeopleImport>(`/v1/jobseekers/imports/${id}`)
    if (job.status === 'failed' || job.status === 'needs_mapping') throw new Error(JSON.stringify(job.problem))
    if (job.status === 'finished') return { seconds: (performance.now() - startedAt) / 1_000, job }
    await pause(100)
  }
}

/** How long a federation waits for one person, asked again and again until `until` settles. */
async function readsWhile({ local }: RunningHouse, id: string, until: Promise<unknown>): Promise<number[]> {
  const client = new ApiClient(local.origin, local.keys.federation)
  const times: number[] = []
  const over = new AbortController()
  const ended = until.catch(() => {}).finally(() => over.abort())
  while (!over.signal.aborted) {
    const startedAt = performance.now()
    await client.get(`/v1/jobseekers/${id}`)
    times.push(performance.now() - startedAt)
    await pause(20)
  }
  await ended
  return times
}

/** The same bytes into a table with a key and nothing else, in the statements an import would use. */
async function insertPlainly(dataDir: string, lines: readonly string[]): Promise<number> {
  const { url } = JSON.parse(readFileSync(join(dataDir, 'database.json'), 'utf8')) as { url: string }
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query('create table public.bench_floor (id uuid primary key, payload jsonb not null)')
  const startedAt = performance.now()
  for (let start = 0; start < lines.length; start += rowsPerStatement) {
    const rows = lines.slice(start, start + rowsPerStatement)
    const ids = rows.map(() => uuidv7())
    await client.query('insert into public.bench_floor select * from unnest($1::uuid[], $2::jsonb[])', [ids, rows])
  }
  const seconds = (performance.now() - startedAt) / 1_000
  await client.query('drop table public.bench_floor')
  await client.end()
  return seconds
}

// The highest it has ever been, from the kernel; 0 where the kernel does not say.
function importerKib(dataDir: string): number {
  const importer = processesOf(dataDir).find(({ command }) => command.includes('services/jobseekers/src/importer.ts'))
  if (importer === undefined) throw new Error('the house has no importer of people')
  const status = readFileSync(`/proc/${importer.pid}/status`, 'utf8')
  return Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0)
}
