import { describe, expect, it } from 'vitest'
import { canBePeople, isValue, mapPersonColumns, readPersonHeading } from './people-columns.ts'

const fieldOf = (heading: string) => readPersonHeading(heading)?.field ?? null
const columns = (headings: readonly string[], samples: readonly (readonly string[])[] = []) =>
  mapPersonColumns(
    headings.map((heading, index) => ({ index, heading, samples: samples[index] ?? [] })),
    new Map(),
  )

describe('readPersonHeading', () => {
  it.each([
    ['姓名', 'name'],
    ['姓　名', 'name'],
    ['*残疾人姓名', 'name'],
    ['公民身份号码', 'idNumber'],
    ['身份证号（18位）', 'idNumber'],
    ['残疾人证号', 'certificateNumber'],
    ['残疾证编号', 'certificateNumber'],
    ['联系方式', 'phone'],
    ['户籍地址', 'hukou'],
    ['所在区县', 'residence'],
    ['残疾类别', 'disabilityType'],
    ['残疾等级(一至四级)', 'disabilityGrade'],
    ['文化程度', 'education'],
    ['就业意向', 'desired'],
    ['是否愿意外出', 'willing'],
    ['是否低保户', 'subsistence'],
    ['建档立卡', 'poverty'],
    ['监护人', 'guardianName'],
    ['监护人联系电话', 'guardianPhone'],
    ['监护人/联系电话', 'guardianPhone'],
    ['同意匹配', 'consent'],
    ['备注', 'note'],
  ])('knows %s as %s', (heading, field) => {
    expect(fieldOf(heading)).toBe(field)
  })

  it.each(['父亲姓名', '配偶联系电话', '经办人电话', '单位名称', '民族', '政治面貌', '银行卡号'])(
    'does not take %s for the person’s own',
    (heading) => {
      expect(fieldOf(heading)).toBeNull()
    },
  )
})

describe('mapPersonColumns', () => {
  it('tells numbers by what stands in them where the heading says nothing, and shows no cell', () => {
    const mapped = columns(['', '号码', '证'], [[], ['990106199003151044', '99010619900315101X'], ['99010619900315104413']])

    expect(mapped.map(({ field, by, looksLike }) => [field, by, looksLike])).toEqual([
      [null, 'none', 'empty'],
      ['idNumber', 'content', 'id_number'],
      ['certificateNumber', 'content', 'certificate_number'],
    ])
    expect(JSON.stringify(mapped)).not.toMatch(/9901/)
  })

  it('does not keep a heading that is somebody’s number', () => {
    expect(columns(['99010619900315101X', '19900001234']).map(({ heading }) => heading)).toEqual(['', ''])
    expect(['王小明', '姓名'].map(isValue)).toEqual([false, false])
  })

  it('reads the surer of two columns of one meaning, and both where they add up', () => {
    expect(columns(['姓名', '申请人姓名(必填)', '所在区县', '现住址']).map(({ field }) => field)).toEqual([
      'name',
      null,
      'residence',
      'residence',
    ])
  })

  it('lets what was said beat the heading', () => {
    const said = new Map([[0, 'idNumber' as const]])
    const mapped = mapPersonColumns([{ index: 0, heading: '编号', samples: [] }], said)

    expect(mapped).toMatchObject([{ field: 'idNumber', by: 'person', confidence: 100 }])
  })

  it('needs a name and a number to read people', () => {
    expect(canBePeople(columns(['姓名', '残疾人证号']))).toBe(true)
    expect(canBePeople(columns(['姓名', '联系电话']))).toBe(false)
    expect(canBePeople(columns(['身份证号', '联系电话']))).toBe(false)
  })
})
