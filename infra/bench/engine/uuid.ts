import type { Draw } from './draw.ts'

const firstMs = 1_767_225_600_000
const kinds = ['8', '9', 'a', 'b'] as const

/** A canonical UUIDv7 whose time grows with the place and whose tail is drawn. */
export function uuidOf(place: number, draw: Draw): string {
  const time = (firstMs + place * 37).toString(16).padStart(12, '0')
  const [a, b, c] = [hex(draw.bits()), hex(draw.bits()), hex(draw.bits())]
  return `${time.slice(0, 8)}-${time.slice(8)}-7${a.slice(0, 3)}-${kinds[draw.below(4)]}${a.slice(3, 6)}-${b}${c.slice(0, 4)}`
}

function hex(word: number): string {
  return word.toString(16).padStart(8, '0')
}
