import { newPosting } from '@zhihe/contracts/posting'
import { assert, constantFrom, oneof, property, record, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draftPosting } from './draft-posting.ts'
import { type PostingRow, rowFields } from './row-field.ts'

const context = { fairClosesAt: '2026-12-20T09:00:00.000Z', on: '2026-11-20' }

const row: PostingRow = {
  title: '电商客服',
  pay: '4500-6000元/月',
  headcount: '3人',
  age: '18-45周岁',
  education: '高中及以上',
  disability: '听力、肢体三四级',
  address: '浙江省杭州市西湖区文三路90号',
  duties: '在线解答顾客的问题',
  requirements: '普通话标准，会打字；需久坐',
  benefits: '五险一金、工作餐',
}

function draft(overrides: PostingRow = {}) {
  return draftPosting({ ...row, ...overrides }, context)
}

describe('draftPosting', () => {
  it('reads a whole row into a content that its contract takes', () => {
    const { content } = draft()

    expect(
      newPosting.safeParse({ ...content, employerId: '01890000-0000-7000-8000-000000000001', source: 'a', externalId: '1' }).error,
    ).toBeUndefined()
    expect(content).toMatchObject({
      title: '电商客服',
      pay: { minFen: 450_000, maxFen: 600_000, unit: 'month', negotiable: false },
      headcount: 3,
      age: { min: 18, max: 45 },
      education: 'senior_secondary',
      regionCode: '330106',
      benefits: ['五险一金', '工作餐'],
      closesAt: context.fairClosesAt,
    })
    expect(content.employerStatement).toEqual({
      text: '听力、肢体三四级',
      types: expect.arrayContaining([{ type: 'hearing', grades: [3, 4] }]),
    })
  })

  it('says where each value stands, to the unit', () => {
    const { readings } = draft({ pay: '面试后定，底薪3000元' })
    const pay = readings.find(({ pointer }) => pointer === '/pay')

    expect('面试后定，底薪3000元'.slice(pay?.start ?? 0, pay?.end ?? 0)).toContain('3000')
    expect(readings.find(({ pointer }) => pointer === '/closesAt')).toMatchObject({ column: 'fair', assumed: true })
  })

  it.each([
    ['若干', 'headcount', '招聘人数：若干'],
    ['与行业持平', 'pay', '薪资待遇：与行业持平'],
    ['300美元/天', 'pay', '薪资待遇：300美元/天'],
    ['看情况', 'age', '年龄要求：看情况'],
  ] as const)('keeps %s as words and does not guess', (text, field, kept) => {
    const { content } = draft({ [field]: text })

    expect(content[field]).toBeUndefined()
    expect(content.requirementsText).toContain(kept)
  })

  it('takes the seat and the address of the employer where the row names no place, and says so', () => {
    const { content, readings } = draft({ address: undefined, employerAddress: '杭州市拱墅区云岫路1号' })

    expect(content).toMatchObject({ regionCode: '330105', address: '杭州市拱墅区云岫路1号' })
    expect(readings.find(({ pointer }) => pointer === '/address')).toMatchObject({ column: 'employerAddress', assumed: true })
  })

  it('keeps in words whom an age is for and what the pay takes off', () => {
    const { content } = draftPosting({ title: '护理员', age: '女50周岁以下', pay: '3000元/月,押金500' }, context)

    expect(content.age).toEqual({ min: null, max: 50 })
    expect(content.requirementsText).toContain('女50周岁以下')
    expect(content.requirementsText).toContain('押金500')
  })

  it('takes the closer of what title and requirements say of types', () => {
    const { content } = draftPosting({ title: '客服(残疾人专岗)', requirements: '肢体残疾四级' }, context)

    expect(content.employerStatement).toMatchObject({ types: [{ type: 'physical', grades: [4] }] })
  })

  it('takes the types of somebody at an own stall for no statement', () => {
    expect(draftPosting({ title: '修鞋摊主', disability: '腿部残疾' }, context).content.employerStatement?.types).toEqual([])
  })

  it('keeps columns that nobody knows and the booth as words, and says that it did', () => {
    const { content, readings } = draft({ other: '民族：限汉族', booth: 'A12' })

    expect(content.requirementsText).toContain('民族：限汉族')
    expect(content.requirementsText).not.toContain('其他内容')
    expect(content.requirementsText).toContain('展位号：A12')
    expect(readings).toContainEqual({ pointer: '/requirementsText', column: 'other', start: null, end: null, assumed: false })
  })

  it.each(['轻度', '是', '军残1-8级'])('asks what %j means among the types', (disability) => {
    expect(draft({ disability }).questions).toMatchObject([{ pointer: '/employerStatement', code: 'unread_statement' }])
  })

  it('quotes whole characters alone', () => {
    const [question] = draft({ disability: `轻度${'𠮷'.repeat(30)}` }).questions

    expect(question?.zh.isWellFormed()).toBe(true)
  })

  it.each(['听力、肢体三四级', '不限', '残疾人优先', '无', '肢体', '三四级肢体残疾'])(
    'asks nothing of %j among the types',
    (disability) => {
      expect(draft({ disability }).questions).toEqual([])
    },
  )

  it('reads types and grades among the other conditions where they can mean nothing else', () => {
    const { content } = draft({ disability: undefined, requirements: '会用鼠标；听力、肢体三四级均可' })

    expect(content.employerStatement).toMatchObject({
      text: '听力、肢体三四级均可',
      types: [
        { type: 'hearing', grades: [3, 4] },
        { type: 'physical', grades: [3, 4] },
      ],
    })
  })

  it('does not turn what the title names into a demand of the employer', () => {
    const { content } = draft({ title: '保洁员', duties: undefined, requirements: undefined })

    expect(content.demands?.filter(({ source }) => source === 'stated') ?? []).toEqual([])
  })

  it('does not turn what the duties mention into a demand of the employer', () => {
    const { content } = draft({ duties: '搬运20公斤的货物', requirements: '会打字' })

    expect(content.demands).toContainEqual(expect.objectContaining({ icf: 'd430', source: 'occupation', essential: false }))
  })

  it('takes the seat of the employer for the place where the row says none, and marks it', () => {
    const { content, readings } = draft({ address: undefined, employerRegion: '杭州市余杭区' })

    expect(content.regionCode).toBe('330110')
    expect(readings.find(({ pointer }) => pointer === '/regionCode')).toMatchObject({ assumed: true })
    expect(draft({ address: undefined }).content.regionCode).toBeUndefined()
  })

  it('loses no words of a row: each cell is read whole or stands in the content', () => {
    const text = string({
      unit: constantFrom(...Array.from('月薪三千元岁以上男女学历不限肢体残疾1234-,。；高中住宿无')),
      minLength: 1,
      maxLength: 20,
    }).filter((one) => one.trim() !== '')
    const kept = [
      'requirements',
      'duties',
      'note',
      'hukou',
      'major',
      'skills',
      'licences',
      'benefits',
      'accommodations',
      'disability',
      'title',
    ] as const
    assert(
      property(record(Object.fromEntries(kept.map((field) => [field, text])), { requiredKeys: ['title'] }), (fields) => {
        const { content } = draftPosting(fields, context)
        const everything = JSON.stringify(content)
        const lost = Object.values(fields).filter((words) => !everything.includes(JSON.stringify((words ?? '').trim()).slice(1, -1)))

        expect(lost).toEqual([])
      }),
    )
  })

  it('is a content that its contract takes, whatever the cells', () => {
    const cell = oneof(
      string({ maxLength: 60 }),
      constantFrom('面议', '3000', '18-45', '男50女40', '2026/13/45', '-5人', '999999999999', '0', '本科/硕士', '肢体五级'),
    )
    const cells = record(Object.fromEntries(rowFields.map(({ code }) => [code, cell])), { requiredKeys: [] })
    assert(
      property(cells, (fields) => {
        const { content } = draftPosting({ ...fields, title: '岗位' }, context)
        const read = newPosting.safeParse({ ...content, employerId: '01890000-0000-7000-8000-000000000001', source: 'a', externalId: '1' })

        expect(read.error?.issues ?? []).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})
