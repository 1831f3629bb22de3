import { describe, expect, it } from 'vitest'
import { findOccupation, isOccupationCode, occupationDemands, occupationLabel, occupationNearness } from './occupation.ts'

describe('findOccupation', () => {
  it.each([
    ['保洁员', '4-09-08-01', true],
    ['盲人按摩师', '4-10-04-02', true],
    ['盲人医疗按摩师', '2-05-X-01', true],
    ['云客服', '4-04-05-X01', true],
    ['咖啡师(手语门店)', '4-03-02-08', false],
    ['行政文员→行政主管', '3-01-02-X01', false],
    ['网站编辑(后调整为社会教育研究)', '2-10-X-01', false],
  ])('reads %s as %s, exact: %s', (title, code, exact) => {
    expect(findOccupation(title)).toEqual({ code, exact })
  })

  it('finds none in a text that names none', () => {
    expect([findOccupation('挂靠'), findOccupation('')]).toEqual([null, null])
  })
})

describe('occupations', () => {
  it.each([
    ['4-09-08-01', '4-09-08-01', 'same'],
    ['4-09-08-01', '4-09-08-02', 'minor_group'],
    ['4-03-02-05', '4-03-02-X01', 'minor_group'],
    ['4-09-08-01', '4-09-10-01', 'major_group'],
    ['2-10-X-01', '2-10-X-02', 'major_group'],
    ['4-09-08-01', '4-10-04-02', 'none'],
  ])('tells how near %s and %s are: %s', (one, other, nearness) => {
    expect(occupationNearness(one, other)).toBe(nearness)
    expect(occupationNearness(other, one)).toBe(nearness)
  })

  it('labels an unknown code with itself and knows no demands of it', () => {
    expect(isOccupationCode('9-99-99-99')).toBe(false)
    expect(occupationLabel('9-99-99-99')).toEqual({ zh: '9-99-99-99', en: '9-99-99-99' })
    expect(occupationDemands('9-99-99-99')).toEqual([])
  })
})
