export interface CountyShape {
  code: string
  name: string
  /** Where the county government stands, degrees of longitude and latitude. */
  seat: [number, number] | undefined
  /** Outer rings, degrees. */
  rings: [number, number][][]
}

const hectometresPerDegree = 1111.95
// The map is drawn with about 100 m between points, and its seats may lie some hundred metres off.
const drawingMargin = 10

/**
 * The seat (1e-4 degree), the circle around the whole county (1e-4 degree, hectometres) and the radius of a disc of the same area
 * (hectometres): seven integers with the code.
 */
export function placeOf(shapes: readonly CountyShape[], knownSeat?: [number, number]): number[] {
  const points = shapes.flatMap(({ rings }) => rings.flat())
  const area = shapes.flatMap(({ rings }) => rings).reduce((sum, ring) => sum + ringArea(ring), 0)
  const seat = knownSeat ?? shapes[0]?.seat ?? centre(points)
  const around = enclosingCircle([...points, seat])
  return [
    tenThousandths(seat[0]),
    tenThousandths(seat[1]),
    tenThousandths(around.centre[0]),
    tenThousandths(around.centre[1]),
    Math.ceil(around.radius) + drawingMargin,
    Math.round(Math.sqrt(area / Math.PI)),
  ]
}

function tenThousandths(degrees: number): number {
  return Math.round(degrees * 10_000)
}

function centre(points: readonly [number, number][]): [number, number] {
  const xs = points.map(([x]) => x)
  const ys = points.map(([, y]) => y)
  return [(least(xs) + greatest(xs)) / 2, (least(ys) + greatest(ys)) / 2]
}

/** A nearly smallest circle: from the middle of the box, walk towards the farthest point by ever smaller steps. */
function enclosingCircle(points: readonly [number, number][]): { centre: [number, number]; radius: number } {
  let at = centre(points)
  for (let step = 1; step <= 150; step += 1) {
    const { point } = farthest(points, at)
    at = [at[0] + (point[0] - at[0]) / (step + 1), at[1] + (point[1] - at[1]) / (step + 1)]
  }
  const rounded: [number, number] = [tenThousandths(at[0]) / 10_000, tenThousandths(at[1]) / 10_000]
  return { centre: rounded, radius: farthest(points, rounded).distance }
}

function farthest(points: readonly [number, number][], from: [number, number]): { point: [number, number]; distance: number } {
  let best: { point: [number, number]; distance: number } = { point: from, distance: 0 }
  for (const point of points) {
    const distance = hectometres(from, point)
    if (distance > best.distance) best = { point, distance }
  }
  return best
}

function hectometres([x, y]: [number, number], [u, v]: [number, number]): number {
  const shrink = Math.cos((((y + v) / 2) * Math.PI) / 180)
  return Math.hypot((u - x) * shrink, v - y) * hectometresPerDegree
}

function ringArea(ring: readonly [number, number][]): number {
  let twice = 0
  for (const [at, [x, y]] of ring.entries()) {
    const [u, v] = ring[(at + 1) % ring.length] ?? [x, y]
    twice += x * v - u * y
  }
  const shrink = Math.cos(((ring[0]?.[1] ?? 0) * Math.PI) / 180)
  return (Math.abs(twice) / 2) * shrink * hectometresPerDegree ** 2
}

function least(values: readonly number[]): number {
  return values.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY)
}

function greatest(values: readonly number[]): number {
  return values.reduce((one, other) => Math.max(one, other), Number.NEGATIVE_INFINITY)
}
