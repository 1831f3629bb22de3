import { describe, expect, it } from 'vitest'
import { readAge } from './read-age.ts'
import { readHeadcount } from './read-headcount.ts'

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

describe('readHeadcount', () => {
  it.each([
    ['3名', 3, 3, false, false],
    ['1-2人', 1, 2, false, false],
    ['16', 16, 16, false, false],
    ['若干', null, null, true, false],
    ['不限人', null, null, true, false],
    ['10多位', 10, null, false, false],
    ['14家合计159个岗位', 159, 159, false, true],
    ['28家合计近700个', 700, 700, false, true],
  ])('reads %s', (text, min, max, open, shared) => {
    expect(readHeadcount(text)).toEqual({ min, max, open, shared })
  })

  it.each(['27名在岗', '16名(已在岗)', '', '0人'])('reads none in "%s"', (text) => {
    expect(readHeadcount(text)).toBeNull()
  })
})
