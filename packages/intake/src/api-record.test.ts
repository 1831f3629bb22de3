import { describe, expect, it } from 'vitest'
import { apiRecord } from './api-record.ts'
import { draftPosting } from './draft-posting.ts'

describe('apiRecord', () => {
  it('keeps what is said as our API says it, and reads the rest as words', () => {
    const pay = { minFen: 400_000, maxFen: 500_000, unit: 'month', negotiable: false }

    const { fields, given } = apiRecord({
      title: '录入员',
      employerUscc: '91990106MA0TETT2XY',
      headcount: 2,
      pay,
      education: 'associate',
      regionCode: '330106',
      description: '录入资料',
      closesAt: '2026-12-20T00:00:00+08:00',
      skills: ['打字'],
    })

    expect(given).toEqual({ headcount: 2, pay, education: 'associate', regionCode: '330106', closesAt: '2026-12-20T00:00:00+08:00' })
    expect(fields).toEqual({ title: '录入员', employerUscc: '91990106MA0TETT2XY', duties: '录入资料', skills: '打字' })
    const { content } = draftPosting(fields, { fairClosesAt: null, on: '2026-11-22', given })
    expect(content).toMatchObject({ title: '录入员', pay, education: 'associate', regionCode: '330106', headcount: 2 })
    expect(content.address).toBeUndefined()
  })

  it('reads words under names of the API as words, and an object that is wrong stays for the contract to refuse', () => {
    const { fields, given } = apiRecord({ pay: '4-5k', education: '大专', regionCode: '杭州市西湖区', hours: { perDay: 'eight' } })

    expect(fields).toEqual({ pay: '4-5k', education: '大专', region: '杭州市西湖区' })
    expect(given).toEqual({ hours: { perDay: 'eight' } })
  })

  it('keeps what nobody knows under its key, and nothing about a person', () => {
    const { fields } = apiRecord({ 岗位名称: '文员', 民族: '限汉族', tags: ['甲', '乙'], 身份证号: '330106199001010000', extra: null })

    expect(fields).toEqual({ title: '文员', other: '民族：限汉族\ntags：甲、乙' })
  })

  it('reads the employer of an object', () => {
    expect(apiRecord({ employer: { name: '甲公司', uscc: '91990106MA0TETT2XY' } }).fields).toEqual({
      employerName: '甲公司',
      employerUscc: '91990106MA0TETT2XY',
    })
  })
})
