import { type Channel, channels } from '@zhihe/vocabulary/channel'
import { type EducationLevel, readEducation } from '@zhihe/vocabulary/education'
import { type EmploymentForm, employmentForms } from '@zhihe/vocabulary/employment-form'
import { foldText, type Span } from '@zhihe/vocabulary/fold-text'
import { type ReadAccommodation, readAccommodations } from '@zhihe/vocabulary/read-accommodations'
import { type AgeLimits, readAgeLimits } from '@zhihe/vocabulary/read-age'
import { type ReadBenefit, readBenefits } from '@zhihe/vocabulary/read-benefits'
import { type PostingDemand, readPostingDemands } from '@zhihe/vocabulary/read-demands'
import { type DisabilityStatement, readDisability } from '@zhihe/vocabulary/read-disability'
import { readEmployment, readWorkMode } from '@zhihe/vocabulary/read-employment'
import { type ReadHeadcount, readHeadcount, speaksOfStaff } from '@zhihe/vocabulary/read-headcount'
import { type ReadHours, readHours } from '@zhihe/vocabulary/read-hours'
import { type ReadLicence, readLicences } from '@zhihe/vocabulary/read-licences'
import { type ReadOccupation, readOccupation } from '@zhihe/vocabulary/read-occupation'
import { type PayTerms, readPayTerms } from '@zhihe/vocabulary/read-pay'
import { type ReadExperience, readExperience } from '@zhihe/vocabulary/read-person'
import { type ReadPlace, readPlace } from '@zhihe/vocabulary/read-place'
import { type ReadSkill, readSkills } from '@zhihe/vocabulary/read-skills'
import { type ReadValidity, readValidity } from '@zhihe/vocabulary/read-validity'
import { remembering, rememberingAll } from '@zhihe/vocabulary/remembering'
import { type WorkMode, workModes } from '@zhihe/vocabulary/work-mode'
import { eachOf, type Found, firstOf } from './found.ts'
import type { PostingRow } from './row-field.ts'
import { readStatementClause } from './statement-clause.ts'

/** A code and the words it was read from. */
export interface Coded<Code> {
  code: Code
  span: Span
}

/** What could be read of a row, each with the column it stood in; null and empty: nothing was said, or nothing that could be told. */
export interface PostingReading {
  pay: Found<PayTerms> | null
  age: Found<AgeLimits> | null
  education: Found<EducationLevel> | null
  experience: Found<ReadExperience> | null
  headcount: Found<ReadHeadcount> | null
  disability: Found<DisabilityStatement> | null
  place: Found<ReadPlace> | null
  hours: Found<ReadHours> | null
  form: Found<Coded<EmploymentForm>> | null
  channel: Found<Coded<Channel>> | null
  workMode: Found<Coded<WorkMode>> | null
  opensAt: Found<ReadValidity> | null
  closesAt: Found<ReadValidity> | null
  benefits: Found<ReadBenefit>[]
  accommodations: Found<ReadAccommodation>[]
  licences: Found<ReadLicence>[]
  occupation: ReadOccupation | null
  skills: ReadSkill[]
  demands: PostingDemand[]
}

// Those that look at nothing but their text.
const quick = {
  accommodations: remembering((text) => readAccommodations(text)),
  mentionedAccommodations: remembering((text) => readAccommodations(text, { prose: true })),
  benefits: remembering(readBenefits),
  education: remembering((text) => readEducation(text)),
  employment: remembering(readEmployment),
  experience: remembering(readExperience),
  hours: remembering(readHours),
  licences: remembering((text) => readLicences(text)),
  mentionedLicences: remembering((text) => readLicences(text, { prose: true })),
  place: remembering(readPlace),
  workMode: remembering(readWorkMode),
  age: rememberingAll((text: string, on: string | null) => readAgeLimits(text, on === null ? {} : { on })),
  pay: rememberingAll((text: string, regionCode: string | null, benefits: string | null) =>
    readPayTerms(text, { regionCode, ...(benefits === null ? {} : { benefits }) }),
  ),
  headcount: rememberingAll((text: string, title: string | null) => readHeadcount(text, title === null ? {} : { title })),
  disabilityColumn: rememberingAll((text: string, headcount: string) => readDisability(text, { from: 'column', headcount })),
  disabilityProse: remembering((text) => readDisability(text, { from: 'prose' })),
  validity: rememberingAll((text: string, on: string | null) => readValidity(text, on === null ? {} : { on })),
}

/** Reads the words of a row as of a day (YYYY-MM-DD, for days without a year); nothing is guessed, and nothing but the row is looked at. */
export function readPostingRow(row: PostingRow, on?: string): PostingReading {
  const day = on ?? null
  const place = firstOf(row, ['address', 'region'], quick.place)
  const regionCode = regionOf(row)
  const besides = [row.benefits, row.employmentForm, row.hours].filter((text) => text !== undefined).join('\n')
  const occupation =
    readOccupation(row.category ?? row.title ?? '', row) ?? (row.category === undefined ? null : readOccupation(row.title ?? '', row))
  return {
    pay: firstOf(row, ['pay'], (text) => quick.pay(text, regionCode, besides === '' ? null : besides)),
    // Where the headcount counts staff, the ages are theirs.
    age: isAboutStaff(row) ? null : firstOf(row, ['age'], (text) => quick.age(text, day)),
    education: firstOf(row, ['requirements', 'duties', 'education'], quick.education),
    experience: firstOf(row, ['experience'], quick.experience),
    headcount:
      firstOf(row, ['headcount'], (text) => quick.headcount(text, row.title ?? null)) ??
      firstOf(row, ['title'], (text) => readHeadcount(text, { title: text, prose: true })),
    disability: disabilityIn(row),
    place,
    hours: firstOf(row, ['hours', 'employmentForm'], quick.hours),
    form: firstOf(row, ['employmentForm', 'hours'], (text) => labelled(employmentForms, text) ?? formOf(quick.employment(text))),
    channel: firstOf(row, ['channel', 'employmentForm', 'title'], (text) => labelled(channels, text) ?? channelOf(quick.employment(text))),
    workMode: firstOf(
      row,
      ['workMode', 'employmentForm', 'title', 'address'],
      (text) => labelled(workModes, text) ?? modeOf(quick.workMode(text)),
    ),
    opensAt: firstOf(row, ['opensAt'], (text) => quick.validity(text, day)),
    closesAt: firstOf(row, ['closesAt'], (text) => quick.validity(text, day)),
    benefits: eachOf(row, ['benefits', 'pay', 'hours'], quick.benefits),
    accommodations: [
      ...eachOf(row, ['accommodations'], quick.accommodations),
      ...eachOf(row, ['duties', 'requirements', 'note'], quick.mentionedAccommodations),
    ],
    licences: [...eachOf(row, ['licences'], quick.licences), ...eachOf(row, ['requirements', 'skills'], quick.mentionedLicences)],
    occupation,
    skills: readSkills(row, occupation?.code ?? null),
    demands: readPostingDemands(row, occupation?.code ?? null),
  }
}

// Somebody's own stall or shop is no vacancy: what is said there of a disability is said of the owner.
const ownBusiness = /自己开店|摊主|个体经营|月销|一[台次单][^,;。]{0,3}收费/

// Whoever has a column for it says it there; elsewhere only plain words count.
function disabilityIn(row: PostingRow): Found<DisabilityStatement> | null {
  if (ownBusiness.test(`${row.title ?? ''}\n${row.pay ?? ''}`)) return null
  const headcount = [row.headcount, row.employmentForm].filter((text) => text !== undefined).join('\n')
  if (row.disability !== undefined) return firstOf(row, ['disability'], (text) => quick.disabilityColumn(text, headcount))
  const inTitle = firstOf(row, ['title'], (text) => readDisability(text, { from: 'title' }))
  const inTexts = firstOf(row, ['requirements', 'duties'], quick.disabilityProse)
  const inClause = firstOf(row, ['requirements', 'note'], readStatementClause)
  // 残疾人专岗 in the title says less than 持残疾证 or 肢体残疾 below it.
  const isWide = inTitle?.value.scope === 'any' && inTitle.value.items.length === 0
  return isWide ? (inTexts ?? inClause ?? inTitle) : (inTitle ?? inTexts ?? inClause)
}

function isAboutStaff({ headcount }: PostingRow): boolean {
  return headcount !== undefined && speaksOfStaff(headcount) !== null
}

// A cell that is exactly one of our labels needs no reading.
function labelled<Code extends string>(rows: readonly { code: Code; zh: string }[], text: string): Coded<Code> | null {
  const clean = foldText(text).text
  const row = rows.find(({ code, zh }) => zh === clean || code === clean)
  return row === undefined ? null : { code: row.code, span: { start: 0, end: text.length } }
}

function formOf(read: ReturnType<typeof readEmployment>): Coded<EmploymentForm> | null {
  return read?.form ? { code: read.form, span: read.span } : null
}

function channelOf(read: ReturnType<typeof readEmployment>): Coded<Channel> | null {
  return read?.channel ? { code: read.channel, span: read.span } : null
}

function modeOf(read: ReturnType<typeof readWorkMode>): Coded<WorkMode> | null {
  return read && { code: read.mode, span: read.span }
}

/** The finest region that the columns of place name: 杭州市 beside an address in 西湖区 is 西湖区. */
export function regionOf(row: PostingRow): string | null {
  const codes = (['address', 'region'] as const).flatMap((field) =>
    row[field] === undefined ? [] : (quick.place(row[field])?.regionCode ?? []),
  )
  return codes.toSorted((one, other) => fineness(other) - fineness(one))[0] ?? null
}

function fineness(regionCode: string): number {
  return regionCode.endsWith('0000') ? 0 : regionCode.endsWith('00') ? 1 : 2
}
