import { createHash } from 'node:crypto'
import { type NewPosting, newPosting } from '@zhihe/contracts/posting'
import { issuesToErrors } from '@zhihe/http/field-errors'
import { type DraftPosting, type DraftReading, draftPosting } from '@zhihe/intake/draft-posting'
import type { Db, Transaction } from '@zhihe/postgres/pool'
import { failpoint } from '@zhihe/runtime/failpoint'
import type { EmployerKind } from '@zhihe/vocabulary/employer-kind'
import { chinaDay } from '../domain/china-day.ts'
import { type ItemDetail, type KeptItem, rowsPerPiece, sourceOfFair } from '../domain/import.ts'
import { createKeys, duplicate, type KeyedRow, type NumberedRow, refusalsOf } from '../domain/import-row.ts'
import { kindQuestion, struckThrough, takenNumber, unknownEmployer } from '../domain/import-sayings.ts'
import { quoteOf } from '../domain/lint-content.ts'
import type { Posting, PostingDraft } from '../domain/posting.ts'
import { openQuestions } from '../domain/posting-view.ts'
import { cutText, withoutHalves } from '../domain/whole-text.ts'
import { lockEmployerKinds } from '../store/employer-store.ts'
import { type Fair, findFair } from '../store/fair-store.ts'
import { resolveEmployers } from '../store/import-employers.ts'
import { moveNumbers } from '../store/import-rows-before.ts'
import { holdImport, holdOf, insertItems, type Lease } from '../store/import-store.ts'
import { type UpsertResult, upsertPostings, waitLongerForLocks } from '../store/upsert-postings.ts'
import type { FileRow } from './rows-of-file.ts'
import { type Settled, settleNumbers } from './settle-numbers.ts'

export interface Keeper {
  /** A row that was kept by an earlier run of this worker or of another one. */
  remember: (row: FileRow) => void
  /** What a row says; asks the database nothing. Rows are read in their order. */
  read: (row: FileRow) => ReadRow
  /** Keeps rows, what became of them and how far the import is, in one transaction. `first` is the place of the first of them. */
  keep: (rows: readonly ReadRow[], first: number) => Promise<void>
}

interface KeeperDeps {
  db: Db
  now: () => Date
  newId: () => string
}

/** A row on its way to an item. */
type Judged =
  | { kind: 'item'; item: KeptItem }
  | {
      kind: 'draft'
      row: KeyedRow
      draft: PostingDraft
      employerKind: EmployerKind
      readings: DraftReading[]
      questions: ItemDetail['questions']
    }

const nothing: ItemDetail = { questions: [], findings: [], errors: [], readings: [] }

export async function openKeeper(lease: Lease, deps: KeeperDeps): Promise<Keeper> {
  const { job } = lease
  const fair = await findFair(deps.db, job.fairId, { kind: 'tenant', tenantId: job.tenantId })
  if (!fair) throw new Error(`import ${job.id} is for a fair that is not there`)
  const keys = createKeys({
    hash: (text) => createHash('sha256').update(text).digest('hex').slice(0, 24),
    isOneEmployer: job.employerId !== null,
  })
  const settled: Settled = new Map()
  const number = (row: FileRow): Numbered => {
    if (row.kind === 'row') return { row, keyed: keys.number(row), sameAs: null }
    const key = row.kind === 'posting' ? keyOfPosting(row.body, job.fairId) : null
    return { row, keyed: null, sameAs: key === null ? null : keys.claim(key, row) }
  }
  const fairClosesAt = fair.closesAt.toISOString()
  return {
    remember: (row) => void number(row),
    read: (row) => {
      const numbered = number(row)
      const given = row.kind === 'row' ? row.given : {}
      return {
        ...numbered,
        drafted: numbered.keyed && draftPosting(numbered.keyed.fields, { fairClosesAt, on: chinaDay(deps.now()), given }),
      }
    },
    keep: async (rows, first) => {
      failpoint('piece.numbered')
      await deps.db.transaction(async (tx) => {
        await waitLongerForLocks(tx)
        const judged = await judge(tx, rows, { lease, fair, settled, ...deps })
        failpoint('piece.judged')
        const items = await keepDrafts(tx, judged, { lease, ...deps })
        failpoint('piece.kept')
        await insertItems(tx, job.id, items, first)
        failpoint('piece.items-inserted')
        await holdImport(tx, lease, { piecesDone: Math.floor(first / rowsPerPiece) + 1 })
        failpoint('piece.counted')
      })
      failpoint('piece.committed')
    },
  }
}

interface Numbered {
  row: FileRow
  keyed: KeyedRow | null
  /** Of a posting in the words of our API: the row that has used its number before. */
  sameAs: NumberedRow | null
}

/** A row and what it says. */
export interface ReadRow extends Numbered {
  /** Of a row of cells. */
  drafted: DraftPosting | null
}

// Under the source of the fair a number is taken whoever wrote it, a row of cells or a posting.
function keyOfPosting({ source, externalId }: Readonly<Record<string, unknown>>, fairId: string): string | null {
  if (typeof externalId !== 'string') return null
  return typeof source !== 'string' || source === sourceOfFair(fairId) ? externalId : `${source} ${externalId}`
}

/** `settled`: which row of this file has which number, as it is kept. */
type Context = KeeperDeps & { lease: Lease }
type FileContext = Context & { fair: Fair; settled: Settled }

async function judge(tx: Transaction, read: readonly ReadRow[], context: FileContext): Promise<Judged[]> {
  const { lease, fair, now, newId, settled } = context
  const rows = read.flatMap(({ keyed }) => keyed ?? [])
  const resolved = await resolveEmployers(
    tx,
    rows.map(({ employer }) => employer),
    { job: lease.job, fairRegionCode: fair.regionCode, now: now(), newId },
  )
  const employerOf = new Map(rows.map((row, at) => [row, resolved[at] ?? null]))
  const keptAs = await settleNumbers(
    tx,
    rows.map((row, at) => ({ row, employerId: resolved[at]?.id ?? null })),
    { job: lease.job, settled },
  )
  const judged: Judged[] = []
  const given = new Map(
    read.flatMap(({ row, sameAs }) => (row.kind === 'posting' ? [[row as FileRow, readPosting(row, sameAs, context)]] : [])),
  )
  const named = [...given.values()].flatMap(({ posting }) => posting?.employerId ?? [])
  const kinds = await lockEmployerKinds(tx, lease.job.tenantId, [...new Set(named)])
  for (const { row, keyed, drafted } of read) {
    const posting = given.get(row)
    if (posting !== undefined) judged.push(judgePosting(posting, kinds, context))
    else if (keyed === null || drafted === null) judged.push({ kind: 'item', item: otherItem(row) })
    else {
      const asked = row.kind === 'row' ? row.questions : []
      judged.push(judgeRow({ row: keptAs.get(keyed) ?? keyed, drafted, asked, employer: employerOf.get(keyed) ?? null }, context))
    }
  }
  return judged
}

interface DraftedRow {
  row: KeyedRow
  drafted: DraftPosting
  /** What the file leaves open. */
  asked: ItemDetail['questions']
  employer: Awaited<ReturnType<typeof resolveEmployers>>[number]
}

function judgeRow({ row, drafted, asked, employer }: DraftedRow, { lease, newId }: Context): Judged {
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

interface GivenPosting {
  row: NumberedRow
  /** Null when it is refused. */
  posting: NewPosting | null
  errors: ItemDetail['errors']
}

/** An object in the words of our API keeps to its contract; what it leaves out is the fair's. */
function readPosting(row: FileRow & { kind: 'posting' }, sameAs: NumberedRow | null, { lease }: Context): GivenPosting {
  const { fairId } = lease.job
  const read = newPosting.safeParse({ source: sourceOfFair(fairId), fairId, ...row.body })
  const place = { ...placeOf(row), fields: read.success ? { title: read.data.title } : {} }
  if (!read.success) return { row: place, posting: null, errors: issuesToErrors(read.error.issues) }
  if (sameAs !== null) return { row: place, posting: null, errors: [duplicate(read.data.externalId, sameAs)] }
  return { row: place, posting: read.data, errors: [] }
}

function judgePosting({ row, posting, errors }: GivenPosting, kinds: ReadonlyMap<string, EmployerKind>, { lease, newId }: Context): Judged {
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
async function keepDrafts(tx: Transaction, judged: readonly Judged[], { lease: { job }, now, newId }: Context): Promise<KeptItem[]> {
  const drafts = judged.flatMap((one) => (one.kind === 'draft' ? [one] : []))
  await moveNumbers(
    tx,
    job,
    drafts.map(({ row: { sheet, row }, draft: { externalId } }) => ({ sheet, row, externalId })),
  )
  const results = await upsertPostings(
    tx,
    drafts.map(({ draft, employerKind }) => ({ draft, employerKind })),
    { tenantId: job.tenantId, byKeyId: job.byKeyId, boundEmployer: job.employerId, now: now(), newId, hold: holdOf(job) },
  )
  const resultOf = new Map(drafts.map((one, at) => [one, results[at]]))
  return judged.map((one) => (one.kind === 'item' ? one.item : keptItem(one, resultOf.get(one))))
}

function keptItem({ row, readings, questions }: Judged & { kind: 'draft' }, result: UpsertResult | undefined): KeptItem {
  if (!result?.ok) return rejected(row, row.externalId, { ...nothing, errors: [takenNumber] })
  const { posting, outcome } = result.upserted
  const detail: ItemDetail = { ...nothing, questions: [...openQuestions(posting), ...questions], findings: findingsIn(posting), readings }
  return { ...placeOf(row), outcome, postingId: posting.id, externalId: posting.externalId, title: posting.content.title, detail }
}

function findingsIn({ findings, content }: Posting): ItemDetail['findings'] {
  return findings
    .filter(({ decision }) => decision === null)
    .map((finding) => {
      const { ruleId, field, severity, zh, en } = finding
      return { ruleId, field, severity, quote: quoteOf(content, finding), zh, en }
    })
}

function otherItem(row: FileRow): KeptItem {
  if (row.kind === 'remark') {
    const detail = row.isStruck ? { ...nothing, errors: [struckThrough] } : nothing
    return { ...placeOf(row), outcome: 'skipped', postingId: null, externalId: null, title: cutText(row.text, 80), detail }
  }
  if (row.kind !== 'unreadable') throw new Error(`a row of kind ${row.kind} is judged elsewhere`)
  const { code, zh, en } = row.problem
  return rejected(row, null, { ...nothing, errors: [{ pointer: '', code, zh, en }] })
}

function rejected(
  row: { sheet: string; row: number; fields?: NumberedRow['fields'] },
  externalId: string | null,
  detail: ItemDetail,
): KeptItem {
  return { ...placeOf(row), outcome: 'rejected', postingId: null, externalId, title: titleOf(row), detail }
}

function titleOf({ fields }: { fields?: NumberedRow['fields'] }): string | null {
  return fields?.title === undefined ? null : cutText(fields.title, 80)
}

function placeOf({ sheet, row }: { sheet: string; row: number }): Pick<KeptItem, 'sheet' | 'row'> {
  return { sheet, row }
}
