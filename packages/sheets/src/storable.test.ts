import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gather, problemOf } from '../test/gather.ts'
import { strangeText } from '../test/strange-text.ts'
import { fixtureWorkbook } from '../test/workbook-fixture.ts'
import { isStorable } from './storable.ts'

const kinds = async (file: Buffer | string, name = '') =>
  (await gather(file, { name }))
    .slice(1)
    .flatMap((event) => (event.kind === 'problem' ? [`${event.problem.code} ${event.row}`] : [event.kind]))

describe('a row with NUL or half a surrogate pair', () => {
  it('is told as a problem with its place, and the rows around it are read', async () => {
    const book = fixtureWorkbook([{ name: '一', rows: [['岗位'], [{ inline: 'a\u0000b' }], ['x', '半\ud800'], ['好']] }])

    expect(await kinds(book)).toEqual(['sheet', 'row', 'bad_character 2', 'bad_character 3', 'row'])
    const [, , , , problem] = await gather(book)
    expect(problem).toMatchObject({
      problem: { code: 'bad_character', sheet: '一', row: 3, column: 1, zh: expect.stringContaining('B 列') },
    })
  })

  it('is told in a CSV, far behind the beginning', async () => {
    const filler = '岗位说明'.repeat(4_000)

    expect(await kinds(`岗位,薪资\n${`${filler},x\n`.repeat(6)}a\u0000b,3000\n好,1\n`, 'a.csv')).toEqual([
      'sheet',
      ...Array(7).fill('row'),
      'bad_character 8',
      'row',
    ])
  })

  it.each([
    ['a value', '{"a":"\\u0000"}'],
    ['a key', '{"\\uD800":1}'],
    ['something deep', '{"a":[{"b":["x","\\udfff"]}]}'],
  ])('is told in JSON, in %s', async (_, line) => {
    expect(await kinds(`{"a":1}\n${line}\n{"a":"\\ud83d\\ude00 \\\\u0000"}\n`, 'a.ndjson')).toEqual(['record', 'bad_character 2', 'record'])
  })

  it('never comes out of any table', async () => {
    const tables = fc.array(fc.array(strangeText(6), { maxLength: 4 }), { maxLength: 5 })
    const onlyStorable = fc.asyncProperty(tables, async (rows) => {
      const events = await gather(fixtureWorkbook([{ name: '一', rows }]))
      return events.every((event) => event.kind !== 'row' || event.cells.every(isStorable))
    })

    await expect(fc.assert(onlyStorable, { numRuns: 60 })).resolves.toBeUndefined()
  })
})

describe('a cell that names a column no sheet has', () => {
  it.each(['ZZZZ1', 'XFE1', '1A', 'A0', ''])('%j is damage, and not the next column', async (name) => {
    const sheet = `<worksheet><sheetData><row r="1"><c r="${name}" t="inlineStr"><is><t>岗位</t></is></c></row></sheetData></worksheet>`

    expect(await problemOf(fixtureWorkbook([{ name: '一', rows: [] }], { parts: { 'xl/worksheets/sheet1.xml': sheet } }))).toMatchObject({
      code: 'damaged',
      row: 1,
    })
  })
})
