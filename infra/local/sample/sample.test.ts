import { readFileSync } from 'node:fs'
import { read, utils } from '@e965/xlsx'
import { newEmployer } from '@zhihe/contracts/employer'
import { newFair } from '@zhihe/contracts/fair'
import { newJobseeker } from '@zhihe/contracts/jobseeker'
import { newPosting } from '@zhihe/contracts/posting'
import { checkCertificate, disabilityTypes } from '@zhihe/vocabulary/certificate'
import { channels } from '@zhihe/vocabulary/channel'
import { checkCitizenId } from '@zhihe/vocabulary/citizen-id'
import { employerKindFromUscc, employerKinds } from '@zhihe/vocabulary/employer-kind'
import { employmentForms } from '@zhihe/vocabulary/employment-form'
import { isWithinRegion } from '@zhihe/vocabulary/region'
import { checkUscc } from '@zhihe/vocabulary/uscc'
import { workModes } from '@zhihe/vocabulary/work-mode'
import { ageAt, minimumWorkingAge, retirementMonth } from '@zhihe/vocabulary/working-age'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { composePeople, peopleByType, peopleText } from './build-people.ts'
import { buildWorkbook } from './build-workbook.ts'
import { columns, sheetNames } from './columns.ts'
import { importedRows, isRead, lostWords } from './imported-rows.ts'
import { readFair } from './read-fair.ts'

const today = '2026-11-22'
const nobodysId = '01890000-0000-7000-8000-000000000001'
const bytes = readFileSync(new URL('fair.xlsx', import.meta.url))
const committedPeople = readFileSync(new URL('people.json', import.meta.url), 'utf8')

const fair = newFair.parse(await readFair(bytes))
const rows = await importedRows(bytes, { fairClosesAt: fair.closesAt, on: today })
const postings = rows.map(({ content, fields }) =>
  newPosting.parse({ ...content, source: 'sample', externalId: fields.externalId, employerId: nobodysId }),
)
const employers = z
  .array(newEmployer)
  .parse([...Map.groupBy(rows, ({ employer }) => employer.uscc).values()].map(([row]) => employerOf(row!)))
const people = z.array(newJobseeker).parse(JSON.parse(committedPeople))
const cards = people.map(({ identity }) => checkCertificate(identity.certificateNumber ?? '', { allowTestRegion: true, today }))

describe('the workbook of the sample fair', () => {
  it('is what the builder builds', () => {
    const rebuilt = buildWorkbook()

    expect(sheetsOf(rebuilt)).toEqual(sheetsOf(bytes))
  })

  it('has the headings below a title and a note', () => {
    const [title, note, headings] = sheetsOf(bytes)[sheetNames.postings] ?? []

    expect(title?.[0]).toContain('岗位信息汇总表')
    expect(note?.[0]).toContain('说明')
    expect(headings).toEqual(columns.map(({ heading }) => heading))
  })

  it('is read by the importer without losing a row, and at least 95 of 100 cells', () => {
    const codes = (sheetsOf(bytes)[sheetNames.postings] ?? []).flatMap(([code]) => (code?.startsWith('HZ-') ? [code] : []))
    const cells = rows.flatMap((row) => Object.keys(row.fields).map((field) => isRead(row, field as keyof typeof row.fields)))
    const unread = cells.filter((known) => !known).length

    expect(postings.map(({ externalId }) => externalId)).toEqual(codes)
    expect(unread / cells.length).toBeLessThan(0.05)
    expect(unread).toBeGreaterThan(0)
  })

  it('keeps in words what the importer could not read', () => {
    expect(rows.flatMap(lostWords)).toEqual([])
  })
})

describe('the fair and its employers', () => {
  it('pass the contracts', () => {
    expect(fair).toMatchObject({ regionCode: '330100', opensAt: '2026-11-20T00:00:00+08:00', closesAt: '2027-12-31T23:59:59+08:00' })
    expect(employers.length).toBeGreaterThanOrEqual(42)
  })

  it('are of every kind, with many state enterprises and platforms', () => {
    const ofKind = (kind: string) => employers.filter((employer) => employer.kind === kind).length

    expect(employerKinds.filter(({ code }) => ofKind(code) === 0)).toEqual([])
    expect(ofKind('state_enterprise')).toBeGreaterThanOrEqual(10)
    expect(ofKind('platform')).toBeGreaterThanOrEqual(8)
  })

  it('have codes that check, belong to test region 99 and do not contradict the kind', () => {
    const wrong = employers.filter(({ uscc, kind }) => {
      const told = employerKindFromUscc(uscc)
      return !checkUscc(uscc).ok || uscc.slice(2, 4) !== '99' || (told !== null && told !== kind)
    })

    expect(wrong).toEqual([])
  })
})

describe('the postings of the sample fair', () => {
  it('are at least 124, each with a number of its own', () => {
    expect(postings.length).toBeGreaterThanOrEqual(124)
    expect(new Set(postings.map(({ externalId }) => externalId)).size).toBe(postings.length)
  })

  it('show every channel, work mode, employment form and the four ways of paying by time or piece', () => {
    expect(new Set(postings.map(({ channel }) => channel))).toEqual(new Set(channels.map(({ code }) => code)))
    expect(new Set(postings.map(({ workMode }) => workMode))).toEqual(new Set(workModes.map(({ code }) => code)))
    expect(new Set(postings.map(({ employmentForm }) => employmentForm))).toEqual(new Set(employmentForms.map(({ code }) => code)))
    expect([...new Set(postings.flatMap(({ pay }) => pay?.unit ?? []))]).toEqual(expect.arrayContaining(['month', 'day', 'hour', 'piece']))
  })

  it('are mostly in Hangzhou, stay open past the middle of 2027, and a few lack pay or headcount', () => {
    const inHangzhou = postings.filter(({ regionCode }) => regionCode !== undefined && isWithinRegion(regionCode, '330100'))
    const incomplete = postings.filter(({ pay, headcount }) => pay === undefined || headcount === undefined)

    expect(inHangzhou.length / postings.length).toBeGreaterThan(0.8)
    expect(postings.every(({ closesAt }) => closesAt !== undefined && closesAt >= '2027-06')).toBe(true)
    expect(incomplete.length).toBeGreaterThanOrEqual(3)
    expect(incomplete.length).toBeLessThanOrEqual(8)
  })

  it('say 若干 where no headcount is read', () => {
    const guard = postings.find(({ title }) => title === '保安员')

    expect(guard).not.toHaveProperty('headcount')
    expect(guard?.requirementsText).toContain('若干')
  })

  it('contain the wordings lint is to find', () => {
    const everything = JSON.stringify(rows)
    const wordings = ['身体健康', '五官端正', '男性 35岁以下', '听力、肢体3、4级', '无残疾', '身高', '未婚']

    expect(wordings.filter((words) => !everything.includes(words))).toEqual([])
  })
})

describe('the people of the sample', () => {
  it('are what the builder composes', () => {
    const recomposed = peopleText(composePeople())

    expect(recomposed === committedPeople).toBe(true)
  })

  it('are 300 of all seven types in their shares, and of the four grades near to 10, 22, 28 and 40 of 100', () => {
    const accepted = cards.flatMap((card) => (card.ok ? [card] : []))
    const ofGrade = (grade: number) => (accepted.filter((card) => card.grade === grade).length / people.length) * 100

    expect(accepted.length).toBe(300)
    for (const { code } of disabilityTypes) expect(accepted.filter(({ type }) => type === code).length).toBe(peopleByType[code])
    for (const [grade, share] of [
      [1, 10],
      [2, 22],
      [3, 28],
      [4, 40],
    ] as const)
      expect(Math.abs(ofGrade(grade) - share)).toBeLessThan(2.5)
  })

  it('have numbers of region 99 that check and agree with birth month and sex', () => {
    const wrong = people.filter(({ identity, profile }) => {
      const id = checkCitizenId(identity.idNumber ?? '', { allowTestRegion: true, today })
      return !id.ok || !id.value.startsWith('990106') || id.birthDate.slice(0, 7) !== profile.birthMonth || id.sex !== profile.sex
    })

    expect(wrong).toEqual([])
    expect(new Set(people.map(({ identity }) => identity.idNumber)).size).toBe(300)
    expect(people.every(({ identity }) => checkCitizenId(identity.idNumber ?? '', { today }).ok)).toBe(false)
    expect(
      people.every(
        ({ identity }) => /^1990000\d{4}$/.test(identity.phone) && identity.certificateNumber?.startsWith(identity.idNumber ?? '?'),
      ),
    ).toBe(true)
  })

  it('are of working age', () => {
    const outside = people.filter(
      ({ profile: { birthMonth = '', sex = 'male' } }) =>
        ageAt(birthMonth, today) < minimumWorkingAge || retirementMonth(sex, birthMonth) <= today,
    )

    expect(outside).toEqual([])
  })

  it('mostly consent to matching', () => {
    const refused = people.filter(({ consents }) => consents.filter(({ purpose }) => purpose === 'matching').at(-1)?.decision !== 'granted')

    expect(refused.length).toBeGreaterThanOrEqual(3)
    expect(refused.length).toBeLessThanOrEqual(18)
  })

  it('say type and grade nowhere but in the certificate number', () => {
    const profiles = JSON.stringify(people.map(({ profile }) => profile))
    const typeWords = disabilityTypes.flatMap(({ code, zh }) => [`"${code}"`, zh])

    expect([...typeWords, '990106', '"grade"', '级'].filter((word) => profiles.includes(word))).toEqual([])
  })

  it('leave some capabilities unknown', () => {
    const counts = people.map(({ profile }) => profile.capabilities.length)

    expect(Math.min(...counts)).toBeGreaterThanOrEqual(5)
    expect(new Set(counts).size).toBeGreaterThan(5)
  })
})

function employerOf({ employer: { uscc, name, kind, regionCode, address } }: (typeof rows)[number]) {
  return { uscc, name, kind, regionCode, ...(address === null ? {} : { address }) }
}

function sheetsOf(content: Uint8Array): Record<string, string[][]> {
  const { SheetNames, Sheets } = read(content, { type: 'array' })
  return Object.fromEntries(
    SheetNames.map((name) => [name, utils.sheet_to_json<string[]>(Sheets[name] ?? {}, { header: 1, raw: false, defval: '' })]),
  )
}
