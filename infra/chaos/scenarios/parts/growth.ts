const hour = 3_600_000
const spans = 12

export type Point = readonly [atMs: number, value: number]

export interface Growth {
  perHour: number
  /** Two standard errors of it: how much of it may be scatter. It excuses nothing, it tells a reader whether the run was long enough. */
  giveOrTake: number
}

/** Of each of twelve spans of equal length the least: between two collections garbage lies about that nobody holds. */
export function leastOf(points: readonly Point[]): Point[] {
  const each = Math.max(1, Math.ceil(points.length / spans))
  return Array.from({ length: Math.ceil(points.length / each) }, (_, at) =>
    points.slice(at * each, (at + 1) * each).reduce((least, point) => (point[1] < least[1] ? point : least)),
  )
}

/** How fast the values grow: a line through the points by least squares. Of fewer than three nothing can be said: NaN, which is within no bar. */
export function growthOf(points: readonly Point[]): Growth {
  const meanX = mean(points.map(([x]) => x))
  const meanY = mean(points.map(([, y]) => y))
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
  if (points.length < 3 || spread === 0) return { perHour: Number.NaN, giveOrTake: Number.NaN }
  const slope = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread
  const rest = points.reduce((sum, [x, y]) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0)
  const error = Math.sqrt(rest / (points.length - 2) / spread)
  return { perHour: slope * hour, giveOrTake: 2 * error * hour }
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / Math.max(1, numbers.length)
