import type { NewConsent } from '@zhihe/contracts/consent'
import type { NewDomainEvent } from '@zhihe/contracts/event'
import { appendToOutbox } from '@zhihe/outbox/append'
import type { Db, Transaction } from '@zhihe/postgres/pool'
import { retryConflicts } from '@zhihe/postgres/retry-conflicts'
import { failpoint } from '@zhihe/runtime/failpoint'
import type { TextsInForce } from '../domain/consent-text.ts'
import { type Decided, decideRow, finding } from '../domain/decide-row.ts'
import { type KeptItem, type PeopleImportJob, reachOfImport } from '../domain/people-import.ts'
import { holdTexts, readTextsInForce } from '../store/consent-text-store.ts'
import type { IdentityKeys } from '../store/identity-keys.ts'
import { findImported } from '../store/imported-people.ts'
import type { AuditContext } from '../store/opening.ts'
import { countPiece, holdOf, type Lease } from '../store/people-import-lease.ts'
import { findHolders, type Holder } from '../store/people-lookup.ts'
import { type Person, readPeople } from '../store/person-store.ts'
import { registerPeople } from '../store/register-people.ts'
import { keepPeople, savePeople } from '../store/save-people.ts'
import { outbox } from '../store/schema.ts'
import type { ReadRow } from './read-people-row.ts'

export interface KeepDeps {
  db: Db
  now: () => Date
  newId: () => string
  keys: IdentityKeys
  allowTestRegion: boolean
}

/**
 * Keeps the people of a piece, what became of its rows and how far the import is, in one transaction; `first` is the place of the first of them. Who
 * is known is opened before it, so that no place in the audit is held meanwhile; what has changed since is read again.
 */
export async function keepPeoplePiece(
  lease: Lease,
  { rows, first }: { rows: readonly ReadRow[]; first: number },
  deps: KeepDeps,
): Promise<void> {
  failpoint('people.piece-read')
  await retryConflicts(async () => {
    const known = await findKnown(lease.job, rows, deps)
    failpoint('people.piece-opened')
    await deps.db.transaction(async (tx) => {
      await holdTexts(tx, lease.job.tenantId)
      const texts = await readTextsInForce(tx, lease.job.tenantId)
      const decided = decideRows(rows, { job: lease.job, known, texts, ...deps })
      await write(tx, decided, { job: lease.job, ...deps })
      failpoint('people.piece-kept')
      await countPiece(tx, lease, { items: decided.map(toItem), first })
      failpoint('people.piece-counted')
    })
  })
  failpoint('people.piece-committed')
}

/** The consents that the sender holds of everybody in the file. */
export function statedConsents({ consents }: Pick<PeopleImportJob, 'consents'>): NewConsent[] {
  return consents.map((consent) => ({ ...consent, decision: 'granted', channel: 'import' }))
}

interface Known {
  holders: ReadonlyMap<string, Holder>
  /** Ids of people whom an earlier piece of this file was about. */
  imported: ReadonlySet<string>
  people: ReadonlyMap<string, Person>
}

async function findKnown(job: PeopleImportJob, rows: readonly ReadRow[], { db, keys, now }: KeepDeps): Promise<Known> {
  const reach = reachOfImport(job)
  const numbers = [...new Set(rows.flatMap(({ number }) => number ?? []))]
  const holders = await findHolders(db, { tenantId: job.tenantId, numbers, reach }, keys)
  const within = [...holders.values()].flatMap(({ jobseekerId, isWithin }) => (isWithin ? [jobseekerId] : []))
  const imported = await findImported(db, job.id, within)
  const opened = within.filter((id) => !imported.has(id))
  const people = await readPeople(db, opened, { reach, keys, audit: auditOf(job, now()) })
  return { holders, imported, people: new Map(people.map((person) => [person.dossier.jobseeker.id, person])) }
}

function auditOf({ byKeyId, actor, id }: PeopleImportJob, at: Date): AuditContext {
  return { keyId: byKeyId, actor, action: 'identity.imported', reason: 'import_people', detail: { import: id }, at }
}

interface Decision {
  row: ReadRow
  decided: Decided | { outcome: 'skipped'; findings: [] }
}

interface DecideContext extends KeepDeps {
  job: PeopleImportJob
  known: Known
  texts: TextsInForce
}

function decideRows(rows: readonly ReadRow[], context: DecideContext): Decision[] {
  const met = new Set<string>()
  return rows.map((row) => ({ row, decided: decide(row, met, context) }))
}

function decide(row: ReadRow, met: Set<string>, { job, known, texts, now, newId, allowTestRegion }: DecideContext): Decision['decided'] {
  const { given, number, columnOf } = row
  if (row.isSkipped) return { outcome: 'skipped', findings: [] }
  if (given === null || number === null) return { outcome: 'refused', findings: [] }
  const refused = (code: 'duplicate_in_file' | 'registered_elsewhere'): Decided => ({ outcome: 'refused', findings: [finding(null, code)] })
  const holder = known.holders.get(number)
  // Nothing is said of whom others serve, not even that the file names her twice.
  if (holder && !holder.isWithin) return refused('registered_elsewhere')
  if (met.has(number) || (holder && known.imported.has(holder.jobseekerId))) return refused('duplicate_in_file')
  const person = holder ? known.people.get(holder.jobseekerId) : undefined
  // Between finding and opening her she went away: the piece is decided again.
  if (holder && !person) throw Object.assign(new Error('somebody went away meanwhile'), { code: '40001' })
  const decided = decideRow({
    given,
    known: person ?? null,
    tenantId: job.tenantId,
    reach: reachOfImport(job),
    texts,
    options: { now: now(), allowTestRegion },
    newId,
    columnOf,
  })
  // A row that is refused leaves its number to a better one below.
  if (decided.outcome !== 'refused') met.add(number)
  return decided
}

async function write(
  tx: Transaction,
  decisions: readonly Decision[],
  { job, keys, now }: { job: PeopleImportJob } & KeepDeps,
): Promise<void> {
  const decided = decisions.map((decision) => decision.decided)
  const created = decided.flatMap((one) => (one.outcome === 'created' ? [one] : []))
  const updated = decided.flatMap((one) => (one.outcome === 'updated' ? [one] : []))
  await keepPeople(
    tx,
    decided.flatMap((one) => (one.outcome === 'unchanged' ? [one.jobseekerId] : [])),
  )
  await savePeople(tx, updated, { keys, byKeyId: job.byKeyId })
  failpoint('people.piece-saved')
  const events: NewDomainEvent[] = [...updated.flatMap(({ event }) => event ?? []), ...created.map(({ event }) => event)]
  await appendToOutbox(tx, outbox, { events, now: now(), hold: holdOf(job) })
  failpoint('people.piece-told')
  // Last of all: it takes a place in the audit, which others wait for.
  const people = created.map(({ person }) => person)
  const registered = await registerPeople(tx, people, { keys, byKeyId: job.byKeyId, audit: auditOf(job, now()) })
  if (registered.some(({ outcome }) => outcome !== 'new')) {
    throw Object.assign(new Error('somebody was registered meanwhile'), { code: '40001' })
  }
}

function toItem({ row, decided }: Decision): KeptItem {
  const findings = [...row.findings, ...decided.findings]
  const place = { sheet: row.sheet, row: row.row, outcome: decided.outcome, findings }
  switch (decided.outcome) {
    case 'created':
      return { ...place, jobseekerId: decided.person.dossier.jobseeker.id }
    case 'updated':
      return { ...place, jobseekerId: decided.after.jobseeker.id }
    case 'unchanged':
      return { ...place, jobseekerId: decided.jobseekerId }
    default:
      return { ...place, jobseekerId: null }
  }
}
