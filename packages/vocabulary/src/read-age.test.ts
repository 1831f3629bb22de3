import { describe, expect, it } from 'vitest'
import { readAge, readAgeLimits } from './read-age.ts'

describe('readAge', () => {
  it.each([
    ['18-45周岁', 18, 45],
    ['年龄 25--45 岁', 25, 45],
    ['年满18周岁至40周岁', 18, 40],
    ['18周岁以上30周岁以下(医务助理35)', 18, 30],
    ['年满16岁以上未满65岁', 16, 64],
    ['35岁以下', null, 35],
    ['40岁左右', null, 40],
    ['年龄24岁以上', 24, null],
    ['年满18周岁', 18, null],
    ['男50女40', null, 50],
    ['男45周岁以下,女35周岁以下', null, 45],
    ['十八至四十五周岁', 18, 45],
    ['16周岁以上;部分岗位男60、女50周岁以上', 16, null],
    ['不限', null, null],
  ])('reads %s', (text, min, max) => {
    expect(readAge(text)).toEqual({ min, max })
  })

  it.each(['', '身体健康', '45-18岁', '工作10年'])('reads none in "%s"', (text) => {
    expect(readAge(text)).toBeNull()
  })
})

describe('readAgeLimits', () => {
  it.each([
    ['男50女40', null, 50, 40],
    ['男性不超过60周岁,女性不超过50周岁', null, 60, 50],
    ['18至50周岁(女性45周岁以下)', 18, 50, 45],
    ['女：35岁以下；男：40岁以下', null, 40, 35],
    ['55周岁以下男性、50周岁以下女性', null, 55, 50],
    ['女，18—30周岁，身高1.60以上', 18, 30, null],
    ['18周岁（含）以上，45周岁（含）以下', 18, 45, null],
    ['年龄45周岁以下,特别优秀可放宽至50周岁', null, 45, null],
    ['18-45岁,35岁以下优先', 18, 45, null],
    ['年龄在20到40之间', 20, 40, null],
    ['年齡：二十五至四十歲', 25, 40, null],
    ['≤45周岁', null, 45, null],
    ['男性60周岁以下女性55周岁以下', null, 60, 55],
    ['18-50（女性45）', 18, 50, 45],
    ['40周岁以下,硕士研究生可放宽至45周岁', null, 40, null],
    ['20-45，男女不限', 20, 45, null],
  ])('reads %s', (text, min, max, maxFemale) => {
    expect(readAgeLimits(text)).toMatchObject({ min, max, maxFemale, legal: false })
  })

  it('keeps a lower limit of women apart', () => {
    expect(readAgeLimits('男60、女50周岁以上')).toMatchObject({ min: 60, minFemale: 50, max: null })
    expect(readAge('男60、女50周岁以上')).toEqual({ min: 50, max: null })
  })

  it.each([
    ['1985年1月1日以后出生', null, 41],
    ['1979年3月1日至2006年3月1日期间出生', 20, 47],
    ['出生日期在1988.06.01之后', null, 38],
    ['2008年6月1日以前出生', 18, null],
    ['1988年以后出生', null, 38],
    ['1990年1月1日(含)以后', null, 36],
  ])('counts %s on the reference day', (text, min, max) => {
    expect(readAgeLimits(text, { on: '2026-06-01' })).toMatchObject({ min, max })
    expect(readAgeLimits(text)).toBeNull()
  })

  it('knows the legal working age, which is no figure', () => {
    expect(readAgeLimits('法定劳动年龄内')).toMatchObject({ legal: true, min: null, max: null })
    expect(readAge('法定退休年龄以下')).toBeNull()
  })

  it.each([
    '负责3-6岁、10-12岁儿童教学',
    '2年以上经验,身高160以上',
    '体重50kg以下',
    '35岁以下优先',
    '45',
    '打字50字以上',
    '8:00-17:30',
    '工作满10年',
  ])('reads none in "%s"', (text) => {
    expect(readAgeLimits(text)).toBeNull()
  })

  it('says where the limits stand', () => {
    const text = '女 , 55 岁 以下 , 身体健康'
    const { start = 0, end = 0 } = readAgeLimits(text)?.span ?? {}

    expect(text.slice(start, end)).toBe('55 岁 以下')
  })
})
