import rows from './data/regions.json' with { type: 'json' }

export type RegionLevel = 'province' | 'prefecture' | 'county'

export interface Region {
  /** Six digits, GB/T 2260. */
  code: string
  /** The name without its parents, as the standard writes it. */
  zh: string
  level: RegionLevel
}

/** Every province, prefecture and county; provinces first, then prefectures, then counties. */
export const regions: readonly Region[] = rows.map((row) => {
  const code = row.slice(0, 6)
  return { code, zh: row.slice(7), level: regionLevel(code) }
})

export const regionNames = new Map(regions.map(({ code, zh }) => [code, zh]))

// Rows that only group counties under a province (省直辖县, 重庆 500200 "县"): codes of the standard, but nobody's address.
const groupName = /^县$|直辖县/

/** Province, prefecture or county, told by the digits alone. */
export function regionLevel(code: string): RegionLevel {
  if (code.endsWith('0000')) return 'province'
  return code.endsWith('00') ? 'prefecture' : 'county'
}

/** Whether `code` is `ancestor` or lies in it. `ancestor` may be a code of any level or its leading digits (`33`, `330000`, `330100`). */
export function isWithinRegion(code: string, ancestor: string): boolean {
  return code.startsWith(ancestor.length === 6 ? stemOf(ancestor) : ancestor)
}

function stemOf(code: string): string {
  if (!code.endsWith('00')) return code
  return code.endsWith('0000') ? code.slice(0, 2) : code.slice(0, 4)
}

/** Whether a row of the table only groups counties and is not a place of its own. */
export function isRegionGroup(name: string): boolean {
  return groupName.test(name)
}
