import { print, quantile } from '../measure.ts'
import { type Lap, mean, ratio } from './timing.ts'

const nameWidth = 38

/** One line per engine: percentiles in milliseconds, then how many times longer than ours over the same questions. */
export function printLaps(title: string, laps: readonly Lap[], groups: Record<string, (place: number) => boolean> = {}): void {
  const [ours] = laps
  if (ours === undefined) return
  const heads = ['asked', 'p50', 'p95', 'mean', ...Object.keys(groups), 'p50 / ours', 'mean / ours', 'wrong']
  print(`${title.padEnd(nameWidth)}${heads.map((head) => head.padStart(12)).join('')}`)
  for (const lap of laps) {
    const shares = Object.values(groups).map((belongs) => milliseconds(mean(lap.times.filter((_, place) => belongs(place)))))
    const ratios = [ratio(lap, ours, (times) => quantile(times, 0.5)), ratio(lap, ours, mean)].map((value) => `${times(value)}x`)
    const figures = [quantile(lap.times, 0.5), quantile(lap.times, 0.95), mean(lap.times)].map(milliseconds)
    const cells = [lap.times.length, ...figures, ...shares, ...ratios, lap.wrong]
    print(`${lap.name.padEnd(nameWidth)}${cells.map((cell) => String(cell).padStart(12)).join('')}`)
  }
  print()
}

/** `name   value   remark`. */
export function printFact(name: string, value: string, remark = ''): void {
  print(`${name.padEnd(nameWidth)}${value.padStart(14)}   ${remark}`.trimEnd())
}

export function milliseconds(ms: number): string {
  if (Number.isNaN(ms)) return '-'
  return ms < 1 ? ms.toFixed(4) : ms.toFixed(ms < 100 ? 2 : 0)
}

export function times(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(0)
}
