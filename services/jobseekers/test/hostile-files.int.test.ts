import { Readable } from 'node:stream'
import type { PeopleImport } from '@zhihe/contracts/jobseeker-import'
import { openSheets } from '@zhihe/sheets/open-sheets'
import { inlineCell, sheetOf, workbookOf } from '@zhihe/testing/hostile/workbooks'
import { packPart, zipOf } from '@zhihe/testing/hostile/zip'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { citizenNumbers, newPerson } from './people.ts'
import { csv, lines, ndjson, type PeopleImports, peopleImports, startTestImporter, table, xlsx } from './people-import-client.ts'
import { type Register, startRegister } from './register.ts'

const mebibyte = 1_048_576
const next = citizenNumbers()
const headings = ['姓名', '身份证号', '联系电话', '所在区县']
const person = (name = '张三') => [name, next(), '19900001234', '杭州市西湖区']
const xmlRow = (cells: readonly string[]) => cells.map(inlineCell).join('')
const spaces = (size: number) => Buffer.alloc(size, 0x20)
const book = (...rows: string[]) => workbookOf(sheetOf([xmlRow(headings), ...rows]))
const doctyped = (declarations: string, cell: string) =>
  sheetOf([xmlRow(headings), inlineCell(cell)]).replace('<worksheet', `<!DOCTYPE worksheet [${declarations}]><worksheet`)
const laughs = Array.from({ length: 10 }, (_, at) => `<!ENTITY l${at} "${at === 0 ? 'ha' : `&l${at - 1};`.repeat(10)}">`).join('')
/** A cell that is a number: Excel keeps fifteen digits of it. */
const numberCell = (digits: string) => `<c><v>${digits}</v></c>`

interface Hostile {
  what: string
  type: string
  file: () => Buffer | string
  /** Codes of the problem of the file as a whole, any of them; none where its rows are read. */
  refused?: readonly string[]
  created?: number
  /** Codes of findings, any of them, for every other row. */
  findings?: readonly string[]
}

const files: Hostile[] = [
  {
    what: 'a sheet that unpacks to 1,000 times its size',
    type: xlsx,
    file: () => workbookOf(Buffer.concat([Buffer.from(sheetOf([])), spaces(48 * mebibyte)])),
    refused: ['zip_bomb'],
  },
  {
    what: '10,001 parts',
    type: xlsx,
    file: () => zipOf(Array.from({ length: 10_001 }, (_, at) => ({ ...packPart('x', ''), name: `x${at}` }))),
    refused: ['zip_bomb'],
  },
  {
    what: 'an external entity that names a file',
    type: xlsx,
    file: () => workbookOf(doctyped('<!ENTITY x SYSTEM "file:///etc/passwd">', '&x;')),
    refused: ['entities_refused'],
  },
  { what: 'a billion laughs', type: xlsx, file: () => workbookOf(doctyped(laughs, '&l9;')), refused: ['entities_refused'] },
  { what: 'half of a workbook', type: xlsx, file: () => book(xmlRow(person())).subarray(0, 700), refused: ['damaged', 'not_a_workbook'] },
  { what: 'a PDF', type: xlsx, file: () => '%PDF-1.7 not a workbook', refused: ['unknown_type'] },
  {
    what: 'a page called a workbook',
    type: 'application/vnd.ms-excel',
    file: () => '<html><table><tr><td>姓名</td></tr></table></html>',
    refused: ['not_a_workbook'],
  },
  {
    what: 'noise',
    type: 'application/octet-stream',
    file: () => Buffer.from(Array.from({ length: 4_096 }, (_, at) => (at * 7919) % 256)),
    refused: ['unknown_type', 'damaged', 'wrong_encoding'],
  },
  {
    what: 'a byte of zero among the cells',
    type: csv,
    file: () => table(headings, [['张\u0000三', next(), '19900001234', '西湖区']]),
    refused: ['unknown_type'],
  },
  {
    what: 'a quotation mark that is not closed',
    type: csv,
    file: () => `${headings.join(',')}\n"张三,${next()},19900001234`,
    refused: ['no_rows', 'unclosed_quote'],
    findings: ['unclosed_quote'],
  },
  { what: 'nothing but headings', type: csv, file: () => headings.join(','), refused: ['no_rows'] },
  {
    what: 'a row of 600 columns',
    type: csv,
    file: () => table(headings, [[...person(), ...Array<string>(600).fill('x')], person()]),
    created: 1,
    findings: ['too_many_columns', 'row_too_long'],
  },
  {
    what: 'a cell of 40,000 characters',
    type: csv,
    file: () => table([...headings, '备注'], [[...person(), 'x'.repeat(40_000)], person()]),
    created: 1,
    findings: ['cell_too_long'],
  },
  {
    what: 'lines that are no objects',
    type: ndjson,
    file: () => `[1]\n"张三"\nnull\n{"a":\n${lines([newPerson(next())])}`,
    created: 1,
    findings: ['not_an_object', 'invalid_json'],
  },
  {
    what: 'an object 40 levels deep',
    type: ndjson,
    file: () => `${'{"a":'.repeat(40)}1${'}'.repeat(40)}\n${lines([newPerson(next())])}`,
    created: 1,
    findings: ['too_deep'],
  },
  {
    what: 'half a surrogate pair in a record',
    type: ndjson,
    file: () => `{"identity":{"name":"\\ud800"}}\n${lines([newPerson(next())])}`,
    created: 1,
    findings: ['bad_character'],
  },
  {
    what: 'keys of every object',
    type: ndjson,
    file: () => `{"__proto__":{"identity":1},"constructor":{}}\n${lines([newPerson(next())])}`,
    created: 1,
    findings: ['missing', 'unknown_key', 'wrong_type'],
  },
  {
    what: 'a schema.org posting',
    type: ndjson,
    file: () => `{"@context":"https://schema.org","@type":"JobPosting","title":"x"}\n${lines([newPerson(next())])}`,
    created: 1,
    findings: ['missing'],
  },
  {
    what: 'numbers that a spreadsheet has rounded',
    type: xlsx,
    file: () => book(`${inlineCell('张三')}${numberCell('990106199003151040')}${xmlRow(person().slice(2))}`, xmlRow(person())),
    created: 1,
    findings: ['rounded_by_spreadsheet'],
  },
  {
    what: 'a formula that was never computed',
    type: xlsx,
    file: () => book(`${inlineCell('张三')}<c><f>A1</f></c>${xmlRow(person().slice(2))}`, xmlRow(person())),
    created: 1,
    findings: ['missing_number', 'no_formula_value'],
  },
]

let register: Register
let imports: PeopleImports
const stack = new AsyncDisposableStack()

beforeAll(async () => {
  register = stack.use(await startRegister())
  imports = peopleImports(register)
  stack.use(startTestImporter(register))
})
afterAll(async () => await stack.disposeAsync())

async function faultsOf(done: PeopleImport, { refused = [], created = 0, findings = [] }: Hostile): Promise<string[]> {
  const { problem, counts } = done
  const items = await imports.items(done.id)
  const told = items.filter(({ outcome }) => outcome === 'refused').flatMap((item) => item.findings)
  return [
    ...(problem !== null && !refused.includes(problem.code) ? [`is refused as ${problem.code}`] : []),
    ...(problem === null && refused.length > 0 && findings.length === 0 ? ['is not refused'] : []),
    ...told.filter(({ code }) => !findings.includes(code)).map(({ code }) => `tells ${code}`),
    ...told.filter(({ zh, en }) => !/[\u4e00-\u9fff]/.test(zh) || en === '').map(({ code }) => `does not say ${code} in both languages`),
    ...(problem === null && counts.created !== created ? [`counts ${JSON.stringify(counts)}`] : []),
    ...(problem === null && findings.length > 0 && told.length === 0 ? ['tells nothing'] : []),
    ...(/root:|undefined|NaN|Error|张|9901/.test(JSON.stringify([done, items])) ? ['lets something out'] : []),
  ]
}

describe('a hostile file of people', () => {
  it.each(files.map((file) => [file.what, file] as const))('%s', async (_, file) => {
    const done = await imports.run({ file: file.file(), type: file.type })

    expect(await faultsOf(done, file)).toEqual([])
  })

  it('leaves the importer at work', async () => {
    expect(await imports.run({ file: table(headings, [person()]) })).toMatchObject({ status: 'finished', counts: { created: 1 } })
  })

  it('that begins cells like formulas comes back with nothing of ours that a spreadsheet would compute', async () => {
    const file = table(headings, [['=HYPERLINK("http://127.0.0.1:1")', '+1', '-2', '@SUM(A1)'], person()])
    const done = await imports.run({ file })

    const answer = await register.send('GET', `/v1/jobseekers/imports/${done.id}/workbook`)

    const rows: (readonly string[])[] = []
    for await (const event of openSheets(Readable.from([answer.rawPayload]), { contentType: csv }))
      if (event.kind === 'row') rows.push(event.cells)
    for (const cells of rows) for (const cell of cells.slice(headings.length)) expect(cell).not.toMatch(/^["']?[=+\-@\t\r＝＋－＠]/)
  })
})
