import type { SheetLimits } from './limits.ts'
import { SheetProblem } from './sheet-problem.ts'
import { readXml } from './xml.ts'
import { unpack, type ZipPart } from './zip-parts.ts'

/** Stands for a text that is longer than a cell may be: the row that uses it says so. */
export const tooLong = Symbol('tooLong')

export type SharedStrings = readonly (string | typeof tooLong)[]

const maxStrings = 2_000_000

/** The table of texts of a workbook, formatting and phonetic readings left out. Throws `zip_bomb` when it outgrows `maxSharedCharacters`. */
export async function readSharedStrings(part: ZipPart | null, limits: SheetLimits): Promise<SharedStrings> {
  const strings: (string | typeof tooLong)[] = []
  if (!part) return strings
  let total = 0
  const text = textGatherer(limits.maxCellCharacters)
  await readXml(unpack(part), {
    open: ({ name }) => {
      if (name === 'si') text.begin()
      else text.open(name)
    },
    text: (piece) => {
      total += text.add(piece)
      if (total > limits.maxSharedCharacters) throw new SheetProblem('zip_bomb', { limit: limits.maxSharedCharacters })
    },
    close: (name) => {
      text.close(name)
      if (name !== 'si') return
      strings.push(text.take())
      if (strings.length > maxStrings) throw new SheetProblem('zip_bomb', { limit: maxStrings })
    },
  })
  return strings
}

/** Gathers the `t` elements of a rich text, but not those of its phonetic runs. Holds no more than `limit` characters. */
export function textGatherer(limit: number) {
  let text = ''
  let isOver = false
  let isOpen = false
  let isPhonetic = false
  return {
    begin: () => {
      text = ''
      isOver = false
    },
    open: (name: string) => {
      if (name === 't') isOpen = !isPhonetic
      if (name === 'rPh') isPhonetic = true
    },
    close: (name: string) => {
      if (name === 't') isOpen = false
      if (name === 'rPh') isPhonetic = false
    },
    /** How many characters it took. */
    add: (piece: string): number => {
      if (!isOpen || isOver) return 0
      isOver = text.length + piece.length > limit
      text = isOver ? '' : text + piece
      return isOver ? 0 : piece.length
    },
    take: (): string | typeof tooLong => (isOver ? tooLong : unescape(text)),
  }
}

/** Excel writes what XML cannot hold as `_x000D_`. */
function unescape(text: string): string {
  if (!text.includes('_x')) return flat(text)
  return text.replaceAll(/_x([0-9a-f]{4})_/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/** A text put together from pieces keeps all of them; this lets them go. */
function flat(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le')
}
