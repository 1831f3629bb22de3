import { describe, expect, it } from 'vitest'
import { jobPostingRow } from './job-posting-row.ts'

describe('jobPostingRow', () => {
  it('reads a JobPosting of schema.org as a row', () => {
    const row = jobPostingRow({
      '@context': 'https://schema.org',
      '@type': 'JobPosting',
      title: '数据标注员',
      identifier: { '@type': 'PropertyValue', name: '杭州数引', value: 'SY-17' },
      description: '<p>标注图片。</p><p>核对结果。</p>',
      hiringOrganization: { '@type': 'Organization', name: '杭州数引科技有限公司', taxID: '91990106MA0TETT2XY' },
      jobLocation: {
        '@type': 'Place',
        address: { addressRegion: '浙江省', addressLocality: '杭州市滨江区', streetAddress: '江南大道1号' },
      },
      baseSalary: {
        '@type': 'MonetaryAmount',
        currency: 'CNY',
        value: { '@type': 'QuantitativeValue', minValue: 4000, maxValue: 5500, unitText: 'MONTH' },
      },
      employmentType: ['FULL_TIME'],
      jobLocationType: 'TELECOMMUTE',
      totalJobOpenings: 4,
      validThrough: '2026-12-31',
      educationRequirements: { credentialCategory: 'associate degree' },
      experienceRequirements: { monthsOfExperience: 24 },
    })

    expect(row).toEqual({
      title: '数据标注员',
      externalId: 'SY-17',
      duties: '标注图片。\n核对结果。',
      employerName: '杭州数引科技有限公司',
      employerUscc: '91990106MA0TETT2XY',
      region: '浙江省 杭州市滨江区',
      address: '浙江省 杭州市滨江区 江南大道1号',
      pay: '4000-5500元/月',
      employmentForm: '全职',
      workMode: '远程',
      headcount: '4',
      closesAt: '2026-12-31',
      education: '大专',
      experience: '2年以上',
    })
  })

  it.each([null, 'text', [], { '@type': 'Person', title: 'x' }, { title: 'x' }])('%j is no JobPosting', (object) => {
    expect(jobPostingRow(object)).toBeNull()
  })
})
