import * as fc from 'fast-check'
import type { Cell, Kind } from '../src/domain/exposure-tally.ts'

export const kinds: Kind[] = [
  { type: 'visual', grade: 1, sex: 'female' },
  { type: 'visual', grade: 1, sex: 'male' },
  { type: 'hearing', grade: 2, sex: 'female' },
  { type: null, grade: null, sex: null },
]
// Two counties and the prefecture itself in Hangzhou, two in Ningbo, one in another province.
export const places = ['330106', '330108', '330100', '330203', '330205', '420106']
const size = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 10, max: 14 }))
/** People of four kinds in six places; many groups are empty, many too small to show. */
export const worlds = fc
  .array(size, { minLength: kinds.length * places.length, maxLength: kinds.length * places.length })
  .map((sizes) => kinds.flatMap((kind, k) => places.flatMap((place, p) => cell(kind, place, sizes[k * places.length + p] ?? 0))))

export function cell(kind: Kind, regionCode: string, people: number): Cell[] {
  return people === 0 ? [] : [{ kind, regionCode, people, recommended: people, places: people * 2, firstPlaces: 1 }]
}
