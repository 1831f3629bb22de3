import { createHash } from 'node:crypto'
import { type DraftPosting, draftPosting } from '@zhihe/intake/draft-posting'
import type { Db, Transaction } from '@zhihe/postgres/pool'
import { failpoint } from '@zhihe/runtime/failpoint'
import { chinaDay } from '../domain/china-day.ts'
import { type ItemDetail, type KeptItem, rowsPerPiece, sourceOfFair } from '../domain/import.ts'
import { createKeys, type KeyedRow, type NumberedRow } from '../domain/import-row.ts'
import { takenNumber } from '../domain/import-sayings.ts'
import { quoteOf } from '../domain/lint-content.ts'
import type { Posting } from '../domain/posting.ts'
import { openQuestions } from '../domain/posting-view.ts'
import { lockEmployerKinds } from '../store/employer-store.ts'
import { type Fair, findFair } from '../store/fair-store.ts'
import { resolveEmployers } from '../store/import-employers.ts'
import { moveNumbers } from '../store/import-rows-before.ts'
import { holdOf, importLeases, insertItems, type Lease } from '../store/import-store.ts'
import { type UpsertResult, upsertPostings, waitLongerForLocks } from '../store/upsert-postings.ts'
import { type Judged, judgePosting, judgeRow, nothing, otherItem, placeOf, readPosting, rejected } from './judge-row.ts'
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
        await importLeases.hold(tx, lease, { piecesDone: Math.floor(first / rowsPerPiece) + 1 })
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
