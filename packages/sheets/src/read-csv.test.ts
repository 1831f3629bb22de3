import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gather, problemOf, rowsOf } from '../test/gather.ts'
import { gb18030 } from '../test/gb18030.ts'

const table = '岗位名称,薪资\r\n保洁,3000\r\n'

describe('reading a CSV', () => {
  it('tells UTF-8, its mark, UTF-16 and GB18030 apart', async () => {
    const files = [
      ['utf-8', Buffer.from(table)],
      ['utf-8', Buffer.from(`\ufeff${table}`)],
      ['utf-16le', Buffer.from(`\ufeff${table}`, 'utf16le')],
      ['utf-16be', Buffer.from(`\ufeff${table}`, 'utf16le').swap16()],
      ['gb18030', gb18030(table)],
    ] as const

    for (const [encoding, bytes] of files) {
      const [file, , ...rows] = await gather(bytes, { piece: 5 })
      expect(file).toEqual({ kind: 'file', format: 'csv', encoding, delimiter: ',' })
      expect(rows).toMatchObject([
        { row: 1, cells: ['岗位名称', '薪资'] },
        { row: 2, cells: ['保洁', '3000'] },
      ])
    }
  })

  it('decides the encoding where the first character beyond ASCII stands, however late', async () => {
    const head = 'id,title\n'.repeat(20_000)
    const rows = await rowsOf(Buffer.concat([Buffer.from(head), gb18030('1,保洁员\n')]), { limits: { maxRows: 30_000 }, piece: 1_000 })

    expect(rows.at(-1)).toEqual(['1', '保洁员'])
  })

  it('finds the delimiter by the width of its rows and obeys a sep= line', async () => {
    const files = [
      '岗位;薪资;备注\n保洁;3000,起;无\n',
      '岗位\t薪资\n"保洁;男,女"\t3000\n',
      '岗位|薪资\n保洁|3000\n',
      'sep=;\r\n岗位;a,b\r\n',
      '一列\n没有分隔\n',
    ]
    const found = await Promise.all(files.map(async (file) => (await gather(file))[0]))

    expect(found).toMatchObject([{ delimiter: ';' }, { delimiter: '\t' }, { delimiter: '|' }, { delimiter: ';' }, { delimiter: ',' }])
    expect(await rowsOf('sep=;\r\n岗位;a,b\r\n')).toEqual([['岗位', 'a,b']])
  })

  it('reads quotes, line ends and blank lines as people write them, by any cut', async () => {
    const file = '岗位,备注\r保洁,"两行\r\n""引号"""\n\n,\r\n5" 管,"闭合"后,\n末行,无换行'

    for (const piece of [1, 2, 3, 7, 1_000]) {
      expect(await gather(file, { piece })).toMatchObject([
        {},
        {},
        { row: 1, cells: ['岗位', '备注'] },
        { row: 2, cells: ['保洁', '两行\r\n"引号"'] },
        { row: 5, cells: ['5" 管', '闭合后', ''] },
        { row: 6, cells: ['末行', '无换行'] },
      ])
    }
  })

  it('gives back any table, in both encodings and by any cut', async () => {
    const letter = fc.oneof(
      fc.constantFrom(',', '"', '\n', '\r', ';', '\t', ' ', '𠮷', '岗', '€'),
      fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 }),
    )
    const cell = fc.array(letter, { maxLength: 8 }).map((letters) => letters.join(''))
    const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom(',', '\t', ';'), fc.integer({ min: 1, max: 40 }), async (body, delimiter, piece) => {
        const all = [['岗位名称', '薪资'], ['保洁', '三千'], ...body.filter((cells) => cells.some((text) => text.trim() !== ''))]
        const file = all.map((cells) => cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(delimiter)).join('\r\n')

        expect(await rowsOf(file, { piece })).toEqual(all)
        expect(await rowsOf(gb18030(file), { piece })).toEqual(all)
      }),
      {
        numRuns: 150,
        examples: [
          [
            [
              ['', '!\t'],
              ['\r\t', '\n!\t\n'],
            ],
            ';',
            1,
          ],
        ],
      },
    )
  })
})

describe('refusing a CSV', () => {
  it('says that a quotation mark is not closed, and where', async () => {
    const events = await gather('岗位,备注\n保洁,"没有闭合\n保安,x\n')

    expect(events.at(-1)).toMatchObject({ kind: 'problem', row: 2, problem: { code: 'unclosed_quote', column: 1 } })
  })

  it('holds no cell over its limit, whole file in one quote or not, and reads on where it can', async () => {
    const events = await gather(`岗位\n"${'长'.repeat(200_000)}"\n保安\n`)

    expect(events.slice(3)).toMatchObject([
      { kind: 'problem', row: 2, problem: { code: 'cell_too_long' } },
      { row: 3, cells: ['保安'] },
    ])
  })

  it('refuses bytes of no encoding, too many rows and columns, and a file too large', async () => {
    const broken = Buffer.concat([Buffer.from('岗位名称'.repeat(30_000)), Buffer.from([0xff, 0xff])])

    expect(await problemOf(broken)).toMatchObject({ code: 'wrong_encoding', zh: expect.stringContaining('UTF-8') })
    expect(await problemOf('a\n'.repeat(11), { limits: { maxRows: 10 } })).toMatchObject({ code: 'too_many_rows', row: 11 })
    expect((await gather('a,b\n', { limits: { maxColumns: 1 } })).at(-1)).toMatchObject({ problem: { code: 'too_many_columns' } })
    expect(await problemOf('a\n'.repeat(11), { limits: { maxTextBytes: 10 } })).toMatchObject({ code: 'file_too_large' })
  })
})
