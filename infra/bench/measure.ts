export interface BenchOptions {
  quick: boolean
}

/** The value below which `share` (0-1) of the numbers lie. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

export function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits))
}

export function print(line = ''): void {
  process.stdout.write(`${line}\n`)
}
