import { describe, expect, it } from 'vitest'
import { findSkill, relatedness, skillFamily, skillLabel } from './skill.ts'

describe('findSkill', () => {
  it.each([
    ['熟练使用 Excel', 'excel'],
    ['会PS', 'photoshop'],
    ['办公软件', 'wps_office'],
    ['读屏', 'screen_reader'],
    ['普通话标准', 'mandarin'],
    ['小笼包制作', 'chinese_pastry'],
  ])('reads %s as %s', (text, code) => {
    expect(findSkill(text)).toBe(code)
  })

  it('does not find a Latin word inside another', () => {
    expect([findSkill('https'), findSkill('caddie'), findSkill('')]).toEqual([null, null, null])
  })
})

describe('relatedness', () => {
  it.each([
    ['excel', 'excel', 'same'],
    ['word', 'wps_office', 'near_equal'],
    ['wps_office', 'word', 'near_equal'],
    ['word', 'excel', 'family'],
    ['word', 'massage', 'none'],
    ['unknown', 'other', 'none'],
  ])('of %s for %s is %s', (have, need, relation) => {
    expect(relatedness(have, need)).toBe(relation)
  })

  it('knows the family and the labels of a skill', () => {
    expect(skillFamily('excel')).toBe('office_software')
    expect(skillLabel('cleaning')).toEqual({ zh: '保洁', en: 'Cleaning' })
  })
})
