import { foldText } from './fold-text.ts'
import { isRegionGroup, isWithinRegion, type Region, type RegionLevel, regionNames, regions } from './region-table.ts'

interface NamedRegion extends Region {
  short: string
}

const peoples =
  '汉族 壮族 回族 满族 苗族 侗族 瑶族 白族 藏族 羌族 彝族 傣族 黎族 畲族 土族 佤族 水族 蒙古族 蒙古 朝鲜族 哈尼族 土家族 布依族 傈僳族 景颇族 拉祜族 仡佬族 仫佬族 毛南族 纳西族 布朗族 普米族 独龙族 怒族 裕固族 保安族 东乡族 撒拉族 哈萨克族 哈萨克 柯尔克孜 塔吉克 锡伯 达斡尔族 鄂温克族 各族 维吾尔'
    .split(' ')
    .join('|')
const ending = new RegExp(`(?:特别行政区|(?:${peoples})*自治[区州县旗]|省|新区|林区|特区|地区|盟|市|区|县|旗|镇)$`)

// A region can only be named where the first two characters of its short name stand: of 3,400 rows a text looks at a handful.
const levels: Readonly<Record<RegionLevel, ReadonlyMap<string, readonly NamedRegion[]>>> = {
  province: byBeginning('province'),
  prefecture: byBeginning('prefecture'),
  county: byBeginning('county'),
}

// 南京路, 中山大道, 上海话: a name followed by one of these is not a place of work.
const notAPlace = /^(?:[东南西北中]?[一二三四五]?(?:路|街|大道)|话|菜|籍|人(?:优先|$))/

/**
 * The most exact region that a short text names (杭州, 浙江杭州, 杭州市西湖区), or null.
 * A county's name alone counts only when it is the only one of that name, in full (西湖区 is not) or as a county-level city (义乌).
 */
export function findRegion(text: string): string | null {
  const clean = foldText(text).text.replace(/[\n·,、/-]/g, '')
  const province = leftmost(clean, candidates(clean, 'province'))
  // Names already read are cut out: 龙江县 lies in 齐齐哈尔, and 黑龙江 is not that county.
  const rest = province ? without(clean, province) : clean
  const prefecture =
    leftmost(rest, within(candidates(rest, 'prefecture'), province)) ?? fullyNamed(clean, within(candidates(clean, 'prefecture'), province))
  const scope = prefecture ?? province
  const county = scope ? countyWithin(prefecture ? without(rest, prefecture) : rest, scope) : onlyCounty(clean)
  // 北京市 names a province and its only prefecture; the wider one is what the text says.
  const place = prefecture && prefecture.zh === province?.zh ? province : scope
  return (county ?? place)?.code ?? null
}

function byBeginning(level: RegionLevel): Map<string, NamedRegion[]> {
  const named = regions.filter((region) => region.level === level && !isRegionGroup(region.zh))
  return Map.groupBy(
    named.map((region) => ({ ...region, short: shortName(region.zh) })),
    ({ short }) => short.slice(0, 2),
  )
}

/** The regions of a level that a text may name, in the order of the table. */
function candidates(text: string, level: RegionLevel): NamedRegion[] {
  const found = new Set<NamedRegion>()
  for (let at = 0; at < text.length - 1; at += 1) for (const region of levels[level].get(text.slice(at, at + 2)) ?? []) found.add(region)
  return [...found].sort((one, other) => (one.code < other.code ? -1 : 1))
}

function shortName(name: string): string {
  const short = name.replace(ending, '')
  return short.length >= 2 ? short : name
}

function within(named: readonly NamedRegion[], ancestor: Region | null): readonly NamedRegion[] {
  return ancestor ? named.filter(({ code }) => isWithinRegion(code, ancestor.code)) : named
}

// 吉林市 begins with the name of its province, so the rest behind that name says nothing.
function fullyNamed(text: string, named: readonly NamedRegion[]): NamedRegion | null {
  return named.find(({ zh }) => text.includes(zh)) ?? null
}

// The counties of Chongqing and of 省直辖县 stand outside the prefecture that shares the name of the whole.
function countyWithin(text: string, scope: NamedRegion): NamedRegion | null {
  const isMunicipality = regionNames.get(`${scope.code.slice(0, 2)}0000`) === scope.zh
  const inside = candidates(text, 'county').filter(({ code }) => isWithinRegion(code, isMunicipality ? scope.code.slice(0, 2) : scope.code))
  return leftmost(text, inside)
}

// 吉林省吉林市 keeps the second 吉林; 朝阳市朝阳县 keeps the county.
function without(text: string, { zh, short }: NamedRegion): string {
  return text.includes(zh) ? text.replace(zh, '') : text.replace(short, '')
}

/** The region named first in the text; of two at the same place the one with the longer name. */
function leftmost(text: string, named: readonly NamedRegion[]): NamedRegion | null {
  let best: { region: NamedRegion; at: number; length: number } | null = null
  for (const region of named) {
    const hit = namedAt(text, region)
    if (hit && (!best || hit.at < best.at || (hit.at === best.at && hit.length > best.length))) best = { region, ...hit }
  }
  return best?.region ?? null
}

function namedAt(text: string, { zh, short }: NamedRegion): { at: number; length: number } | null {
  const full = text.indexOf(zh)
  if (full >= 0) return { at: full, length: zh.length }
  const at = text.indexOf(short)
  return at < 0 || notAPlace.test(text.slice(at + short.length)) ? null : { at, length: short.length }
}

function onlyCounty(text: string): NamedRegion | null {
  const matches = candidates(text, 'county').filter(
    ({ zh, short }) => text.includes(zh) || text === short || (zh.endsWith('市') && text.includes(short)),
  )
  const longest = Math.max(0, ...matches.map(({ zh }) => zh.length))
  const best = matches.filter(({ zh }) => zh.length === longest)
  return best.length === 1 ? (best[0] ?? null) : null
}
