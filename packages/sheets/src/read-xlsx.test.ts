import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gather, problemOf, rowsOf } from '../test/gather.ts'
import { keptText } from '../test/strange-text.ts'
import { type FixtureCell, fixtureWorkbook } from '../test/workbook-fixture.ts'
import { makeWorkbook } from './make-workbook.ts'
import { packPart, writeZip } from './zip-write.ts'

const one = (rows: readonly (readonly FixtureCell[])[]) => fixtureWorkbook([{ name: '岗位', rows }])

describe('reading an XLSX', () => {
  it('tells the sheets in the order of their tabs, and of hidden ones only that they are there', async () => {
    const book = fixtureWorkbook([
      { name: '上城区', rows: [['岗位'], ['保洁']] },
      { name: '草稿', state: 'hidden', rows: [['不该读']] },
      { name: '字典', state: 'veryHidden', rows: [['不该读']] },
      { name: '西湖区', rows: [[null, '客服']] },
    ])

    expect(await gather(book)).toEqual([
      { kind: 'file', format: 'xlsx' },
      { kind: 'sheet', sheet: 0, name: '上城区' },
      { kind: 'row', sheet: 0, row: 1, cells: ['岗位'] },
      { kind: 'row', sheet: 0, row: 2, cells: ['保洁'] },
      { kind: 'sheet', sheet: 1, name: '草稿', skipped: 'hidden' },
      { kind: 'sheet', sheet: 2, name: '字典', skipped: 'hidden' },
      { kind: 'sheet', sheet: 3, name: '西湖区' },
      { kind: 'row', sheet: 3, row: 1, cells: ['', '客服'] },
    ])
  })

  it('says which cells are struck through, and which formulas were never computed', async () => {
    const styles =
      '<styleSheet><fonts><font/><font><strike/></font><font><strike val="0"/></font></fonts><fills/><cellXfs><xf/><xf fontId="1"/><xf fontId="2"/></cellXfs><dxfs><dxf><font><strike/></font></dxf></dxfs></styleSheet>'
    const book = fixtureWorkbook(
      [
        {
          name: '一',
          rows: [
            [{ style: 1, type: 'str', value: '作废' }, { style: 2, type: 'str', value: '在招' }, { style: 1 }],
            ['保洁', { formula: 'A1&"x"' }, { type: 'str', formula: '""', value: '' }],
          ],
        },
      ],
      { parts: { 'xl/styles.xml': styles } },
    )

    expect((await gather(book)).slice(2)).toEqual([
      { kind: 'row', sheet: 0, row: 1, cells: ['作废', '在招'], struck: [0] },
      { kind: 'row', sheet: 0, row: 2, cells: ['保洁'], uncomputed: [1] },
    ])
  })

  it('says which cells are numbers of more than fifteen digits, of which the rest is lost, and not which are texts', async () => {
    const rows = [[{ value: '990106199003151040' }, { value: '9.90106199003151E+17' }, '990106199003151040', { value: '13800001234' }]]
    const book = fixtureWorkbook([{ name: '一', rows }])

    expect((await gather(book)).at(-1)).toMatchObject({ rounded: [0, 1] })
  })

  it('words every kind of cell', async () => {
    const book = fixtureWorkbook(
      [
        {
          name: '一',
          rows: [
            ['共享', { inline: '内联' }, 3000, { type: 'str', value: '拼成的', formula: 'A1&"x"' }, { value: '6000', formula: 'C1*2' }],
            [
              { type: 'b', value: '1' },
              { type: 'e', value: '#N/A' },
              { style: 1, value: '46348' },
              { type: 'd', value: '2026-11-22' },
              { formula: 'NOW()' },
            ],
          ],
        },
      ],
      { formats: ['yyyy"年"m"月"d"日"'] },
    )

    expect(await rowsOf(book)).toEqual([
      ['共享', '内联', '3000', '拼成的', '6000'],
      ['TRUE', '#N/A', '2026-11-22', '2026-11-22'],
    ])
  })

  it('joins rich text, leaves phonetic readings out and undoes the escapes of Excel', async () => {
    const strings =
      '<sst><si><r><t>薪</t></r><r><rPr/><t>资</t></r><rPh sb="0" eb="1"><t>xin</t></rPh></si><si><t>一_x000D_二_x005F_x0041_</t></si></sst>'
    const cells = [
      { type: 's', value: '0' },
      { type: 's', value: '1' },
    ]
    const book = fixtureWorkbook([{ name: '一', rows: [cells] }], { parts: { 'xl/sharedStrings.xml': strings } })

    expect(await rowsOf(book)).toEqual([['薪资', '一\r二_x0041_']])
  })

  it('fills merged cells from their first and drops rows that only continue them', async () => {
    const rows = [['招聘会'], ['单位', '岗位'], ['甲公司', '保洁'], [null, '保安'], [null, null], ['乙公司', '客服']]
    const book = fixtureWorkbook([{ name: '一', rows, merges: ['A1:B1', 'A3:A5', 'B6:C6', 'ZZ9:A1'] }])

    expect(await gather(book)).toMatchObject([
      {},
      {},
      { row: 1, cells: ['招聘会', '招聘会'] },
      { row: 2, cells: ['单位', '岗位'] },
      { row: 3, cells: ['甲公司', '保洁'] },
      { row: 4, cells: ['甲公司', '保安'] },
      { row: 6, cells: ['乙公司', '客服', '客服'] },
    ])
  })

  it('reads files of programs that prefix their elements or number no cell', async () => {
    const rows = [['岗位', null, '薪资'], [], ['保洁', 1, 3000]]
    const expected = [
      ['岗位', '', '薪资'],
      ['保洁', '1', '3000'],
    ]

    expect(await rowsOf(fixtureWorkbook([{ name: '一', rows }], { prefix: 'x:' }))).toEqual(expected)
    expect(await rowsOf(fixtureWorkbook([{ name: '一', rows }], { isBare: true }))).toEqual(expected)
  })

  it('gives back any table it is given', async () => {
    const text = keptText(20).filter((value) => value.trim() !== '')
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(text, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        async (rows, isPlain) => {
          const book = isPlain ? makeWorkbook([{ name: '一', rows }]) : one(rows)

          expect(await rowsOf(book, { piece: 97 })).toEqual(rows)
        },
      ),
      { numRuns: 40 },
    )
  })
})

describe('refusing an XLSX', () => {
  const document = (body: string) => fixtureWorkbook([{ name: '一', rows: [['x']] }], { parts: { 'xl/worksheets/sheet1.xml': body } })

  it('names what a package is instead of a workbook', async () => {
    const zip = (name: string) => writeZip([packPart(name, '<x/>')])

    expect(await problemOf(zip('word/document.xml'))).toMatchObject({ code: 'not_a_workbook', zh: expect.stringContaining('Word') })
    expect(await problemOf(zip('xl/workbook.bin'))).toMatchObject({ code: 'not_a_workbook' })
    expect(await problemOf(zip('readme.txt'))).toMatchObject({ code: 'not_a_workbook' })
  })

  it('refuses document types and entities, wherever they stand', async () => {
    const bomb =
      '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
    const undeclared = '<worksheet><sheetData><row><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'

    expect(await problemOf(document(bomb))).toMatchObject({ code: 'entities_refused', sheet: '一' })
    expect(await problemOf(document(undeclared))).toMatchObject({ code: 'damaged' })
  })

  it('refuses what is out of all proportion before unpacking it', async () => {
    const bomb = document(`<worksheet>${' '.repeat(20 * 1_048_576)}</worksheet>`)

    expect(await problemOf(bomb)).toMatchObject({ code: 'zip_bomb' })
    expect(await problemOf(one([['一'.repeat(9_000)]]), { limits: { maxUnpackedBytes: 10_000 } })).toMatchObject({ code: 'zip_bomb' })
    expect(await problemOf(one([['一二三']]), { limits: { maxSharedCharacters: 2 } })).toMatchObject({ code: 'zip_bomb' })
  })

  it('refuses a directory that lies about a size or a checksum', async () => {
    const at = (offset: number, change: number) => {
      const book = one([['保洁']])
      const place = book.lastIndexOf(Buffer.from('504b0102', 'hex')) + offset
      book.writeUInt32LE((book.readUInt32LE(place) + change) >>> 0, place)
      return book
    }
    const problems = await Promise.all([at(16, 1), at(24, -1), at(24, 1), at(20, -1), at(42, 1)].map((book) => problemOf(book)))

    expect(problems.map((problem) => problem?.code)).toEqual(Array(5).fill('damaged'))
  })

  it('refuses parts of one name, encrypted parts and what is packed in another way', async () => {
    const part = packPart('xl/workbook.xml', '<workbook/>')
    const flagged = one([['保洁']])
    flagged.writeUInt16LE(0x801, flagged.indexOf(Buffer.from('504b0102', 'hex')) + 8)

    expect(await problemOf(writeZip([part, { ...part, name: 'XL/workbook.xml' }]))).toMatchObject({ code: 'damaged' })
    expect(await problemOf(flagged)).toMatchObject({ code: 'encrypted' })
    expect(await problemOf(writeZip([{ ...part, method: 12 }]))).toMatchObject({ code: 'damaged' })
  })

  it('leaves alone what a workbook points to outside itself', async () => {
    const rels = `<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="http://127.0.0.1/sheet.xml" TargetMode="External"/></Relationships>`
    const book = fixtureWorkbook([{ name: '一', rows: [['x']] }], { parts: { 'xl/_rels/workbook.xml.rels': rels } })

    expect((await gather(book)).slice(1)).toEqual([{ kind: 'sheet', sheet: 0, name: '一', skipped: 'not_a_table' }])
  })

  it('refuses nesting, overlapping merges and rows that go backwards', async () => {
    const deep = `<worksheet>${'<a>'.repeat(100)}${'</a>'.repeat(100)}</worksheet>`
    const backwards = '<worksheet><sheetData><row r="5"/><row r="5"/></sheetData></worksheet>'
    const merges = Array<string>(100).fill('A1:XFD9')

    expect(await problemOf(document(deep))).toMatchObject({ code: 'too_deep' })
    expect(await problemOf(document(backwards))).toMatchObject({ code: 'damaged' })
    expect(await problemOf(fixtureWorkbook([{ name: '一', rows: [['x']], merges }]))).toMatchObject({ code: 'damaged', row: 1 })
  })

  it('counts rows over all sheets and stops at the first too many', async () => {
    const rows = Array.from({ length: 3 }, (_, index) => [`${index}`])
    const book = fixtureWorkbook([
      { name: '一', rows },
      { name: '二', rows: [[], ...rows] },
    ])

    expect(await problemOf(book, { limits: { maxRows: 6 } })).toBeNull()
    expect(await problemOf(book, { limits: { maxRows: 5 } })).toMatchObject({ code: 'too_many_rows', sheet: '二', row: 4 })
  })

  it('says which cell is too long and reads on', async () => {
    const book = one([
      ['岗位'],
      ['好', { inline: '长'.repeat(11) }],
      ['长'.repeat(11)],
      ['保洁', null, null, '远'],
      ['一二三四五', '一二三四五', '一二三四五'],
    ])
    const events = await gather(book, { limits: { maxCellCharacters: 10, maxColumns: 3, maxRowCharacters: 14 } })

    expect(events.slice(3)).toMatchObject([
      {
        kind: 'problem',
        row: 2,
        problem: { code: 'cell_too_long', sheet: '岗位', column: 1, zh: '工作表“岗位” 第 2 行 B 列：单元格超过 10 个字' },
      },
      { kind: 'problem', row: 3, problem: { code: 'cell_too_long', column: 0 } },
      { kind: 'problem', row: 4, problem: { code: 'too_many_columns', column: 3 } },
      { kind: 'problem', row: 5, problem: { code: 'row_too_long', column: 2 } },
    ])
  })

  it('refuses too many sheets', async () => {
    const book = fixtureWorkbook(['一', '二', '三'].map((name) => ({ name, rows: [] })))

    expect(await problemOf(book, { limits: { maxSheets: 2 } })).toMatchObject({ code: 'too_many_sheets' })
  })
})
