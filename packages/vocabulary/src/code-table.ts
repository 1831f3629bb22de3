import type { Label } from './label.ts'

interface Coded {
  readonly code: string
  readonly zh: string
  readonly en: string
}

/** An index over a code table; `row` throws, because a typed code that is not in its table is a bug. */
export function codeTable<Row extends Coded>(rows: readonly Row[]) {
  const byCode = new Map<string, Row>(rows.map((row) => [row.code, row]))
  const row = (code: string): Row => {
    const found = byCode.get(code)
    if (!found) throw new Error(`code ${code} is not in its table`)
    return found
  }
  return {
    has: (text: string): boolean => byCode.has(text),
    find: (text: string): Row | undefined => byCode.get(text),
    row,
    label: (code: string): Label => ({ zh: row(code).zh, en: row(code).en }),
    labelOrCode: (code: string): Label => {
      const found = byCode.get(code)
      return found ? { zh: found.zh, en: found.en } : { zh: code, en: code }
    },
  }
}
