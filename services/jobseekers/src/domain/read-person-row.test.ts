import { describe, expect, it } from 'vitest'
import { mapPersonColumns, type PersonField, personFields } from './people-columns.ts'
import { peopleHeadings } from './people-headings.ts'
import { cellsOfRow } from './person-cells.ts'
import { type RowContext, readPersonRow } from './read-person-row.ts'

const idNumber = '990106199003151044' // of a woman
const context: RowContext = { regionCode: '330100', stated: [], sentAt: '2026-11-20T00:00:00Z' }
const stated = [{ purpose: 'matching', textVersion: 'v2', at: '2026-10-01T00:00:00+08:00', decision: 'granted' }] as const

function read(row: Partial<Record<PersonField, string>>, given: RowContext = context) {
  const fields = Object.keys(row) as PersonField[]
  const columns = mapPersonColumns(
    fields.map((field, index) => ({ index, heading: peopleHeadings[field][0] ?? '', samples: [] })),
    new Map(),
  )
  return readPersonRow(cellsOfRow({ cells: Object.values(row), rounded: [] }, columns), given)
}
const codes = (row: Partial<Record<PersonField, string>>) => read(row).findings.map(({ code, refuses }) => `${code}${refuses ? '!' : ''}`)

describe('readPersonRow', () => {
  it('reads the cells of a federation', () => {
    const { given, findings } = read({
      name: '王小明',
      idNumber,
      phone: '199 0000 1234、0571-87000000',
      hukou: '安徽省合肥市',
      residence: '西湖区文三路',
      education: '大专',
      graduatedOn: '2012年6月',
      desired: '客服、保洁员',
      skills: '打字；变脸',
      pay: '3500元/月',
      willing: '县内',
      subsistence: '是',
      rural: '农业户口',
      difficulty: '否',
      guardianName: '王大',
      guardianPhone: '19900001235',
    })

    expect(findings).toEqual([])
    expect(given.identity).toEqual({
      idNumber,
      name: '王小明',
      phone: '199 0000 1234',
      guardian: { kind: 'guardian', name: '王大', phone: '19900001235', relation: '监护人' },
    })
    expect(given.profile).toMatchObject({
      regionCode: '330106',
      hukouRegion: '340100',
      education: 'associate',
      graduatedOn: '2012-06-01',
      payFloorFen: 350_000,
      willingRegions: ['330106'],
    })
    expect(given.profile.desiredOccupations?.length).toBe(2)
    expect(given.adds.statuses).toEqual(['subsistence_allowance', 'rural'])
    expect(given.adds.skills).toContainEqual({ text: '变脸', level: 2, evidence: 'declared' })
  })

  it('keeps nothing of a note, a school, an age or a poverty register', () => {
    const { given } = read({ idNumber, note: '脾气不好', school: '某某学校', age: '36', poverty: '是' })

    expect(given).toEqual({ identity: { idNumber }, profile: {}, adds: {}, consents: [], refusesConsent: false })
    expect(personFields.filter(({ kept }) => !kept).map(({ code }) => code)).toEqual(
      expect.arrayContaining(['note', 'school', 'age', 'poverty', 'disabilityType', 'disabilityGrade']),
    )
  })

  it.each([
    [{ certificateNumber: `${idNumber}43`, disabilityType: '听力' }, 'contradicts_certificate!'],
    [{ certificateNumber: `${idNumber}43`, disabilityType: '肢体二级' }, 'contradicts_certificate!'],
    [{ certificateNumber: `${idNumber}43`, disabilityGrade: '叁级' }, undefined],
    [{ certificateNumber: `${idNumber}43`, disabilityGrade: '4' }, 'contradicts_certificate!'],
    [{ certificateNumber: `${idNumber}73`, disabilityType: '视力、听力' }, undefined],
    [{ certificateNumber: `${idNumber}43`, disabilityType: '视力、听力' }, 'contradicts_certificate!'],
    [{ idNumber, sex: '男' }, 'contradicts_identity!'],
    [{ idNumber, sex: '女', birth: '1990-03-15' }, undefined],
    [{ idNumber, birth: '1991年3月' }, 'contradicts_identity!'],
  ])('compares what is in the number with the other cells: %j', (row, code) => {
    expect(codes(row)[0]).toBe(code)
  })

  it('leaves out what it does not understand and names the column', () => {
    expect(read({ idNumber, education: '不清楚', graduatedOn: '前年' }).findings).toEqual([
      { column: 'B', code: 'not_understood', refuses: false },
      { column: 'C', code: 'not_understood', refuses: false },
    ])
  })

  it('dates a yes by its cell or by what is stated of everybody, and by nothing else', () => {
    const ofCell = read({ idNumber, consent: '同意', consentAt: '2026-11-01', consentText: 'v1' }).given
    const ofFile = read({ idNumber, consent: '√' }, { ...context, stated }).given

    expect(ofCell.consents).toEqual([{ purpose: 'matching', textVersion: 'v1', at: '2026-11-01T00:00:00+08:00', decision: 'granted' }])
    expect(ofFile.consents).toEqual([{ purpose: 'matching', textVersion: 'v2', at: stated[0].at, decision: 'granted' }])
    expect(codes({ idNumber, consent: '同意' })).toEqual(['consent_without_date'])
  })

  it('takes a no as a no, whatever is stated of everybody, and what nobody understands as none', () => {
    expect(read({ idNumber, consent: '不同意' }, { ...context, stated }).given).toMatchObject({
      refusesConsent: true,
      consents: [{ decision: 'revoked', at: context.sentAt }],
    })
    expect(read({ idNumber, consent: '再说' }, { ...context, stated }).given).toMatchObject({ refusesConsent: true, consents: [] })
  })
})
