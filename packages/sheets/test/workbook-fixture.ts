import { cellName } from '../src/cell-name.ts'
import { cellText, textCell, xmlText } from '../src/xml-text.ts'
import { packPart, writeZip } from '../src/zip-write.ts'

/** A text goes to the shared strings; a number stands plain; anything else is written by hand. */
export type FixtureCell =
  | string
  | number
  | null
  | { readonly type?: string; readonly style?: number; readonly value?: string; readonly formula?: string; readonly inline?: string }

export interface FixtureSheet {
  readonly name: string
  readonly rows: readonly (readonly FixtureCell[])[]
  readonly state?: 'hidden' | 'veryHidden'
  readonly merges?: readonly string[]
  /** Elements in front of the rows, such as `<cols>`. */
  readonly before?: string
  /** Elements behind the rows. */
  readonly behind?: string
}

export interface FixtureOptions {
  readonly prefix?: string
  readonly is1904?: boolean
  /** Text of the cell formats 1, 2 … */
  readonly formats?: readonly string[]
  /** Parts that replace the builder's or stand beside them. */
  readonly parts?: Readonly<Record<string, string>>
  /** Numbers of rows and cells left out, as some programs do. */
  readonly isBare?: boolean
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** A workbook as office programs write one: shared strings, styles, merged cells, hidden sheets. */
export function fixtureWorkbook(sheets: readonly FixtureSheet[], options: FixtureOptions = {}): Buffer {
  const { prefix = '', is1904 = false, formats = [], parts = {} } = options
  const strings = new Map<string, number>()
  const root = prefix ? `xmlns:${prefix.slice(0, -1)}="${main}"` : `xmlns="${main}"`
  const written: Record<string, string> = {
    '[Content_Types].xml': contentTypes(sheets.length),
    '_rels/.rels': relations([['officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${relationships}"><workbookPr date1904="${is1904 ? 1 : 0}"/><sheets>${sheets
      .map(
        ({ name, state }, index) =>
          `<sheet name="${xmlText(name)}" sheetId="${index + 1}"${state ? ` state="${state}"` : ''} r:id="rId${index + 1}"/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations([
      ...sheets.map((_, index): [string, string] => ['worksheet', `worksheets/sheet${index + 1}.xml`]),
      ['styles', 'styles.xml'],
      ['sharedStrings', '/xl/sharedStrings.xml'],
    ]),
    'xl/styles.xml': styles(formats),
  }
  for (const [index, sheet] of sheets.entries())
    written[`xl/worksheets/sheet${index + 1}.xml`] = sheetXml(sheet, { prefix, root, strings, isBare: options.isBare ?? false })
  written['xl/sharedStrings.xml'] =
    `<sst xmlns="${main}">${Array.from(strings.keys(), (text) => `<si><t xml:space="preserve">${cellText(text)}</t></si>`).join('')}</sst>`
  return writeZip(Object.entries({ ...written, ...parts }).map(([name, content]) => packPart(name, content)))
}

function contentTypes(sheets: number): string {
  const kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
  const named = [
    ['workbook', 'sheet.main'],
    ['styles', 'styles'],
    ['sharedStrings', 'sharedStrings'],
    ...Array.from({ length: sheets }, (_, index) => [`worksheets/sheet${index + 1}`, 'worksheet']),
  ]
  const overrides = named.map(([part, type]) => `<Override PartName="/xl/${part}.xml" ContentType="${kind}.${type}+xml"/>`).join('')
  const defaults =
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
  return `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${defaults}${overrides}</Types>`
}

function relations(targets: readonly (readonly [string, string])[]): string {
  const each = targets.map(
    ([type, target], index) => `<Relationship Id="rId${index + 1}" Type="${relationships}/${type}" Target="${target}"/>`,
  )
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${each.join('')}</Relationships>`
}

function styles(formats: readonly string[]): string {
  const codes = formats.map((code, index) => `<numFmt numFmtId="${170 + index}" formatCode="${xmlText(code)}"/>`).join('')
  const cells = formats
    .map((_, index) => `<xf numFmtId="${170 + index}" fontId="0" fillId="0" borderId="0" applyNumberFormat="1"/>`)
    .join('')
  return `<?xml version="1.0"?><styleSheet xmlns="${main}"><numFmts count="${formats.length}">${codes}</numFmts><fonts count="1"><font><sz val="11"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="${formats.length + 1}"><xf/>${cells}</cellXfs><dxfs count="1"><dxf><fill><patternFill/></fill></dxf></dxfs></styleSheet>`
}

interface Writing {
  readonly prefix: string
  readonly root: string
  readonly strings: Map<string, number>
  readonly isBare: boolean
}

function sheetXml({ rows, merges = [], before = '', behind = '' }: FixtureSheet, writing: Writing): string {
  const { prefix: p, root, isBare } = writing
  const width = Math.max(1, ...rows.map(({ length }) => length))
  const written = rows.map((cells, index) => {
    const inner = cells.map((cell, column) => cellXml(cell, cellName(index + 1, column), writing)).join('')
    return `<${p}row${isBare ? '' : ` r="${index + 1}" spans="1:${width}"`} ht="18" customHeight="1">${inner}</${p}row>`
  })
  const merged =
    merges.length > 0
      ? `<${p}mergeCells count="${merges.length}">${merges.map((ref) => `<${p}mergeCell ref="${ref}"/>`).join('')}</${p}mergeCells>`
      : ''
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${p}worksheet ${root}><${p}dimension ref="A1:${cellName(Math.max(1, rows.length), width - 1)}"/>${before}<${p}sheetData>${written.join('')}</${p}sheetData>${merged}${behind}</${p}worksheet>`
}

function cellXml(cell: FixtureCell, name: string, { prefix: p, strings, isBare }: Writing): string {
  const place = isBare ? '' : ` r="${name}"`
  if (cell === null) return isBare ? `<${p}c/>` : ''
  if (typeof cell === 'number') return `<${p}c${place}><${p}v>${cell}</${p}v></${p}c>`
  if (typeof cell === 'string') return `<${p}c${place} t="s"><${p}v>${indexOf(strings, cell)}</${p}v></${p}c>`
  if (cell.inline !== undefined) return textCell(name, cell.inline, { prefix: p })
  const { type, style, value, formula } = cell
  const inner =
    (formula === undefined ? '' : `<${p}f>${xmlText(formula)}</${p}f>`) + (value === undefined ? '' : `<${p}v>${xmlText(value)}</${p}v>`)
  return `<${p}c${place}${type ? ` t="${type}"` : ''}${style === undefined ? '' : ` s="${style}"`}>${inner}</${p}c>`
}

/** Each text once, as Excel keeps them. */
function indexOf(strings: Map<string, number>, text: string): number {
  const index = strings.get(text) ?? strings.size
  strings.set(text, index)
  return index
}
