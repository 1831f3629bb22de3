import { describe, expect, it } from 'vitest'
import { findLicence, licenceLaw } from './licence.ts'

describe('findLicence', () => {
  it.each([
    ['C1驾照', 'driving_c1'],
    ['持C1驾照1年以上', 'driving_c1'],
    ['盲人医疗按摩执业资格证书', 'blind_medical_massage'],
    ['特种作业操作证(焊工)', 'special_welder'],
    ['有健康证;培训考核', 'health_certificate'],
    ['注册安全工程师证', 'safety_engineer'],
  ])('reads %s as %s', (text, code) => {
    expect(findLicence(text)).toBe(code)
  })

  it('finds none in a text that names none', () => {
    expect(findLicence('吃苦耐劳')).toBeNull()
  })
})

describe('licenceLaw', () => {
  it('names the law where the work needs the licence by law, and none otherwise', () => {
    expect([licenceLaw('nurse'), licenceLaw('barista'), licenceLaw('unknown')]).toEqual(['护士条例 art. 7', null, null])
  })
})
