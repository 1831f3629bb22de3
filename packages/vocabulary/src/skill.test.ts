import { describe, expect, it } from 'vitest'
import { findSkill, nearEquals, relatedness, skillFamily, skillLabel, skillParents, skillSiblings, skills } from './skill.ts'

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

describe('the skill graph', () => {
  it('leads from a skill to ever broader ones', () => {
    expect(skillParents('excel_charts')).toEqual(['excel', 'wps_office', 'basic_computer'])
    expect([skillParents('basic_computer'), skillParents('unknown')]).toEqual([[], []])
  })

  it('knows the siblings of a skill, never the skill itself', () => {
    expect(skillSiblings('ceramic_painting')).toEqual(['clay_figures'])
    expect([skillSiblings('basic_computer'), skillSiblings('unknown')]).toEqual([[], []])
  })

  it('tells near equals from both sides', () => {
    const oneSided = skills.flatMap(({ code }) => nearEquals(code).filter((other) => !nearEquals(other).includes(code)))

    expect(oneSided).toEqual([])
    expect(nearEquals('typing')).toEqual(['data_entry', 'stenography'])
    expect(nearEquals('unknown')).toEqual([])
  })

  it('says the same of two skills in both directions', () => {
    const sample = skills.filter((_, at) => at % 7 === 0)
    const odd = sample.flatMap(({ code }) => sample.filter((other) => relatedness(code, other.code) !== relatedness(other.code, code)))

    expect(odd).toEqual([])
  })

  it('ends every chain of parents without a circle, at most five skills up', () => {
    expect(skills.filter(({ code }) => skillParents(code).length > 5)).toEqual([])
  })

  it('finds every skill by its own name and by each of its aliases', () => {
    const missed = skills.flatMap(({ code, zh, aliases }) => [zh, ...aliases].filter((word) => findSkill(word) !== code))

    expect(missed).toEqual([])
  })

  it.each([
    ['会用剪映做短视频混剪', 'video_batch_editing'],
    ['负责图像标注、拉框标注', 'image_annotation'],
    ['面单录入、快递扫描', 'parcel_scanning'],
    ['有手语翻译经验', 'sign_interpreting'],
    ['熟悉用友U8', 'yonyou_use'],
    ['做过人工智能训练师', 'ai_training'],
  ])('reads %s as %s', (text, code) => {
    expect(findSkill(text)).toBe(code)
  })
})
