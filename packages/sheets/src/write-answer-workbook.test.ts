import { read, utils } from '@e965/xlsx'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gather, problemOf, rowsOf } from '../test/gather.ts'
import { gb18030 } from '../test/gb18030.ts'
import { keptText } from '../test/strange-text.ts'
import { type FixtureOptions, type FixtureSheet, fixtureWorkbook } from '../test/workbook-fixture.ts'
import { defaultLimits } from './limits.ts'
import { type RowAnswer, writeAnswerWorkbook } from './write-answer-workbook.ts'
import { readZipParts, unpack } from './zip-parts.ts'

const good = (row: number, explanation = ''): RowAnswer => ({ row, tone: 'good', status: '已发布', explanation })
const stop = (row: number, explanation: string): RowAnswer => ({ row, tone: 'stop', status: '已拦截', explanation })

async function partsOf(bytes: Buffer): Promise<Map<string, string>> {
  const parts = await readZipParts(bytes, defaultLimits)
  const texts = [...parts.values()].map(async (part) => [part.name, Buffer.concat(await Array.fromAsync(unpack(part))).toString()] as const)
  return new Map(await Promise.all(texts))
}

async function answered(sheets: readonly FixtureSheet[], rows: readonly RowAnswer[], options: FixtureOptions = {}) {
  const original = fixtureWorkbook(sheets, options)
  const { bytes } = await writeAnswerWorkbook(original, { sheets: [{ sheet: 0, headerRow: 1, rows }] })
  return { original, bytes, xml: (await partsOf(bytes)).get('xl/worksheets/sheet1.xml') ?? '' }
}

const sheet: FixtureSheet = {
  name: '岗位',
  rows: [['岗位', '薪资'], ['保洁', 3000], [], ['保安', { formula: 'B2*2', value: '6000' }]],
  before: '<cols><col min="1" max="16384" width="9" style="1"/></cols>',
  behind: '<conditionalFormatting sqref="A1"><cfRule type="duplicateValues" dxfId="0" priority="1"/></conditionalFormatting>',
}

describe('the answer in an XLSX', () => {
  it('stands in two columns behind the last used one, and another program reads it so', async () => {
    const { bytes } = await answered([sheet], [good(2), stop(4, '第一行\n第二行 <&>')])

    const rows = [
      ['岗位', '薪资', '职合状态', '职合说明'],
      ['保洁', '3000', '已发布'],
      ['保安', '6000', '已拦截', '第一行\n第二行 <&>'],
    ]
    expect(await rowsOf(bytes)).toEqual(rows)
    const other = read(bytes, { cellFormula: true })
    expect(utils.sheet_to_json(other.Sheets['岗位']!, { header: 1, raw: false, blankrows: false })).toMatchObject([
      rows[0]!,
      ['保洁', '3000', '已发布', ''],
      rows[2]!,
    ])
    expect(other.Sheets['岗位']?.['B4'].f).toBe('B2*2')
    expect(other.Sheets['岗位']?.['!ref']).toBe('A1:D4')
  })

  it('keeps every part and every character of hers but where it writes', async () => {
    const sheets = [sheet, { ...sheet, name: '别的' }]
    const { original, bytes } = await answered(sheets, [good(2), good(4)], {
      formats: ['0.0'],
      parts: { 'xl/media/image1.png': 'her logo', 'docProps/app.xml': '<x/>' },
    })
    const before = await partsOf(original)
    const after = await partsOf(bytes)

    expect([...after.keys()]).toEqual([...before.keys()])
    const changed = [...after.keys()].filter((name) => after.get(name) !== before.get(name))
    expect(changed.toSorted()).toEqual(['xl/styles.xml', 'xl/worksheets/sheet1.xml'])
    const withoutOurs = after
      .get('xl/worksheets/sheet1.xml')
      ?.replaceAll(/<c r="[CD]\d+"[^>]*t="inlineStr".*?<\/c>/gs, '')
      .replace(/<cols>.*<\/cols>/, '<cols><col min="1" max="16384" width="9" style="1"/></cols>')
      .replace('ref="A1:D4"', 'ref="A1:B4"')
    expect(withoutOurs).toBe(before.get('xl/worksheets/sheet1.xml')?.replaceAll(/(?<=<row r="[124]") spans="1:2"/g, ''))
  })

  it('colours each tone with a style behind hers, and says it in words', async () => {
    const tones = (['good', 'ask', 'stop', 'aside'] as const).map(
      (tone, index): RowAnswer => ({ row: index + 2, tone, status: tone, explanation: 'x' }),
    )
    const { bytes, xml } = await answered([{ name: '一', rows: [['a'], ['b'], ['c'], ['d'], ['e']] }], tones, { formats: ['0.0', 'd'] })
    const styles = (await partsOf(bytes)).get('xl/styles.xml') ?? ''

    expect([...xml.matchAll(/<c r="B(\d)"(?: s="(\d+)")?/g)].map(([, row, style]) => [row, style])).toEqual([
      ['1', undefined],
      ['2', '3'],
      ['3', '4'],
      ['4', '5'],
      ['5', '6'],
    ])
    expect(styles).toContain('<fills count="6">')
    expect(styles).toContain('<cellXfs count="7">')
    expect(styles.match(/fillId="[2345]" borderId="0" applyNumberFormat="1" applyFill="1"/g)).toHaveLength(4)
    expect(read(bytes, { cellStyles: true }).Sheets['一']?.['B4'].s).toMatchObject({ patternType: 'solid', fgColor: { rgb: 'FFC7CE' } })
  })

  it('gives a row the height that shows its whole explanation, unless hers is higher', async () => {
    const long = stop(2, `${'请删除'.repeat(15)}\n第二行`)
    const rows = [['岗位'], ['保洁'], ['保安']]

    const { xml } = await answered([{ name: '一', rows }], [long, good(3, '好')])

    expect(xml).toMatch(/<row r="2"[^>]* ht="48" customHeight="1"/)
    expect(xml).toMatch(/<row r="3"[^>]* ht="18"/)
  })

  it('takes the style of her header for its own headings', async () => {
    const { xml } = await answered([{ name: '一', rows: [[{ style: 1, type: 'str', value: '岗位' }], ['保洁']] }], [good(2)], {
      formats: ['0.0'],
    })

    expect(xml).toContain('<c r="B1" s="1" t="inlineStr">')
  })

  it('cuts her column widths around its own', async () => {
    const cols = async (before: string) =>
      (await answered([{ name: '一', rows: [['a', 'b', 'c']], before }], [])).xml.match(/<cols>.*<\/cols>/)?.[0]
    const own = '<col min="4" max="4" width="22" customWidth="1"/><col min="5" max="5" width="60" customWidth="1"/>'

    expect(await cols('')).toBe(`<cols>${own}</cols>`)
    expect(await cols('<cols><col min="1" max="2" width="3"/></cols>')).toBe(`<cols><col min="1" max="2" width="3"/>${own}</cols>`)
    expect(await cols('<cols><col min="2" max="9" width="3"/></cols>')).toBe(
      `<cols><col min="2" max="3" width="3"/>${own}<col min="6" max="9" width="3"/></cols>`,
    )
    expect(await cols('<cols><col min="5" max="5" width="3"/></cols>')).toBe(`<cols>${own}</cols>`)
    expect(await cols('<cols><col min="4" max="4" width="3"/><col min="8" max="9" width="3"/></cols>')).toBe(
      `<cols>${own}<col min="8" max="9" width="3"/></cols>`,
    )
  })

  it('puts its cells in order among empty ones, in empty rows, behind merged ones and under a prefix', async () => {
    const styled = { style: 0 }
    const rows = [['a', 'b', styled, styled, styled], ['c', null, styled, styled, styled], [], ['d']]
    const { bytes, xml } = await answered([{ name: '一', rows, merges: ['A1:XFD1'] }], [good(2), good(3), good(4), good(9)])
    const prefixed = await answered([{ name: '一', rows, merges: ['A2:C2'] }], [good(4)], { prefix: 'x:' })

    expect(xml.match(/<row r="2".*?<\/row>/s)?.[0].match(/r="[A-Z]+2"/g)).toEqual(['r="A2"', 'r="C2"', 'r="D2"', 'r="E2"'])
    expect((await gather(bytes, { limits: { maxColumns: 8 } })).slice(3)).toMatchObject([
      { row: 2, cells: ['c', '', '已发布'] },
      { row: 3, cells: ['', '', '已发布'] },
      { row: 4, cells: ['d', '', '已发布'] },
      { row: 9, cells: ['', '', '已发布'] },
    ])
    expect(prefixed.xml).toContain('<x:c r="D4" s="1" t="inlineStr"><x:is><x:t xml:space="preserve">已发布</x:t></x:is></x:c>')
  })

  it('colours the cells it speaks of, in her own style but for the fill', async () => {
    const styled = (value: string) => ({ style: 1, type: 'str', value })
    const rows = [
      ['岗位', '薪资', '要求'],
      [styled('保洁'), '面议', styled('会骑车，限男性')],
      [styled('保安'), '3000', styled('无')],
    ]
    const answers: RowAnswer[] = [{ ...stop(2, '依法不得发布'), cells: [1, 7], words: ['限男性'] }, good(3)]
    const { bytes, xml } = await answered([{ name: '一', rows }], answers, { formats: ['0.0'] })
    const coloured = read(bytes, { cellStyles: true }).Sheets['一']

    expect(coloured?.['C2'].s).toMatchObject({ patternType: 'solid', fgColor: { rgb: 'FFC7CE' } })
    expect(coloured?.['B2'].s).toMatchObject({ patternType: 'solid', fgColor: { rgb: 'FFC7CE' } })
    expect(xml).toContain('<c r="A2" t="str" s="1">')
    expect(xml).toContain('<c r="C3" t="str" s="1">')
    expect((await partsOf(bytes)).get('xl/styles.xml')).toContain('<xf fillId="4" applyFill="1" numFmtId="170" fontId="0" borderId="0"')
  })

  it('takes the place of an answer of ours that stands there already', async () => {
    const { bytes } = await answered([sheet], [good(2, '旧的'), stop(4, '旧的')])

    const again = await writeAnswerWorkbook(bytes, { sheets: [{ sheet: 0, headerRow: 1, rows: [stop(2, '新的'), good(4)] }] })

    expect(await rowsOf(again.bytes)).toEqual([
      ['岗位', '薪资', '职合状态', '职合说明'],
      ['保洁', '3000', '已拦截', '新的'],
      ['保安', '6000', '已发布'],
    ])
  })

  it('does not pass macros on', async () => {
    const { bytes } = await answered([sheet], [good(2)], { parts: { 'xl/vbaProject.bin': 'macro' } })

    expect([...(await partsOf(bytes)).keys()].some((name) => name.includes('vba'))).toBe(false)
    expect((await rowsOf(bytes))[1]).toEqual(['保洁', '3000', '已发布'])
  })

  it('stands without colour where the styles have no list to add to', async () => {
    const { bytes } = await answered([{ name: '一', rows: [['a'], ['b']] }], [good(2)], { parts: { 'xl/styles.xml': '<styleSheet/>' } })

    expect(await rowsOf(bytes)).toEqual([
      ['a', '职合状态', '职合说明'],
      ['b', '已发布'],
    ])
  })

  it('adds to any table exactly what it is asked to', async () => {
    const cell = fc.oneof(fc.constant(null), fc.integer(), keptText(6))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(cell, { maxLength: 4 }), { minLength: 1, maxLength: 6 }), keptText(9), async (rows, text) => {
        const answers = rows.map((_, index) => ({ ...good(index + 1), explanation: `x${text}` }))
        const original = fixtureWorkbook([{ name: '一', rows }])
        const { bytes } = await writeAnswerWorkbook(original, { sheets: [{ sheet: 0, headerRow: null, rows: answers }] })
        const told = await gather(bytes)

        const width = Math.max(0, ...rows.map((cells) => cells.findLastIndex((given) => given !== null && given !== '') + 1))
        expect(told.slice(2)).toEqual(
          rows.map((cells, index) => {
            const hers = Array.from({ length: width }, (_, column) => String(cells[column] ?? ''))
            return { kind: 'row', sheet: 0, row: index + 1, cells: [...hers, '已发布', `x${text}`] }
          }),
        )
      }),
      { numRuns: 40 },
    )
  })
})

describe('the answer in a CSV', () => {
  const answer = async (file: Buffer | string, rows: readonly RowAnswer[]) =>
    (await writeAnswerWorkbook(Buffer.from(file), { name: 'a.csv', sheets: [{ sheet: 0, headerRow: 1, rows }] })).bytes.toString()

  it('is the same text with two fields more, in UTF-8 with its mark', async () => {
    const file = '岗位,薪资,备注\r\n保洁,"3000"\r\n\r\n合计,,\r\n保安,3000,"说 ""好"""'

    expect(await answer(gb18030(file), [good(2, '很好'), stop(5, '一"二"')])).toBe(
      '\ufeff岗位,薪资,备注,"职合状态","职合说明"\r\n保洁,"3000",,"已发布","很好"\r\n\r\n合计,,\r\n保安,3000,"说 ""好""","已拦截","一""二"""',
    )
  })

  it('keeps her delimiter and closes what she left open', async () => {
    expect(await answer('sep=;\n岗位;薪资\n保洁;3000\n', [good(2)])).toBe(
      '\ufeffsep=;\n岗位;薪资;"职合状态";"职合说明"\n保洁;3000;"已发布";""\n',
    )
    expect(await answer('岗位,薪资\n保洁,"3000', [stop(2, '引号')])).toBe(
      '\ufeff岗位,薪资,"职合状态","职合说明"\n保洁,"3000","已拦截","引号"',
    )
  })

  it('takes the place of an answer of ours, however it is quoted now', async () => {
    const rows = [good(2, '新的'), stop(3, '一"二')]
    const expected = '\ufeff岗位,备注,"职合状态","职合说明"\r\n保洁,"一,""二""","已发布","新的"\r\n保安,,"已拦截","一""二"\r\n'

    const once = await answer('岗位,备注\r\n保洁,"一,""二"""\r\n保安\r\n', [good(2, '旧,的'), good(3)])

    expect(await answer(once, rows)).toBe(expected)
    expect(await answer(once.replaceAll('"职合状态","职合说明"', '职合状态,职合说明').replace('"已发布"', '已发布'), rows)).toBe(expected)
  })

  it('makes formulas harmless', async () => {
    const texts = ['=1+1', '+86', '-3', '@SUM', '\t=1', '＝1', 'a=b']
    const written = await answer(
      '岗位\na\nb\nc\nd\ne\nf\ng\n',
      texts.map((text, index) => good(index + 2, text)),
    )

    expect((await rowsOf(written)).slice(1).map(([, , text]) => text)).toEqual(["'=1+1", "'+86", "'-3", "'@SUM", "'\t=1", "'＝1", 'a=b'])
  })
})

describe('the answer to JSON', () => {
  it('is a list of its records', async () => {
    const { bytes } = await writeAnswerWorkbook(Buffer.from('{"a":1}\n{"a":2}\n'), {
      sheets: [{ sheet: 0, headerRow: null, rows: [stop(2, '=缺少岗位名称')] }],
    })

    expect(await rowsOf(bytes)).toEqual([
      ['#', '职合状态', '职合说明'],
      ['2', '已拦截', "'=缺少岗位名称"],
    ])
    expect(await problemOf(bytes)).toBeNull()
  })
})
