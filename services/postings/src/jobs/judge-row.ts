import { type NewPosting, newPosting } from '@zhihe/contracts/posting'
import { issuesToErrors } from '@zhihe/http/field-errors'
import type { DraftPosting, DraftReading } from '@zhihe/intake/draft-posting'
import type { EmployerKind } from '@zhihe/vocabulary/employer-kind'
import { type ItemDetail, type KeptItem, sourceOfFair } from '../domain/import.ts'
import { duplicate, type KeyedRow, type NumberedRow, refusalsOf } from '../domain/import-row.ts'
import { kindQuestion, struckThrough, unknownEmployer } from '../domain/import-sayings.ts'
import type { PostingDraft } from '../domain/posting.ts'
import { cutText, withoutHalves } from '../domain/whole-text.ts'
import type { ResolvedEmployer } from '../store/import-employers.ts'
import type { Lease } from '../store/import-store.ts'
import type { FileRow } from './rows-of-file.ts'

export interface JudgeContext {
  lease: Lease
  newId: () => string
}

/** A row on its way to an item. */
export type Judged =
  | { kind: 'item'; item: KeptItem }
  | {
      kind: 'draft'
      row: KeyedRow
      draft: PostingDraft
      employerKind: EmployerKind
      readings: DraftReading[]
      questions: ItemDetail['questions']
    }

export const nothing: ItemDetail = { questions: [], findings: [], errors: [], readings: [] }

interface DraftedRow {
  row: KeyedRow
  drafted: DraftPosting
  /** What the file leaves open. */
  asked: ItemDetail['questions']
  /** Null when it could not be told. */
  employer: ResolvedEmployer | null
}

/** What becomes of a row of cells whose employer was looked for. */
export function judgeRow({ row, drafted, asked, employer }: DraftedRow, { lease, newId }: JudgeContext): Judged {
  const { externalId } = row
  const open = asked.filter(({ pointer }) => decisive.has(pointer))
  const refused = refusalsOf(row, employer !== null).filter(({ pointer }) => open.every((one) => one.pointer !== pointer))
  const refusals = [...open, ...refused]
  if (refusals.length > 0 || employer === null) return { kind: 'item', item: rejected(row, externalId, { ...nothing, errors: refusals }) }
  const { content, readings, questions } = drafted
  const { tenantId, fairId } = lease.job
  const read = newPosting.safeParse({
    ...withoutHalves(content),
    source: sourceOfFair(fairId),
    externalId,
    employerId: employer.id,
    fairId,
  })
  if (!read.success) return { kind: 'item', item: rejected(row, externalId, { ...nothing, errors: issuesToErrors(read.error.issues) }) }
  const { source, externalId: _, ...kept } = read.data
  return {
    kind: 'draft',
    row,
    draft: { id: newId(), tenantId, source, externalId, content: kept },
    employerKind: employer.kind,
    readings,
    questions: [...asked, ...questions, ...(employer.isKindOpen ? [kindQuestion] : [])],
  }
}

/** Without these it cannot be said which posting of whom a row is. */
const decisive: ReadonlySet<string> = new Set(['/title', '/externalId', '/employerUscc', '/employerName'])

export interface GivenPosting {
  row: NumberedRow
  /** Null when it is refused. */
  posting: NewPosting | null
  errors: ItemDetail['errors']
}

/** An object in the words of our API keeps to its contract; what it leaves out is the fair's. */
export function readPosting(
  row: FileRow & { kind: 'posting' },
  sameAs: NumberedRow | null,
  { lease }: Pick<JudgeContext, 'lease'>,
): GivenPosting {
  const { fairId } = lease.job
  const read = newPosting.safeParse({ source: sourceOfFair(fairId), fairId, ...row.body })
  const place = { ...placeOf(row), fields: read.success ? { title: read.data.title } : {} }
  if (!read.success) return { row: place, posting: null, errors: issuesToErrors(read.error.issues) }
  if (sameAs !== null) return { row: place, posting: null, errors: [duplicate(read.data.externalId, sameAs)] }
  return { row: place, posting: read.data, errors: [] }
}

export function judgePosting(
  { row, posting, errors }: GivenPosting,
  kinds: ReadonlyMap<string, EmployerKind>,
  { lease, newId }: JudgeContext,
): Judged {
  const refused = (why: ItemDetail['errors']): Judged => ({ kind: 'item', item: rejected(row, null, { ...nothing, errors: why }) })
  if (posting === null) return refused(errors)
  const { tenantId, fairId, employerId } = lease.job
  const { source, externalId, ...content } = posting
  const isOurs = (employerId === null || employerId === content.employerId) && content.fairId === fairId
  const employerKind = isOurs ? kinds.get(content.employerId) : undefined
  if (employerKind === undefined) return refused([unknownEmployer])
  return {
    kind: 'draft',
    row: { ...row, externalId, numbered: null, sameAs: null, employer: noEmployer },
    draft: { id: newId(), tenantId, source, externalId, content },
    employerKind,
    readings: [],
    questions: [],
  }
}

const noEmployer = { uscc: null, refusal: null, name: null, kind: null, regionCode: null, address: null }
/** A row that is no posting, or cannot be read. */
export function otherItem(row: FileRow): KeptItem {
  if (row.kind === 'remark') {
    const detail = row.isStruck ? { ...nothing, errors: [struckThrough] } : nothing
    return { ...placeOf(row), outcome: 'skipped', postingId: null, externalId: null, title: cutText(row.text, 80), detail }
  }
  if (row.kind !== 'unreadable') throw new Error(`a row of kind ${row.kind} is judged elsewhere`)
  const { code, zh, en } = row.problem
  return rejected(row, null, { ...nothing, errors: [{ pointer: '', code, zh, en }] })
}

export function rejected(
  row: { sheet: string; row: number; fields?: NumberedRow['fields'] },
  externalId: string | null,
  detail: ItemDetail,
): KeptItem {
  return { ...placeOf(row), outcome: 'rejected', postingId: null, externalId, title: titleOf(row), detail }
}

function titleOf({ fields }: { fields?: NumberedRow['fields'] }): string | null {
  return fields?.title === undefined ? null : cutText(fields.title, 80)
}

export function placeOf({ sheet, row }: { sheet: string; row: number }): Pick<KeptItem, 'sheet' | 'row'> {
  return { sheet, row }
}
