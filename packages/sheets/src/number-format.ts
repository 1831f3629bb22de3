/** How a number of a workbook is worded, by the number format of its cell. */
export type NumberKind =
  | { readonly kind: 'plain' }
  | { readonly kind: 'date' }
  | { readonly kind: 'percent' }
  | { readonly kind: 'padded'; readonly digits: number }

const plain: NumberKind = { kind: 'plain' }
const builtInDates = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47])

/** `id` is the number of the format (ECMA-376 §18.8.30; 27-36 and 50-58 are dates in Chinese Excel), `code` its text when the file declares one. */
export function numberKind(id: number, code: string | undefined): NumberKind {
  if (code === undefined) {
    if (builtInDates.has(id) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)) return { kind: 'date' }
    return id === 9 || id === 10 ? { kind: 'percent' } : plain
  }
  const [first = ''] = code.split(';')
  const bare = first.replaceAll(/"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]/gi, '')
  if (/^(general|g\/通用格式|@)?$/i.test(bare)) return plain
  if (/[ymdhs]/i.test(bare)) return { kind: 'date' }
  if (bare.includes('%')) return { kind: 'percent' }
  return /^0{2,}$/.test(bare) ? { kind: 'padded', digits: bare.length } : plain
}

/** The text of a cached number: plain digits as Excel keeps them (15 significant), a date as ISO text. Anything but a number stays as it is. */
export function wordNumber(raw: string, kind: NumberKind, is1904: boolean): string {
  const value = Number(raw)
  if (raw.trim() === '' || !Number.isFinite(value)) return raw
  if (kind.kind === 'date') return isoText(value, is1904) ?? plainNumber(value)
  if (kind.kind === 'percent') return `${plainNumber(value * 100)}%`
  if (kind.kind === 'padded' && Number.isInteger(value) && value >= 0) return plainNumber(value).padStart(kind.digits, '0')
  return plainNumber(value)
}

/** Fifteen significant digits, never an exponent: a phone number stays one. Below 1e-15 it is 0. */
export function plainNumber(value: number): string {
  const exact = String(value)
  if (exact.length <= 15 && !exact.includes('e')) return exact
  const rounded = Number(value.toPrecision(15))
  const text = String(rounded)
  if (!text.includes('e')) return text
  if (Math.abs(rounded) >= 1) return BigInt(rounded).toString()
  return rounded
    .toFixed(15)
    .replace(/\.?0+$/, '')
    .replace(/^-0$/, '0')
}

const dayMs = 86_400_000
/** 9999-12-31, the last day of Excel. */
const lastSerial = 2_958_465

/** A serial below one day is a time, a whole one a date. Seconds are said when there are any. Null outside Excel's calendar. */
function isoText(serial: number, is1904: boolean): string | null {
  if (serial < 0 || serial >= lastSerial + 1) return null
  const seconds = Math.round(serial * 86_400)
  const days = Math.floor(seconds / 86_400)
  const time = clock(seconds % 86_400)
  if (days === 0) return time
  const date = new Date(epoch(days, is1904) + days * dayMs).toISOString().slice(0, 10)
  return seconds % 86_400 === 0 ? date : `${date}T${time}`
}

/** Excel keeps a 29 February 1900 that never was, so what comes before it is a day later than it counts. */
function epoch(days: number, is1904: boolean): number {
  if (is1904) return Date.UTC(1904, 0, 1)
  return days < 60 ? Date.UTC(1899, 11, 31) : Date.UTC(1899, 11, 30)
}

function clock(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const text = `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}`
  return seconds % 60 === 0 ? text : `${text}:${two(seconds % 60)}`
}
