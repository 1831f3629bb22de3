import { assert, constantFrom, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  commuteMinutes,
  commuteModeCodes,
  commuteModeLabel,
  estimateCommute,
  hasPlace,
  isCommuteMode,
  leastCommuteMinutes,
} from './commute.ts'
import data from './data/county-places.json' with { type: 'json' }
import { isRegionCode, regions } from './region.ts'

const placed = data.rows.map((row) => row.slice(0, 6))
const county = constantFrom(...placed)
const withinPrefecture = county.chain((home) =>
  constantFrom(...placed.filter((code) => code.startsWith(home.slice(0, 4)))).map((work) => [home, work] as const),
)
const way = integer({ min: 0, max: 30_000 })
const mode = constantFrom(...commuteModeCodes)

describe('places of counties', () => {
  it('are counties of the region table, sorted, each once', () => {
    expect(placed.filter((code) => !isRegionCode(code) || code.endsWith('00'))).toEqual([])
    expect(new Set(placed).size).toBe(placed.length)
  })

  it('cover more than nine in ten counties of the mainland', () => {
    const counties = regions.filter(({ code, level }) => level === 'county' && code < '71')

    expect(counties.filter(({ code }) => hasPlace(code)).length / counties.length).toBeGreaterThan(0.92)
  })

  it('have the seat in the circle and the disc within it', () => {
    const odd = data.rows.filter((row) => {
      const [, lng = 0, lat = 0, aroundLng = 0, aroundLat = 0, radius = 0, span = 0] = row.split(' ').map(Number)
      return haversine(lng, lat, aroundLng, aroundLat) > radius || span > radius
    })

    expect(odd).toEqual([])
  })
})

describe('estimateCommute', () => {
  // Straight distances between the seats as a map shows them, kilometres, widened by the detour; the band is what a person would call right.
  it.each([
    ['杭州 西湖–滨江', '330106', '330108', 8, 18],
    ['杭州 上城–拱墅', '330102', '330105', 4, 14],
    ['杭州 上城–萧山', '330102', '330109', 10, 22],
    ['杭州 余杭–临平', '330110', '330113', 30, 60],
    ['杭州 西湖–淳安', '330106', '330127', 120, 220],
    ['杭州 富阳–桐庐', '330111', '330122', 35, 70],
    ['宁波 海曙–鄞州', '330203', '330212', 3, 16],
    ['温州 鹿城–乐清', '330302', '330382', 25, 60],
    ['上海 黄浦–静安', '310101', '310106', 2, 9],
    ['上海 黄浦–浦东', '310101', '310115', 3, 25],
    ['上海 黄浦–松江', '310101', '310117', 30, 55],
    ['北京 东城–西城', '110101', '110102', 3, 9],
    ['北京 海淀–朝阳', '110108', '110105', 10, 26],
    ['北京 朝阳–延庆', '110105', '110119', 70, 120],
    ['广州 天河–越秀', '440106', '440104', 4, 13],
    ['广州 天河–从化', '440106', '440117', 45, 80],
    ['深圳 福田–南山', '440304', '440305', 8, 25],
    ['南京 玄武–江宁', '320102', '320115', 10, 22],
    ['武汉 江岸–武昌', '420102', '420106', 4, 14],
    ['成都 锦江–都江堰', '510104', '510181', 55, 85],
    ['沈阳 和平–沈河', '210102', '210103', 2, 10],
    ['福州 鼓楼–仓山', '350102', '350104', 5, 15],
  ])('puts %s between %s and %s at a plausible distance', (_, home, work, least, most) => {
    const { hectometres = 0 } = estimateCommute(home, work) ?? {}

    expect(hectometres / 10).toBeGreaterThanOrEqual(least)
    expect(hectometres / 10).toBeLessThanOrEqual(most)
  })

  it('proves that the far county of a city is far', () => {
    expect(estimateCommute('330106', '330127')?.atLeastHectometres).toBeGreaterThan(400)
    expect(estimateCommute('330106', '330108')?.atLeastHectometres).toBe(0)
  })

  it('is the same in both directions', () => {
    assert(
      property(county, county, (home, work) => {
        expect(estimateCommute(home, work)).toEqual(estimateCommute(work, home))
      }),
    )
  })

  it('gives whole numbers, and a lower bound that is never above the estimate nor above the globe', () => {
    assert(
      property(withinPrefecture, ([home, work]) => {
        const { hectometres = -1, atLeastHectometres = -1 } = estimateCommute(home, work) ?? {}

        expect([Number.isInteger(hectometres), Number.isInteger(atLeastHectometres)]).toEqual([true, true])
        expect(atLeastHectometres).toBeGreaterThanOrEqual(0)
        expect(atLeastHectometres).toBeLessThanOrEqual(hectometres)
        expect(atLeastHectometres).toBeLessThanOrEqual(home === work ? 0 : betweenCircles(home, work))
      }),
      { numRuns: 2000 },
    )
  })

  it('is short within one county', () => {
    assert(
      property(county, (code) => {
        const { hectometres = -1, atLeastHectometres = -1 } = estimateCommute(code, code) ?? {}

        expect(hectometres).toBeLessThanOrEqual(78)
        expect(atLeastHectometres).toBe(0)
      }),
    )
  })

  it.each(['330100', '330000', '990106', '710101', ''])('knows no way from %s', (code) => {
    expect([estimateCommute(code, '330106'), estimateCommute('330106', code)]).toEqual([null, null])
  })

  it('gives the same figures for ever: a change of the table is a change of the scoring version', () => {
    expect(estimateCommute('330106', '330106')).toEqual({ hectometres: 65, atLeastHectometres: 0 })
    expect(estimateCommute('330106', '330108')).toEqual({ hectometres: 124, atLeastHectometres: 0 })
    expect(estimateCommute('330106', '330127')).toEqual({ hectometres: 1654, atLeastHectometres: 656 })
  })
})

describe('commuteMinutes', () => {
  it('grows with the way, and its lower bound stays below it', () => {
    assert(
      property(way, way, mode, (one, other, by) => {
        const [near, far] = one < other ? [one, other] : [other, one]

        expect(commuteMinutes(near, by)).toBeLessThanOrEqual(commuteMinutes(far, by))
        expect(leastCommuteMinutes(near, by)).toBeLessThanOrEqual(leastCommuteMinutes(far, by))
        expect(leastCommuteMinutes(near, by)).toBeLessThanOrEqual(commuteMinutes(near, by))
      }),
    )
  })

  it.each([
    [20, [27, 34, 12, 22, 10]],
    [100, [134, 167, 52, 49, 28]],
    [300, [400, 500, 152, 95, 57]],
  ])('takes for %s hectometres %s minutes by each mode', (hectometres, minutes) => {
    expect(commuteModeCodes.map((by) => commuteMinutes(hectometres, by))).toEqual(minutes)
  })

  it('puts the modes in the order of experience at ten kilometres', () => {
    const byMode = commuteModeCodes.toSorted((one, other) => commuteMinutes(100, one) - commuteMinutes(100, other))

    expect(byMode).toEqual(['car', 'public_transport', 'bicycle', 'walking', 'wheelchair'])
  })
})

describe('commute modes', () => {
  it('have labels and a guard', () => {
    expect(commuteModeCodes.map((code) => commuteModeLabel(code).zh)).toEqual([
      '步行',
      '轮椅出行',
      '骑车(含电动车)',
      '公共交通',
      '开车或搭车',
    ])
    expect([isCommuteMode('car'), isCommuteMode('horse')]).toEqual([true, false])
  })
})

function betweenCircles(home: string, work: string): number {
  const [one, other] = [home, work].map(
    (code) =>
      data.rows
        .find((row) => row.startsWith(code))
        ?.split(' ')
        .map(Number) ?? [],
  )
  const [, , , lng = 0, lat = 0, radius = 0] = one ?? []
  const [, , , otherLng = 0, otherLat = 0, otherRadius = 0] = other ?? []
  return Math.max(0, haversine(lng, lat, otherLng, otherLat) - radius - otherRadius)
}

/** Hectometres over the globe between points in 1e-4 degree. */
function haversine(lng: number, lat: number, otherLng: number, otherLat: number): number {
  const radians = (tenThousandths: number) => (tenThousandths / 10_000) * (Math.PI / 180)
  const [a, b] = [radians(otherLat - lat), radians(otherLng - lng)]
  const chord = Math.sin(a / 2) ** 2 + Math.cos(radians(lat)) * Math.cos(radians(otherLat)) * Math.sin(b / 2) ** 2
  return 2 * 63_710 * Math.asin(Math.sqrt(chord))
}
