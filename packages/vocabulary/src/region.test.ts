import { describe, expect, it } from 'vitest'
import { findRegion, isRegionCode, isWithinRegion, prefectureOf, regionLabel, regionLevel, regionParents, regions } from './region.ts'

describe('regions', () => {
  it('has the 34 provinces, each with an English name', () => {
    const provinces = regions.filter(({ level }) => level === 'province')

    expect(provinces).toHaveLength(34)
    expect(provinces.every(({ code }) => /^[A-Z][a-z]+( [A-Z][a-z]+)?$/.test(regionLabel(code).en))).toBe(true)
  })

  it('has every parent of every region, which contains it', () => {
    const orphans = regions.filter(({ code }) =>
      regionParents(code).some((parent) => !isRegionCode(parent) || !isWithinRegion(code, parent)),
    )

    expect(orphans).toEqual([])
  })

  it('does not have the test region', () => {
    expect([isRegionCode('990106'), isRegionCode('990000'), isRegionCode('330106')]).toEqual([false, false, true])
  })

  it.each([
    ['330106', '浙江省杭州市西湖区', 'Zhejiang 杭州市西湖区'],
    ['310000', '上海市', 'Shanghai'],
    ['310100', '上海市', 'Shanghai'],
    ['310117', '上海市松江区', 'Shanghai 松江区'],
    ['500229', '重庆市城口县', 'Chongqing 城口县'],
    ['429004', '湖北省仙桃市', 'Hubei 仙桃市'],
    ['659001', '新疆维吾尔自治区石河子市', 'Xinjiang 石河子市'],
    ['990106', '990106', '990106'],
  ])('labels %s as %s', (code, zh, en) => {
    expect(regionLabel(code)).toEqual({ zh, en })
  })

  it.each([
    ['330106', ['330000', '330100'], '330100', 'county'],
    ['310117', ['310000', '310100'], '310100', 'county'],
    ['429004', ['420000', '429000'], '429004', 'county'],
    ['330100', ['330000'], '330100', 'prefecture'],
    ['330000', [], null, 'province'],
  ])('places %s', (code, parents, prefecture, level) => {
    expect([regionParents(code), prefectureOf(code), regionLevel(code)]).toEqual([parents, prefecture, level])
  })

  it.each([
    ['330106', '33', true],
    ['330106', '330000', true],
    ['330106', '330100', true],
    ['330106', '330106', true],
    ['330106', '330105', false],
    ['330100', '330106', false],
    ['330206', '330100', false],
    ['500229', '500000', true],
  ])('says whether %s lies in %s: %s', (code, ancestor, within) => {
    expect(isWithinRegion(code, ancestor)).toBe(within)
  })
})

describe('findRegion', () => {
  it.each([
    ['杭州', '330100'],
    ['浙江杭州', '330100'],
    ['杭州市西湖区', '330106'],
    ['浙江省 - 杭州市', '330100'],
    ['义乌', '330782'],
    ['浙江金华开发区', '330700'],
    ['北京', '110000'],
    ['北京市朝阳区', '110105'],
    ['上海浦东', '310115'],
    ['吉林', '220000'],
    ['吉林市', '220200'],
    ['吉林长春', '220100'],
    ['湖北仙桃', '429004'],
    ['重庆城口县', '500229'],
    ['延边', '222400'],
    ['香港', '810000'],
    ['澳门', '820000'],
    ['台湾台北', '710100'],
  ])('reads %s as %s', (text, code) => {
    expect(findRegion(text)).toBe(code)
  })

  it.each(['西湖区', '不限', '', '南京路'])('finds none in "%s"', (text) => {
    expect(findRegion(text)).toBeNull()
  })

  it('finds every prefecture by its own full name behind its province', () => {
    const prefectures = regions.filter(({ level, zh }) => level === 'prefecture' && !/^县$|直辖县/.test(zh))
    const missed = prefectures.filter(({ code }) => regionLabel(code).zh !== regionLabel(findRegion(regionLabel(code).zh) ?? '').zh)

    expect(missed.map(({ zh }) => zh)).toEqual([])
  })
})
