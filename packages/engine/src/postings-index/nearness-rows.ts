import type { PostingTerms } from './memory.ts'
import { nearnessOf, percentByNearness } from './tables.ts'

/** By the posting's occupation plus 1: how near it is; 0, a posting without one, counts every year. */
export function createNearness({ occupations }: PostingTerms): (code: string) => Uint8Array {
  const made = new Map<string, Uint8Array>()
  return (code) => {
    const held = made.get(code)
    if (held !== undefined && held.length > occupations.size()) return held
    const row = Uint8Array.from([wholeYears, ...occupations.all().map((other) => nearnessOf(code, other))])
    made.set(code, row)
    return row
  }
}

const wholeYears = percentByNearness.indexOf(Math.max(...percentByNearness))
