import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { inflateRawSync } from 'node:zlib'
import { openSheets } from '@zhihe/sheets/open-sheets'
import { freePort } from '@zhihe/testing/free-ports'
import { inlineCell, sheetOf, workbookOf } from '@zhihe/testing/hostile/workbooks'
import { packPart } from '@zhihe/testing/hostile/zip'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type HostileFile, hostileFiles } from './hostile-files.ts'
import { type Imports, importsOf } from './import-client.ts'
import { type OwnProcess, startProcess } from './own-process.ts'
import { type Body, type PostingsService, startPostings } from './postings-service.ts'

const mebibyte = 1_048_576
const allowedBytes = 250 * mebibyte

let postings: PostingsService
let imports: Imports
let worker: OwnProcess
let opsPort: number
let mostRisen = 0
const stack = new AsyncDisposableStack()

// The worker is a process of its own, so that its memory and its life can be watched.
beforeAll(async () => {
  postings = stack.use(await startPostings())
  await postings.employer()
  imports = importsOf(postings, await postings.fair())
  opsPort = await freePort()
  worker = await startProcess('worker', { DATABASE_URL: postings.listenUrl, OPS_PORT: String(opsPort) })
  stack.defer(worker.kill)
})
afterAll(async () => await stack.disposeAsync())

async function residentBytes(): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${opsPort}/metrics`)).text()
  return Number(/^process_resident_memory_bytes\S* (\S+)$/m.exec(metrics)?.[1])
}

/** Runs something and looks at the worker's memory meanwhile. */
async function watched<T>(run: () => Promise<T>): Promise<{ result: T; highest: number }> {
  const looking = { isOver: false, highest: 0 }
  const look = async () => void (looking.highest = Math.max(looking.highest, await residentBytes()))
  const lookOn = async () => {
    while (!looking.isOver) {
      await look()
      await pause(50)
    }
  }
  const over = lookOn()
  try {
    const result = await run()
    await look()
    return { result, highest: looking.highest }
  } finally {
    looking.isOver = true
    await over
  }
}

/** What is wrong with how an import ended: another problem than was to be told, none, or one that is not told well. */
async function faultsOf(done: Body, { refused, rowErrors = [], created = 0 }: Partial<HostileFile>): Promise<string[]> {
  const problem = done['problem'] as { code: string; zh: string; en: string } | null
  const errors = (await imports.itemsOf(done.id)).flatMap((item) => item.errors)
  const told = problem === null ? errors : [problem]
  const allowed = [...(refused ?? []), ...rowErrors]
  const isTold =
    refused !== undefined && rowErrors.length === 0 && created === 0
      ? problem !== null
      : problem !== null || rowErrors.length === 0 || errors.length > 0
  return [
    ...told.filter(({ code }) => !allowed.includes(code)).map(({ code }) => `tells ${code}`),
    ...told.filter(({ zh, en }) => !/[\u4e00-\u9fff]/.test(zh) || en === '').map(({ zh }) => `says “${zh}”`),
    ...(isTold ? [] : ['tells nothing']),
    ...(problem === null && (done['counts'] as { created: number }).created !== created
      ? [`counts ${JSON.stringify(done['counts'])}`]
      : []),
    ...(/root:|undefined|NaN|Error/.test(JSON.stringify(done)) ? ['lets something out'] : []),
  ]
}

describe('a hostile file', () => {
  it.each(hostileFiles.map((file) => [`${file.what} (${file.name})`, file] as const))('%s', async (_, { type, name, file, ...outcome }) => {
    const before = await residentBytes()

    const { result: done, highest } = await watched(async () => await imports.run({ file: file(), type, name }))

    expect(await faultsOf(done, outcome)).toEqual([])
    const risen = highest - before
    mostRisen = Math.max(mostRisen, risen)
    expect(risen).toBeLessThan(allowedBytes)
    expect(worker.child.exitCode).toBeNull()
  })

  it('leaves nothing behind outside, and the worker goes on with the next good one', async () => {
    const done = await imports.run({ file: '岗位名称,单位名称\n收尾岗,杭州云客服有限公司', type: 'text/csv' })

    expect(done).toMatchObject({ status: 'finished', counts: { created: 1 } })
    expect(existsSync(join(tmpdir(), 'zhihe-escaped'))).toBe(false)
    process.stdout.write(
      `hostile files: ${hostileFiles.length}, the worker's memory rose by ${Math.round(mostRisen / mebibyte)} MiB at most\n`,
    )
  })
})

describe('what is handed back', () => {
  const formulas = ['=HYPERLINK("http://127.0.0.1:1","x")', '+1+1', '-2+3', '@SUM(A1)', '＝1+1', "=cmd|'/C calc'!A0"]
  const rowsOf = formulas.map((title) => [title, '杭州云客服有限公司', '无残疾', '1'])
  const ours = /^["']?[=+\-@\t\r＝＋－＠]/

  async function answerOf(sent: Parameters<Imports['run']>[0]): Promise<{ bytes: Buffer; type: string }> {
    const done = await imports.run(sent)
    const response = await postings.app.inject({
      url: `/v1/imports/${done.id}/workbook`,
      headers: { authorization: `Bearer ${postings.organiser}` },
    })
    expect(response.statusCode).toBe(200)
    return { bytes: response.rawPayload, type: String(response.headers['content-type']) }
  }

  async function tableOf(bytes: Buffer): Promise<(readonly string[])[]> {
    const events = await Array.fromAsync(openSheets(Readable.from([bytes])))
    return events.flatMap((event) => (event.kind === 'row' ? [event.cells] : []))
  }

  it('says of rows that begin like formulas, in CSV, what no spreadsheet takes for one', async () => {
    const quoted = (cells: readonly string[]) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')
    const file = [['岗位名称', '单位名称', '任职要求', '招聘人数'], ...rowsOf].map(quoted).join('\r\n')

    const { bytes } = await answerOf({ file, type: 'text/csv', name: '公式.csv' })

    const table = await tableOf(bytes)
    expect(table).toHaveLength(formulas.length + 1)
    for (const cells of table) for (const cell of cells.slice(-2)) expect(cell).not.toMatch(ours)
  })

  it('says it in a workbook as text, never as a formula, and keeps no macro', async () => {
    const sheet = sheetOf(
      [['岗位名称', '单位名称', '任职要求', '招聘人数'], ...rowsOf].map((cells) => cells.map((cell) => inlineCell(escaped(cell))).join('')),
    )
    const file = workbookOf(sheet, [packPart('xl/vbaProject.bin', 'Attribute VB_Name = "x"')])

    const { bytes, type } = await answerOf({ file, type: 'application/octet-stream', name: '公式.xlsm' })

    expect(type).toContain('spreadsheetml.sheet')
    expect(bytes.includes('vbaProject')).toBe(false)
    const written = inflatedParts(bytes)
    expect(written.some((xml) => xml.includes('职合状态'))).toBe(true)
    for (const xml of written) expect(xml).not.toMatch(/<f[ >]/)
    for (const cells of await tableOf(bytes)) for (const cell of cells.slice(-2)) expect(cell).not.toMatch(ours)
  })
})

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** The texts of the packed parts, found by their local heads. */
function inflatedParts(zip: Buffer): string[] {
  const parts: string[] = []
  for (let at = zip.indexOf('PK\u0003\u0004'); at >= 0; at = zip.indexOf('PK\u0003\u0004', at + 4)) {
    const start = at + 30 + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28)
    const packed = zip.subarray(start, start + zip.readUInt32LE(at + 18))
    parts.push((zip.readUInt16LE(at + 8) === 8 ? inflateRawSync(packed) : packed).toString())
  }
  return parts
}
