import { posix } from 'node:path'
import type { SheetLimits } from './limits.ts'
import { type NumberKind, numberKind } from './number-format.ts'
import { SheetProblem } from './sheet-problem.ts'
import { readXml } from './xml.ts'
import { attribute, type XmlTag } from './xml-tag.ts'
import { readZipParts, unpack, type ZipPart, type ZipParts } from './zip-parts.ts'

export interface XlsxSheet {
  readonly name: string
  readonly isHidden: boolean
  /** Null for a chart sheet and the like. */
  readonly part: ZipPart | null
}

export interface XlsxBook {
  readonly parts: ZipParts
  readonly sheets: readonly XlsxSheet[]
  readonly is1904: boolean
  readonly hasMacros: boolean
  readonly stylesPart: ZipPart | null
  readonly sharedStringsPart: ZipPart | null
}

interface Relation {
  readonly type: string
  readonly target: string
}

/** What a package holds, without its rows. Throws `not_a_workbook` with what it is instead, where that can be told. */
export async function openXlsx(bytes: Buffer, limits: SheetLimits): Promise<XlsxBook> {
  const parts = await readZipParts(bytes, limits)
  const bookPart = await findBook(parts)
  const relations = await readRelations(parts, bookPart.name)
  const byType = (type: string) => [...relations.values()].find((relation) => relation.type === type)
  const { sheets, is1904 } = await readBook(bookPart)
  if (sheets.length > limits.maxSheets) throw new SheetProblem('too_many_sheets', { limit: limits.maxSheets })
  return {
    parts,
    sheets: sheets.map(({ name, isHidden, relationId }) => {
      const relation = relations.get(relationId)
      const part = relation?.type === 'worksheet' ? requirePart(parts, relation.target) : null
      return { name, isHidden, part }
    }),
    is1904,
    hasMacros: [...parts.keys()].some((name) => /vbaproject|macrosheets/.test(name)),
    stylesPart: partOf(parts, byType('styles')?.target),
    sharedStringsPart: partOf(parts, byType('sharedStrings')?.target),
  }
}

async function findBook(parts: ZipParts): Promise<ZipPart> {
  const others: [string, string][] = [
    ['word/document.xml', 'Word'],
    ['ppt/presentation.xml', 'PowerPoint'],
    ['xl/workbook.bin', '.xlsb'],
    ['content.xml', 'OpenDocument'],
  ]
  for (const [name, found] of others) if (parts.has(name)) throw new SheetProblem('not_a_workbook', { found })
  const relations = await readRelations(parts, '')
  const main = [...relations.values()].find(({ type }) => type === 'officeDocument')
  const part = partOf(parts, main?.target ?? 'xl/workbook.xml')
  if (!part) throw new SheetProblem('not_a_workbook', { found: 'zip' })
  return part
}

/** `owner` is the part they belong to, '' the package. Targets come out as names of parts. */
async function readRelations(parts: ZipParts, owner: string): Promise<Map<string, Relation>> {
  const directory = posix.dirname(owner)
  const part = partOf(parts, posix.join(directory, '_rels', `${posix.basename(owner)}.rels`))
  const relations = new Map<string, Relation>()
  if (!part) return relations
  await readXml(unpack(part), {
    open: (tag) => {
      const { Id, Type, Target, TargetMode } = tag.attributes
      if (tag.name !== 'Relationship' || !Id || !Type || !Target || TargetMode === 'External') return
      const target = Target.startsWith('/') ? Target.slice(1) : posix.join(directory, Target)
      relations.set(Id, { type: Type.slice(Type.lastIndexOf('/') + 1), target })
    },
  })
  return relations
}

async function readBook(part: ZipPart) {
  const sheets: { name: string; isHidden: boolean; relationId: string }[] = []
  let is1904 = false
  await readXml(unpack(part), {
    open: (tag) => {
      if (tag.name === 'workbookPr') is1904 = isTrue(tag.attributes['date1904'])
      if (tag.name !== 'sheet') return
      const state = tag.attributes['state']
      sheets.push({
        name: tag.attributes['name'] ?? '',
        isHidden: state === 'hidden' || state === 'veryHidden',
        relationId: attribute(tag, 'id') ?? '',
      })
    },
  })
  return { sheets, is1904 }
}

export interface CellStyles {
  /** How the numbers of each cell style are worded, by its index. */
  readonly numbers: readonly NumberKind[]
  /** Indexes of the styles whose font is struck through. */
  readonly struck: ReadonlySet<number>
}

export async function readCellStyles(part: ZipPart | null): Promise<CellStyles> {
  if (!part) return { numbers: [], struck: new Set() }
  const codes = new Map<number, string>()
  const formatIds: number[] = []
  const fontIds: number[] = []
  const struckFonts = new Set<number>()
  let isInCellStyles = false
  let isInFonts = false
  let font = -1
  await readXml(unpack(part), {
    open: (tag: XmlTag) => {
      if (tag.name === 'numFmt') codes.set(Number(tag.attributes['numFmtId']), tag.attributes['formatCode'] ?? '')
      if (tag.name === 'cellXfs') isInCellStyles = true
      if (tag.name === 'fonts') isInFonts = true
      if (tag.name === 'font' && isInFonts) font += 1
      if (tag.name === 'strike' && isInFonts && tag.attributes['val'] !== '0' && tag.attributes['val'] !== 'false') struckFonts.add(font)
      if (tag.name !== 'xf' || !isInCellStyles) return
      formatIds.push(Number(tag.attributes['numFmtId'] ?? 0))
      fontIds.push(Number(tag.attributes['fontId'] ?? 0))
    },
    close: (name) => {
      if (name === 'cellXfs') isInCellStyles = false
      if (name === 'fonts') isInFonts = false
    },
  })
  const struck = fontIds.flatMap((id, style) => (struckFonts.has(id) ? [style] : []))
  return { numbers: formatIds.map((id) => numberKind(id, codes.get(id))), struck: new Set(struck) }
}

function requirePart(parts: ZipParts, name: string): ZipPart {
  const part = partOf(parts, name)
  if (!part) throw new SheetProblem('damaged', { found: 'zip' })
  return part
}

function partOf(parts: ZipParts, name: string | undefined): ZipPart | null {
  return (name === undefined ? undefined : parts.get(name.toLowerCase())) ?? null
}

function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true'
}
