import { describe, expect, it } from 'vitest'
import { educationRank, readEducation, readSchooling } from './education.ts'

describe('readEducation', () => {
  it.each([
    ['大专及以上', 'associate'],
    ['高职', 'associate'],
    ['大学专科以上', 'associate'],
    ['全日制本科', 'bachelor'],
    ['二本及以上', 'bachelor'],
    ['硕士研究生', 'master'],
    ['研究生', 'master'],
    ['博士研究生', 'doctor'],
    ['中专及以上', 'secondary_vocational'],
    ['技校', 'secondary_vocational'],
    ['职业高中', 'secondary_vocational'],
    ['高中或中专', 'senior_secondary'],
    ['高中(职)以上', 'senior_secondary'],
    ['本科或大专', 'associate'],
    ['初中以上文化程度', 'junior_secondary'],
    ['小学以上文化', 'primary'],
    ['不限', 'none'],
    ['学历不限,年龄18-45岁', 'none'],
    ['文化程度不作要求', 'none'],
    ['学历、专业不限', 'none'],
    ['无学历、经验要求', 'none'],
    ['大专以上,本科优先', 'associate'],
    ['大专学历，条件优秀可放宽至中专', 'associate'],
    ['专科及以上(字段写中专/大专)', 'associate'],
    ['勤务高中及以上,文职大专及以上', 'senior_secondary'],
    ['初、高中', 'junior_secondary'],
    ['专/本科', 'associate'],
    ['专升本', 'bachelor'],
    ['大中专以上', 'secondary_vocational'],
    ['高中(職)以上', 'senior_secondary'],
    ['高職以上', 'secondary_vocational'],
    ['國中以上', 'junior_secondary'],
    ['中五或以上程度', 'senior_secondary'],
    ['學歷不拘', 'none'],
  ])('reads %s as %s', (text, level) => {
    expect(readEducation(text)).toBe(level)
  })

  it.each(['见附件', '', '本科优先', '专科医院护士', '辅导小学生', '高中教师优先', '小学语文老师', '在校学生'])(
    'reads none in "%s"',
    (text) => {
      expect(readEducation(text)).toBeNull()
    },
  )
})

describe('readSchooling', () => {
  it('says which words name the level', () => {
    const text = '学 历：大 专 以上'
    const { level, span } = readSchooling(text) ?? {}

    expect([level, text.slice(span?.start, span?.end)]).toEqual(['associate', '大 专'])
  })
})

describe('educationRank', () => {
  it('puts general and vocational upper secondary on one step', () => {
    expect(educationRank('senior_secondary')).toBe(educationRank('secondary_vocational'))
    expect(educationRank('none')).toBeLessThan(educationRank('primary'))
    expect(educationRank('doctor')).toBeGreaterThan(educationRank('master'))
  })
})
