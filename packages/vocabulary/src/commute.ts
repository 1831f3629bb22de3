import { codeTable } from './code-table.ts'
import data from './data/county-places.json' with { type: 'json' }
import type { Label } from './label.ts'

/** How a person gets to work. Without a word from them, public transport is assumed for the estimate. */
export const commuteModeCodes = ['walking', 'wheelchair', 'bicycle', 'public_transport', 'car'] as const
export type CommuteMode = (typeof commuteModeCodes)[number]

/** One way, between two counties, where nothing finer than the county is known. */
export interface Commute {
  /** By road, from where the people of one county live to where the jobs of the other are: a middle figure, not a measurement. */
  hectometres: number
  /** As the crow flies between the nearest points of the two: no way can be shorter. */
  atLeastHectometres: number
}

export const commuteModes: readonly ({ code: CommuteMode } & Label)[] = [
  { code: 'walking', zh: '步行', en: 'Walking' },
  { code: 'wheelchair', zh: '轮椅出行', en: 'By wheelchair' },
  { code: 'bicycle', zh: '骑车(含电动车)', en: 'Bicycle or electric bicycle' },
  { code: 'public_transport', zh: '公共交通', en: 'Public transport' },
  { code: 'car', zh: '开车或搭车', en: 'By car' },
]

interface Place {
  /** Seat of the county, 1e-4 degree. */
  seat: Point
  /** Middle of the circle around the whole county, 1e-4 degree, and its radius in hectometres. */
  around: Point
  radius: number
  /** Radius of a disc as large as the county, hectometres. */
  span: number
}

interface Point {
  lng: number
  lat: number
}

/** Roads are longer than the straight line by about three tenths in Chinese cities; ours, in tenths. */
const detourTenths = 13
/** Two people of one county live half the radius of its disc apart, and no more than 6 km: the people of a large county live in its towns. */
const longestWithinCounty = 60
/** Seats of two counties may stand in one street (沧县 in 沧州): nobody's way is shorter than a kilometre. */
const shortestBetweenCounties = 10
/** The cosine stands for a whole degree of latitude; half a degree shortens a distance by less than 1.5 % below 58° north. */
const leastShareThousandths = 985

interface Pace {
  /** Minutes on top of the way: waiting, walking to the stop, parking, unlocking. */
  fixedMinutes: number
  /** Hectometres in twenty minutes within the city, and beyond `cityHectometres`. */
  city: number
  beyond: number
  /** Hectometres in twenty minutes that nobody exceeds from door to door. */
  fastest: number
}

/** The first 15 km of a way count as city. */
const cityHectometres = 150
const paceMinutes = 20

// Ours, door to door, what can be relied on every day: 4.5 km/h on foot, at best 6; 3.6 in a chair because of kerbs and crossings, at best 15 in
// a powered one; 12 on a bicycle, at best 25, which is the limit of electric ones; bus or metro 18 in town and 30 beyond after a quarter of an
// hour of walking and waiting, at best 60; a car 27 in town and 51 beyond, at best 90.
const paces: Readonly<Record<CommuteMode, Pace>> = {
  walking: { fixedMinutes: 0, city: 15, beyond: 15, fastest: 20 },
  wheelchair: { fixedMinutes: 0, city: 12, beyond: 12, fastest: 50 },
  bicycle: { fixedMinutes: 2, city: 40, beyond: 40, fastest: 84 },
  public_transport: { fixedMinutes: 15, city: 60, beyond: 100, fastest: 200 },
  car: { fixedMinutes: 5, city: 90, beyond: 170, fastest: 300 },
}

const table = codeTable(commuteModes)
const places = new Map(data.rows.map((row) => [row.slice(0, 6), readPlace(row)]))
// cos of each whole degree, in ten-thousandths. Written out: the last digit of Math.cos may differ between machines.
const cosines = [
  10000, 9998, 9994, 9986, 9976, 9962, 9945, 9925, 9903, 9877, 9848, 9816, 9781, 9744, 9703, 9659, 9613, 9563, 9511, 9455, 9397, 9336, 9272,
  9205, 9135, 9063, 8988, 8910, 8829, 8746, 8660, 8572, 8480, 8387, 8290, 8192, 8090, 7986, 7880, 7771, 7660, 7547, 7431, 7314, 7193, 7071,
  6947, 6820, 6691, 6561, 6428, 6293, 6157, 6018, 5878, 5736,
]

export function isCommuteMode(text: string): text is CommuteMode {
  return table.has(text)
}

export function commuteModeLabel(code: CommuteMode): Label {
  return table.label(code)
}

/** Whether the county has a place, so that a way from or to it can be estimated. */
export function hasPlace(county: string): boolean {
  return places.has(county)
}

/**
 * The way between two counties (GB/T 2260, six digits), the same in both directions; integers, equal on every machine.
 * @returns null when one of the two is not a county with a place: a prefecture, a development zone, a county of Taiwan.
 */
export function estimateCommute(homeCounty: string, workCounty: string): Commute | null {
  const home = places.get(homeCounty)
  const work = places.get(workCounty)
  if (!home || !work) return null
  if (homeCounty === workCounty) return { hectometres: byRoad(Math.min(home.span >> 1, longestWithinCounty)), atLeastHectometres: 0 }
  const hectometres = byRoad(Math.max(straight(home.seat, work.seat), shortestBetweenCounties))
  return { hectometres, atLeastHectometres: Math.min(hectometres, gap(home, work)) }
}

/** Minutes one way by a mode, what one can rely on; grows with the way. */
export function commuteMinutes(hectometres: number, mode: CommuteMode): number {
  const { fixedMinutes, city, beyond } = paces[mode]
  const inCity = Math.min(hectometres, cityHectometres)
  return fixedMinutes + Math.ceil((inCity * paceMinutes) / city) + Math.ceil(((hectometres - inCity) * paceMinutes) / beyond)
}

/** Minutes one way by a mode that nobody undercuts: no waiting, the greatest pace. What lies beyond a limit even so lies beyond it. */
export function leastCommuteMinutes(hectometres: number, mode: CommuteMode): number {
  return Math.floor((hectometres * paceMinutes) / paces[mode].fastest)
}

function byRoad(hectometres: number): number {
  return Math.floor((hectometres * detourTenths) / 10)
}

/** Between the two circles; 0 when they touch. */
function gap(one: Place, other: Place): number {
  const apart = Math.floor((straight(one.around, other.around) * leastShareThousandths) / 1000)
  return Math.max(0, apart - one.radius - other.radius)
}

/** Straight distance in hectometres. A ten-thousandth of a degree of latitude is 11.1195 m; the square root is exact by IEEE 754. */
function straight(one: Point, other: Point): number {
  const cosine = cosines[Math.round((one.lat + other.lat) / 20_000)] ?? 0
  const east = Math.round((Math.abs(one.lng - other.lng) * cosine) / 10_000)
  const north = one.lat - other.lat
  return Math.floor((Math.floor(Math.sqrt(east * east + north * north)) * 111_195) / 1_000_000)
}

function readPlace(row: string): Place {
  const [, lng = 0, lat = 0, aroundLng = 0, aroundLat = 0, radius = 0, span = 0] = row.split(' ').map(Number)
  return { seat: { lng, lat }, around: { lng: aroundLng, lat: aroundLat }, radius, span }
}
