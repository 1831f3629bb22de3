import { cellName } from './cell-name.ts'
import { textCell, xmlText } from './xml-text.ts'
import { packPart, writeZip } from './zip-write.ts'

export interface PlainSheet {
  readonly name: string
  readonly rows: readonly (readonly string[])[]
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const packageTypes = 'http://schemas.openxmlformats.org/package/2006'
const officeTypes = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const spreadsheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

/** A plain workbook (XLSX) of texts: every cell is a text, so none can be a formula. Names of sheets must be Excel's: at most 31 characters, none of `[]:*?/\`. */
export function makeWorkbook(sheets: readonly PlainSheet[]): Buffer {
  const numbers = sheets.map((_, index) => index + 1)
  return writeZip([
    packPart('[Content_Types].xml', contentTypes(numbers)),
    packPart('_rels/.rels', relations([{ type: 'officeDocument', target: 'xl/workbook.xml' }])),
    packPart('xl/workbook.xml', bookXml(sheets)),
    packPart(
      'xl/_rels/workbook.xml.rels',
      relations([
        ...numbers.map((number) => ({ type: 'worksheet', target: `worksheets/sheet${number}.xml` })),
        { type: 'styles', target: 'styles.xml' },
      ]),
    ),
    packPart('xl/styles.xml', stylesXml),
    ...sheets.map(({ rows }, index) => packPart(`xl/worksheets/sheet${index + 1}.xml`, sheetXml(rows))),
  ])
}

function contentTypes(numbers: readonly number[]): string {
  const override = (part: string, type: string) => `<Override PartName="/xl/${part}" ContentType="${spreadsheet}.${type}+xml"/>`
  const sheets = numbers.map((number) => override(`worksheets/sheet${number}.xml`, 'worksheet')).join('')
  const defaults = `<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>`
  return `${declaration}<Types xmlns="${packageTypes}/content-types">${defaults}${override('workbook.xml', 'sheet.main')}${override('styles.xml', 'styles')}${sheets}</Types>`
}

function relations(targets: readonly { type: string; target: string }[]): string {
  const each = targets.map(
    ({ type, target }, index) => `<Relationship Id="rId${index + 1}" Type="${officeTypes}/${type}" Target="${target}"/>`,
  )
  return `${declaration}<Relationships xmlns="${packageTypes}/relationships">${each.join('')}</Relationships>`
}

function bookXml(sheets: readonly PlainSheet[]): string {
  const each = sheets.map(({ name }, index) => `<sheet name="${xmlText(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`)
  return `${declaration}<workbook xmlns="${main}" xmlns:r="${officeTypes}"><sheets>${each.join('')}</sheets></workbook>`
}

const stylesXml = `${declaration}<styleSheet xmlns="${main}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf/></cellXfs></styleSheet>`

function sheetXml(rows: readonly (readonly string[])[]): string {
  const each = rows.map((cells, index) => {
    if (cells.length === 0) return ''
    const row = index + 1
    const written = cells.map((text, column) => (text === '' ? '' : textCell(cellName(row, column), text)))
    return `<row r="${row}">${written.join('')}</row>`
  })
  return `${declaration}<worksheet xmlns="${main}"><sheetData>${each.join('')}</sheetData></worksheet>`
}
