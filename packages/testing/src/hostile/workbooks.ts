import { type PackedPart, packPart, zipOf } from './zip.ts'

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships'

/** The XML of a cell that holds this text in itself. `<` and `&` are the caller's to write. */
export function inlineCell(xml: string): string {
  return `<c t="inlineStr"><is><t xml:space="preserve">${xml}</t></is></c>`
}

/** A sheet with these rows, each given as the XML of its cells. */
export function sheetOf(rows: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="${main}"><sheetData>${rows.map((cells) => `<row>${cells}</row>`).join('')}</sheetData></worksheet>`
}

/** The parts of a workbook of one sheet; any of them may be put in another's place. */
export function partsOf(sheet: Buffer | string): Map<string, PackedPart> {
  const relation = (type: string, target: string) =>
    `<Relationships xmlns="${packageRelations}"><Relationship Id="rId1" Type="${office}/${type}" Target="${target}"/></Relationships>`
  const parts = {
    '[Content_Types].xml':
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    '_rels/.rels': relation('officeDocument', 'xl/workbook.xml'),
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="岗位" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relation('worksheet', 'worksheets/sheet1.xml'),
    'xl/worksheets/sheet1.xml': sheet,
  }
  return new Map(Object.entries(parts).map(([name, content]) => [name, packPart(name, content)]))
}

/** A workbook of one sheet, with other parts beside it or in place of its own. */
export function workbookOf(sheet: Buffer | string, others: readonly PackedPart[] = []): Buffer {
  const parts = partsOf(sheet)
  for (const part of others) parts.set(part.name, part)
  return zipOf([...parts.values()])
}
