import { csvReader } from './csv.ts'

const candidates = [',', '\t', ';', '|'] as const
const sampleLimits = { maxCellCharacters: 32_767, maxRowCharacters: 1_048_576, maxColumns: 512 }

/**
 * The delimiter under which quotation marks fit best and most fields stand in rows of one width; a comma when there is none. A first line `sep=;`, which Excel honours, is
 * obeyed by `hint` and belongs to no table.
 */
export function findDelimiter(sample: string): { delimiter: string; hint: string } {
  const hint = /^sep=(.)(\r\n|\n|\r)/i.exec(sample)
  if (hint?.[1]) return { delimiter: hint[1], hint: hint[0] }
  let delimiter: string = ','
  let best = 0
  for (const candidate of candidates) {
    const score = evenness(sample, candidate) / (1 + misfits(sample, candidate))
    if (score > best) {
      best = score
      delimiter = candidate
    }
  }
  return { delimiter, hint: '' }
}

function evenness(sample: string, delimiter: string): number {
  const records = csvReader(delimiter, sampleLimits).write(sample)
  const rows = records.length > 0 ? records : csvReader(delimiter, sampleLimits).write(`${sample}\n`)
  const widths = new Map<number, number>()
  for (const { fields } of rows.slice(0, 200)) widths.set(fields.length, (widths.get(fields.length) ?? 0) + 1)
  widths.delete(1)
  return Math.max(0, ...[...widths].map(([width, count]) => width * count))
}

/** Quoted fields behind which neither the delimiter nor a line end stands: what is one field under the right delimiter is torn under a wrong one. */
function misfits(sample: string, delimiter: string): number {
  let count = 0
  for (let at = 0; at < sample.length; at += 1) {
    if (sample[at] === '"') {
      at = closingQuote(sample, at)
      if (at + 1 < sample.length && !`${delimiter}\r\n`.includes(sample[at + 1]!)) count += 1
    }
    while (at < sample.length && !`${delimiter}\r\n`.includes(sample[at]!)) at += 1
  }
  return count
}

function closingQuote(sample: string, open: number): number {
  for (let at = sample.indexOf('"', open + 1); at >= 0; at = sample.indexOf('"', at + 2)) {
    if (sample[at + 1] !== '"') return at
  }
  return sample.length
}
