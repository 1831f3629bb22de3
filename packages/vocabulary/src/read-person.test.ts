import { describe, expect, it } from 'vitest'
import { readExperience, readSex } from './read-person.ts'

describe('readSex', () => {
  it.each([
    ['限男性', 'male', 'required'],
    ['只招女性;身高164cm', 'female', 'required'],
    ['女 , 55岁以下', 'female', 'required'],
    ['1.女 2.会电脑', 'female', 'required'],
    ['男士优先考虑', 'male', 'preferred'],
    ['女士勿扰', 'male', 'required'],
    ['性別要求：男', 'male', 'required'],
  ])('reads %s', (text, sex, strength) => {
    expect(readSex(text)).toMatchObject({ sex, strength })
  })

  it.each(['男女不限', '性别不限', '男3女2', '女,身高165cm以上;男,身高172cm以上', '妇女主任', '懂女装销售', '男、女均可', ''])(
    'reads none in "%s"',
    (text) => {
      expect(readSex(text)).toBeNull()
    },
  )

  it('says where it stands', () => {
    expect(readSex('会电脑，限 男 性')?.span).toEqual({ start: 4, end: 9 })
  })
})

describe('readExperience', () => {
  it.each([
    ['1年以上相关工作经验', 1, 'required'],
    ['工作经验三年以上', 3, 'required'],
    ['3-5年', 3, 'required'],
    ['3个月以上客服经验', 0.25, 'required'],
    ['两年以上销售管理经验者优先', 2, 'preferred'],
    ['经验不限', 0, 'required'],
    ['无需经验', 0, 'required'],
    ['应届毕业生', 0, 'required'],
  ])('reads %s', (text, years, strength) => {
    expect(readExperience(text)).toMatchObject({ years, strength })
  })

  it.each(['有经验者优先', '持C1驾照1年以上', '18-45岁', ''])('reads none in "%s"', (text) => {
    expect(readExperience(text)).toBeNull()
  })
})
