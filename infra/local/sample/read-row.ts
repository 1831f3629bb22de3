import type { NewEmployer } from '@zhihe/contracts/employer'
import type { NewPosting } from '@zhihe/contracts/posting'
import { type AccommodationCode, accommodations as accommodationTable } from '@zhihe/vocabulary/accommodation'
import { type Channel, channels } from '@zhihe/vocabulary/channel'
import { readEducation } from '@zhihe/vocabulary/education'
import { type EmployerKind, employerKinds } from '@zhihe/vocabulary/employer-kind'
import { type EmploymentForm, employmentForms } from '@zhihe/vocabulary/employment-form'
import { findLicence } from '@zhihe/vocabulary/licence'
import { findOccupation } from '@zhihe/vocabulary/occupation'
import { readAge } from '@zhihe/vocabulary/read-age'
import { readDemands } from '@zhihe/vocabulary/read-demands'
import { readHeadcount } from '@zhihe/vocabulary/read-headcount'
import { readPay } from '@zhihe/vocabulary/read-pay'
import { readEmployerStatement } from '@zhihe/vocabulary/read-statement'
import { findRegion } from '@zhihe/vocabulary/region'
import { findSkill } from '@zhihe/vocabulary/skill'
import { checkUscc } from '@zhihe/vocabulary/uscc'
import { type WorkMode, workModes } from '@zhihe/vocabulary/work-mode'
import { findAccommodation } from './accommodation-words.ts'
import { cell, coded, eachWord, type Miss, present, type RowCells, wordsIn } from './read-cell.ts'
import { readHours } from './read-hours.ts'

export type SamplePosting = Omit<NewPosting, 'employerId'> & { uscc: string }

type Level = NewPosting['skills'][number]['level']

const source = 'hangzhou-fair-2026'
const levels: readonly (readonly [string, Level])[] = [
  ['精通', 5],
  ['熟练', 4],
  ['熟悉', 3],
  ['会', 2],
  ['入门', 1],
]
// The sheet 填报说明 says so: a skill without a level counts as 会.
const levelWhenUnsaid: Level = 2

const kindWords: Readonly<Record<string, EmployerKind>> = {
  机关: 'party_government',
  国企: 'state_enterprise',
  民营: 'private',
  平台: 'platform',
  基金会: 'social_organisation',
  其他: 'other',
}
const modeWords: Readonly<Record<string, WorkMode>> = { 现场: 'onsite' }
const channelWords: Readonly<Record<string, Channel>> = { 实习: 'internship', 见习: 'internship' }

/** The employer of a row, or null when the code does not check or the kind or place cannot be read. */
export function readEmployer(cells: RowCells, miss: Miss): NewEmployer | null {
  const uscc = checkUscc(cells.uscc ?? '')
  const kind = coded('kind', cells, miss, employerKinds, kindWords)
  const regionCode = cells.employerRegion && findRegion(cells.employerRegion)
  if (!uscc.ok) miss('uscc', cells.uscc ?? '')
  if (!regionCode) miss('employerRegion', cells.employerRegion ?? '')
  if (!uscc.ok || !kind || !regionCode || !cells.employerName) return null

  return {
    uscc: uscc.value,
    name: cells.employerName,
    kind,
    regionCode,
    ...(cells.employerAddress ? { address: cells.employerAddress } : {}),
  }
}

/** The posting of a row. What cannot be read is told to `miss` and stays as words in `requirementsText`. */
export function readPosting(cells: RowCells, employer: NewEmployer, tell: Miss): SamplePosting {
  const kept: string[] = []
  const miss: Miss = (column, text) => {
    tell(column, text)
    kept.push(text)
  }
  const posting = {
    uscc: employer.uscc,
    source,
    externalId: cells.code ?? '',
    title: cells.title ?? '',
    channel: coded('channel', cells, miss, channels, channelWords) ?? 'open',
    employmentForm: coded<EmploymentForm>('form', cells, miss, employmentForms, {}) ?? 'full_time',
    workMode: coded('mode', cells, miss, workModes, modeWords) ?? 'onsite',
    // What is unread of these two stays where it stands: as the text of a skill, as the words of the employer.
    skills: skillsOf(cells, tell),
    licences: eachWord(cells, 'licences', miss, findLicence),
    demands: readDemands(cells.requirements ?? '').map(({ phrase, ...demand }) => ({
      ...demand,
      source: 'stated' as const,
      reason: phrase,
    })),
    accommodations: accommodationsOf(cells, miss),
    benefits: wordsIn(cells.benefits),
    ...present('occupationCode', occupationOf(cells, miss)),
    ...present('regionCode', regionOf(cells, employer, miss)),
    ...present('address', cells.place ?? employer.address),
    ...present(
      'headcount',
      cell(cells, 'headcount', miss, (text) => readHeadcount(text)?.min),
    ),
    ...present('pay', payOf(cells, miss)),
    ...present('hours', cell(cells, 'hours', miss, readHours)),
    ...present('age', ageOf(cells, miss)),
    ...present('education', cell(cells, 'education', miss, readEducation)),
    ...present('experienceYears', cell(cells, 'experience', miss, yearsIn)),
    ...present('employerStatement', statementOf(cells, tell)),
    ...present('description', cells.duties),
    ...present('closesAt', cell(cells, 'closes', miss, endOfDay)),
  }
  return { ...posting, ...present('requirementsText', [cells.requirements, ...kept].filter(Boolean).join(';')) }
}

function skillsOf(cells: RowCells, tell: Miss): NewPosting['skills'] {
  const byName = new Map<string, NewPosting['skills'][number]>()
  for (const phrase of wordsIn(cells.skills)) {
    const [name = '', remark = ''] = phrase.split(/[((]/)
    const code = findSkill(name)
    if (code === null) tell('skills', name)
    const level = levels.find(([word]) => remark.includes(word))?.[1] ?? levelWhenUnsaid
    const known = byName.get(code ?? name)
    byName.set(code ?? name, {
      ...(code === null ? { text: name } : { code }),
      level: known && known.level > level ? known.level : level,
      must: remark.includes('必备') || known?.must === true,
    })
  }
  return [...byName.values()]
}

function accommodationsOf(cells: RowCells, miss: Miss): AccommodationCode[] {
  const offered = new Set(eachWord(cells, 'accommodations', miss, findAccommodation))
  return accommodationTable.map(({ code }) => code).filter((code) => offered.has(code))
}

// Only whole names: 展厅服务员 contains 服务员 and is not a waiter.
function occupationOf(cells: RowCells, miss: Miss): string | null {
  return cell(cells, 'occupation', miss, (text) => {
    const found = [findOccupation(text), findOccupation(cells.title ?? '')].find((one) => one?.exact)
    return found?.code
  })
}

function regionOf(cells: RowCells, employer: NewEmployer, miss: Miss): string | null {
  return cells.place === undefined ? employer.regionCode : cell(cells, 'place', miss, findRegion)
}

// An age range has no place for 男性 or 左右: those words are kept beside it.
function ageOf(cells: RowCells, miss: Miss): NewPosting['age'] | null {
  return cell(cells, 'age', miss, (text) => {
    const age = readAge(text)
    if (age && /[男女]|左右/.test(text)) miss('age', text)
    return age
  })
}

function payOf(cells: RowCells, miss: Miss): NewPosting['pay'] | null {
  return cell(cells, 'pay', miss, (text) => {
    const pay = readPay(text)
    if (pay?.variable) miss('pay', text)
    return pay && { minFen: pay.minFen, maxFen: pay.maxFen, unit: pay.unit, negotiable: pay.negotiable }
  })
}

function yearsIn(text: string): number | null {
  if (text === '不限') return 0
  const years = /^(\d+)年以上$/.exec(text)?.[1]
  return years === undefined ? null : Number(years)
}

function statementOf(cells: RowCells, tell: Miss): NewPosting['employerStatement'] | null {
  const text = cells.statement
  if (text === undefined) return null
  const read = readEmployerStatement(text)
  if (read === null) tell('statement', text)
  return read ?? { text, types: [] }
}

function endOfDay(text: string): string | null {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T23:59:59+08:00` : null
}
