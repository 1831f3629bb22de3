import type { newPosting } from '@zhihe/contracts/posting'
import type { Span } from '@zhihe/vocabulary/fold-text'
import { readEmployerStatement } from '@zhihe/vocabulary/read-statement'
import type { z } from 'zod'
import type { Found } from './found.ts'
import { payOf } from './pay-of.ts'
import { readEmployerRow } from './read-employer-row.ts'
import { type PostingReading, readPostingRow, regionOf } from './read-posting-row.ts'
import { isRowField, type PostingRow, type RowField, rowFields } from './row-field.ts'
import { type DraftQuestion, statementQuestions } from './statement-questions.ts'

/** Where a value of the draft came from. */
export interface DraftReading {
  /** JSON pointer into the content. */
  pointer: string
  column: RowField | 'fair' | 'occupation'
  /** UTF-16 units of the cell; null where the whole cell was read. */
  start: number | null
  end: number | null
  /** Not in the words of the row. */
  assumed: boolean
}

/** The content without the references, as a caller of the API would write it; what was not said is absent. */
export type DraftContent = Partial<Omit<z.input<typeof newPosting>, 'employerId' | 'fairId' | 'source' | 'externalId'>>

export interface DraftPosting {
  content: DraftContent
  readings: DraftReading[]
  /** Words that were kept and could not be read. */
  questions: DraftQuestion[]
}

export interface DraftContext {
  /** End of the fair: until when a posting of the fair can be applied for when its row does not say. */
  fairClosesAt: string | null
  /** The day, YYYY-MM-DD, on which the row is read. */
  on: string
  /** Values that stand in the row in the words of the API (`apiRecord`). */
  given?: Readonly<Record<string, unknown>>
}

interface Draft extends Omit<DraftPosting, 'questions'> {
  /** Columns whose words are not wholly in a field; they are kept as words. */
  kept: Set<RowField>
}

/** No field of a posting says these whole. */
const alwaysKept = ['requirements', 'major', 'degree', 'hukou', 'sex', 'note', 'booth', 'other'] as const satisfies readonly RowField[]
const longestStatement = 500
const longestReason = 200
const longestBenefit = 40

/**
 * The posting that a row describes. What could not be read stays as words in `requirementsText`, under the name of its column, so that nothing
 * of the row is lost; what was not said is absent and will be asked for.
 */
export function draftPosting(cells: PostingRow, { fairClosesAt, on, given = {} }: DraftContext): DraftPosting {
  const row = withoutBlanks(cells)
  const reading = readPostingRow(row, on)
  const draft: Draft = { content: {}, readings: [], kept: new Set(alwaysKept) }
  if (row.title !== undefined) put(draft, 'title', row.title.trim(), { field: 'title' })
  draftOffer(draft, row, reading)
  draftPersonal(draft, row, reading)
  draftWork(draft, row, reading)
  draftPlace(draft, row, reading)
  draftWindow(draft, reading, fairClosesAt)
  const words = [...draft.kept].flatMap((field) => labelled(row, field))
  if (words.length > 0) draft.content.requirementsText = words.join('\n')
  if (row.other !== undefined)
    draft.readings.push({ pointer: '/requirementsText', column: 'other', start: null, end: null, assumed: false })
  if (row.duties !== undefined) put(draft, 'description', row.duties, { field: 'duties' })
  return withGiven(draft, given, statementQuestions(row, reading))
}

// What was given in the words of the API is taken as it is, and beats what was read.
function withGiven({ content, readings }: Draft, given: Readonly<Record<string, unknown>>, questions: DraftQuestion[]): DraftPosting {
  const pointers = new Set(Object.keys(given).map((key) => `/${key}`))
  return { content: { ...content, ...given }, readings: readings.filter(({ pointer }) => !pointers.has(pointer)), questions }
}

interface Source {
  field: DraftReading['column']
  span?: Span
  assumed?: boolean
}

function put<Key extends keyof DraftContent>(
  draft: Draft,
  key: Key,
  value: DraftContent[Key],
  { field, span, assumed = false }: Source,
): void {
  draft.content[key] = value
  draft.readings.push({ pointer: `/${key}`, column: field, start: span?.start ?? null, end: span?.end ?? null, assumed })
}

function sourceOf<Value extends { span: Span }>({ field, value }: Found<Value>): Source {
  return { field, span: value.span }
}

function draftOffer(draft: Draft, row: PostingRow, { pay, headcount, hours, benefits, accommodations }: PostingReading): void {
  const stated = pay === null ? null : payOf(pay.value)
  if (pay !== null && stated !== null) put(draft, 'pay', stated, sourceOf(pay))
  if (stated === null || pay?.value.variable === true || /押|扣|罚|费用|先交|保证金/.test(row.pay ?? '')) draft.kept.add('pay')

  const least = headcount === null || headcount.value.shared ? null : headcount.value.min
  if (headcount !== null && least !== null) put(draft, 'headcount', least, sourceOf(headcount))
  if (least === null || (headcount?.value.max ?? null) !== least) draft.kept.add('headcount')

  if (hours !== null) {
    const { perDay, daysPerWeek, shifts } = hours.value
    put(draft, 'hours', { perDay, daysPerWeek, shifts, note: (row[hours.field] ?? '').slice(0, 200) || null }, sourceOf(hours))
  } else draft.kept.add('hours')

  const offered = [...new Set(accommodations.map(({ value }) => value.code))]
  if (offered.length > 0) put(draft, 'accommodations', offered, sourceOf(accommodations[0]!))
  draft.kept.add('accommodations')
  // The organiser's own words where there is a column for them; elsewhere what is said in passing, by its name.
  const words = row.benefits === undefined ? benefits.map(({ value }) => value.zh) : row.benefits.split(/[、，,；;\n]/)
  const short = [...new Set(words.map((word) => word.trim()).filter((word) => word !== '' && word.length <= longestBenefit))]
  if (short.length > 0)
    put(draft, 'benefits', short.slice(0, 30), { field: row.benefits === undefined ? (benefits[0]?.field ?? 'benefits') : 'benefits' })
  draft.kept.add('benefits')
}

function draftPersonal(draft: Draft, row: PostingRow, { age, education, experience, disability, licences }: PostingReading): void {
  if (age !== null && (age.value.min !== null || age.value.max !== null)) {
    const { min, max, minFemale, maxFemale } = age.value
    const widest = {
      min: min === null ? null : Math.min(min, minFemale ?? min),
      max: max === null ? null : Math.max(max, maxFemale ?? max),
    }
    put(draft, 'age', widest, sourceOf(age))
    // Whom the limits are for (女50周岁以下) is said in words alone.
    if (minFemale !== null || maxFemale !== null || /[男女]/.test(row[age.field] ?? '')) draft.kept.add('age')
  } else draft.kept.add('age')
  if (education !== null) put(draft, 'education', education.value, { field: education.field })
  else draft.kept.add('education')
  if (experience?.value.strength === 'required') put(draft, 'experienceYears', Math.floor(experience.value.years), sourceOf(experience))
  else draft.kept.add('experience')
  const required = licences.filter(({ value }) => !value.wished)
  if (required.length > 0) put(draft, 'licences', [...new Set(required.map(({ value }) => value.code))], sourceOf(required[0]!))
  draft.kept.add('licences')
  draftStatement(draft, row, disability)
}

// Its words are the employer's and stay as they are; how they were read never filters.
function draftStatement(draft: Draft, row: PostingRow, disability: PostingReading['disability']): void {
  if (disability === null) {
    if (row.disability !== undefined)
      put(draft, 'employerStatement', { text: row.disability.slice(0, longestStatement), types: [] }, { field: 'disability' })
    return
  }
  const { field, value } = disability
  if (field !== 'disability') draft.kept.add('disability')
  const text = row[field] ?? ''
  const words = field === 'disability' ? text : text.slice(value.span.start, value.span.end)
  const types = value.scope === 'excluded' ? [] : (readEmployerStatement(words)?.types ?? [])
  put(draft, 'employerStatement', { text: words.slice(0, longestStatement), types }, { field, span: value.span })
}

function draftWork(draft: Draft, row: PostingRow, { occupation, skills: read, demands, form, channel, workMode }: PostingReading): void {
  if (occupation !== null)
    put(draft, 'occupationCode', occupation.code, {
      field: occupation.field === 'title' && row.category !== undefined ? 'category' : 'title',
      span: occupation.span,
    })
  if (row.category !== undefined && row.category !== row.title) draft.kept.add('category')
  // What the duties mention counts only where nothing is asked for in so many words.
  const asked = read.filter(
    ({ source, field }) => source === 'stated' && field !== 'duties' && (row.skills === undefined || field === 'skills'),
  )
  const skills = asked.length > 0 ? asked : read
  if (skills.length > 0) {
    const listed = skills.map(({ code, level, must }) => ({ code, level, must }))
    const isAssumed = skills.every(({ source }) => source === 'occupation')
    put(draft, 'skills', listed, isAssumed ? { field: 'occupation', assumed: true } : { field: fieldOf(skills) })
  }
  draft.kept.add('skills')
  draftDemands(draft, demands)
  if (form !== null) put(draft, 'employmentForm', form.value.code, sourceOf(form))
  else draft.kept.add('employmentForm')
  if (channel !== null) put(draft, 'channel', channel.value.code, sourceOf(channel))
  else draft.kept.add('channel')
  if (workMode !== null) put(draft, 'workMode', workMode.value.code, sourceOf(workMode))
  else draft.kept.add('workMode')
  if (row.experience !== undefined && draft.content.experienceYears === undefined) draft.kept.add('experience')
}

// The column of the first of them; a title that names the work is one, too.
function fieldOf(skills: PostingReading['skills']): RowField {
  const field = skills.find(({ source }) => source === 'stated')?.field ?? 'title'
  return isRowField(field) ? field : 'requirements'
}

// What the employer asks for is stated; what follows from the title or the duties is our reading of them and excludes nobody.
function draftDemands(draft: Draft, demands: PostingReading['demands']): void {
  const read = demands.flatMap((demand) => (demand.source === 'stated' ? [demand] : []))
  if (read.length === 0) return
  const listed = read.map(({ icf, tolerated, essential, phrase, field }) => {
    const isAsked = field !== 'duties' && field !== 'title'
    const source = isAsked ? ('stated' as const) : ('occupation' as const)
    return { icf, tolerated, essential: isAsked && essential, source, reason: phrase.slice(0, longestReason) }
  })
  put(draft, 'demands', listed, { field: isRowField(read[0]!.field) ? read[0]!.field : 'requirements', span: read[0]!.span })
}

function draftPlace(draft: Draft, row: PostingRow, { place }: PostingReading): void {
  const stated = regionOf(row)
  // Where nothing is said of the place, it is where the employer says to sit.
  const seat =
    stated === null ? readEmployerRow({ employerRegion: row.employerRegion, employerAddress: row.employerAddress }).regionCode : null
  if (seat !== null) put(draft, 'regionCode', seat, { field: 'employerRegion', assumed: true })
  const regionCode = stated
  const field = row.address === undefined ? 'region' : 'address'
  if (regionCode !== null) put(draft, 'regionCode', regionCode, { field, ...(place === null ? {} : { span: place.value.span }) })
  const address = row.address ?? row.region
  if (address !== undefined) put(draft, 'address', address.slice(0, 200), { field })
  else if (seat !== null && row.employerAddress !== undefined)
    put(draft, 'address', row.employerAddress.slice(0, 200), { field: 'employerAddress', assumed: true })
}

function draftWindow(draft: Draft, { opensAt, closesAt }: PostingReading, fairClosesAt: string | null): void {
  const from = opensAt?.value.from ?? opensAt?.value.until ?? closesAt?.value.from ?? null
  if (from !== null) put(draft, 'opensAt', `${from}T00:00:00+08:00`, opensAt === null ? { field: 'closesAt' } : sourceOf(opensAt))
  const until = closesAt?.value.until ?? null
  if (closesAt !== null && until !== null) put(draft, 'closesAt', `${until}T23:59:59+08:00`, sourceOf(closesAt))
  else if (fairClosesAt !== null) put(draft, 'closesAt', fairClosesAt, { field: 'fair', assumed: true })
  if (until === null) draft.kept.add('closesAt')
}

function withoutBlanks(row: PostingRow): PostingRow {
  return Object.fromEntries(Object.entries(row).filter(([, text]) => text !== undefined && text.trim() !== ''))
}

const labelOf = new Map<string, string>(rowFields.map(({ code, zh }) => [code, zh]))

/** Words without a name in front, or with one of their own. */
const bare: ReadonlySet<RowField> = new Set(['requirements', 'other'])

function labelled(row: PostingRow, field: RowField): string[] {
  const text = row[field]?.trim()
  if (text === undefined || text === '') return []
  return [bare.has(field) ? text : `${labelOf.get(field)}：${text}`]
}
