import { provinceNames } from './data/province-names.ts'
import type { Label } from './label.ts'
import { isRegionGroup, regionLevel, regionNames } from './region-table.ts'

export { findRegion } from './find-region.ts'
export { isWithinRegion, type Region, type RegionLevel, regionLevel, regions } from './region-table.ts'

export function isRegionCode(text: string): boolean {
  return regionNames.has(text)
}

/** The full name: 浙江省杭州市西湖区, "Zhejiang 杭州市西湖区". A code that is not in the table is its own label. */
export function regionLabel(code: string): Label {
  const own = regionNames.get(code)
  if (own === undefined) return { zh: code, en: code }
  const province = regionNames.get(provinceOf(code)) ?? ''
  const below = regionParents(code)
    .slice(1)
    .map((parent) => regionNames.get(parent) ?? '')
    .concat(regionLevel(code) === 'province' ? [] : [own])
    .filter((name) => name !== province && (name === own || !isRegionGroup(name)))
    .join('')
  return { zh: province + below, en: [provinceNames[code.slice(0, 2)] ?? province, below].filter(Boolean).join(' ') }
}

/** The regions around a region, province first: 330106 gives 330000, 330100; a province gives none. */
export function regionParents(code: string): string[] {
  const level = regionLevel(code)
  if (level === 'province') return []
  return level === 'prefecture' ? [provinceOf(code)] : [provinceOf(code), `${code.slice(0, 4)}00`]
}

export function provinceOf(code: string): string {
  return `${code.slice(0, 2)}0000`
}

/**
 * The prefecture a county lies in, a prefecture itself, or null for a province.
 * A county-level city directly under its province (仙桃 429004) is its own prefecture: it shares no city with the others of its group.
 */
export function prefectureOf(code: string): string | null {
  if (regionLevel(code) === 'province') return null
  const prefecture = `${code.slice(0, 4)}00`
  const name = regionNames.get(prefecture)
  return name !== undefined && name.includes('直辖县') && regionLevel(code) === 'county' ? code : prefecture
}
