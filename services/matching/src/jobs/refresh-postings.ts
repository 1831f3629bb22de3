import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { NewDomainEvent } from '@zhihe/contracts/event'
import { appendToOutbox } from '@zhihe/outbox/append'
import type { Db, Transaction } from '@zhihe/postgres/pool'
import type { PostingFacts } from '@zhihe/scoring/facts'
import { judge } from '@zhihe/scoring/judge'
import { tierOf } from '@zhihe/scoring/order'
import { monthOf } from '../domain/fair-share.ts'
import { contextAt } from '../domain/relaxations-in-force.ts'
import { isAffected } from '../domain/shortlist.ts'
import type { Memory } from '../index/memory.ts'
import type { MatchIndex } from '../index/open-index.ts'
import { keepPairs } from '../store/match-store.ts'
import { outbox } from '../store/schema.ts'
import {
  type Entry,
  ensureShortlists,
  type ListChange,
  type LockedList,
  lockShortlists,
  readEntries,
  saveShortlists,
} from '../store/shortlist-store.ts'
import { countExposure } from './exposure.ts'
import { judgedOneByOne, type Plan, planList } from './plan-list.ts'

export interface RefreshDeps {
  db: Db
  index: MatchIndex
  now: () => Date
  candidateRefKey: Buffer
  /** What this process has verified; it saves looking at everybody again. */
  verified: VerifiedLists
  /** To which trace what is told of a list belongs. */
  traceOf?: (postingId: string) => string | undefined
}

/** By posting: the list as it was known to be right for everything up to a counter. */
export type VerifiedLists = Map<string, { counter: number; seq: number; postingVersion: number; at: Date }>

// Ages and windows move with the clock; a list that was right is looked at anew after a while, and when its window opens.
const verifiedForMs = 600_000

/** What the lists were made from, to be compared with what is known afterwards. */
interface Basis {
  at: Date
  counter: number
  /** undefined: closed. */
  postingVersions: ReadonlyMap<string, number | undefined>
}

/**
 * Makes the lists of these postings what they should be, and returns the postings whose lists may already be out of date again.
 * The look at the facts comes after the lock, so whoever writes a list later has seen at least as much as who wrote it before.
 */
export async function refreshPostings(deps: RefreshDeps, postingIds: readonly string[]): Promise<string[]> {
  const { db, index, now } = deps
  const unknown = postingIds.filter((id) => !index.memory.list(id))
  if (unknown.length > 0) await ensureShortlists(db, unknown)
  const basis = await db.transaction(async (tx) => {
    const lists = await lockShortlists(tx, postingIds)
    const entries = Map.groupBy(await readEntries(tx, postingIds), ({ postingId }) => postingId)
    await index.catchUp()
    const at = now()
    const found: Basis = { at, counter: index.memory.counter(), postingVersions: versionsOf(index.memory, postingIds) }
    const plans: { list: LockedList; plan: Plan }[] = []
    for (const list of lists) {
      const changed = changedSinceVerified(deps, list, at)
      const before = entries.get(list.postingId) ?? []
      const plan = planList({ memory: index.memory, list, before, at, candidateRefKey: deps.candidateRefKey, changed })
      if (plan) plans.push({ list, plan })
      await yieldToOthers()
    }
    if (plans.length > 0) await save(tx, plans, { before: entries, at, traceOf: deps.traceOf ?? (() => undefined) })
    return found
  })
  await index.catchUp()
  return postingIds.filter((id) => {
    const again = isOutOfDate(index.memory, id, basis, now())
    if (again) deps.verified.delete(id)
    else noteVerified(deps, id, basis.at)
    return again
  })
}

function changedSinceVerified(
  { verified, index: { memory } }: RefreshDeps,
  { postingId, seq }: LockedList,
  at: Date,
): ReadonlySet<string> | null {
  const known = verified.get(postingId)
  const facts = memory.posting(postingId)?.facts
  // In a new month those who waited may come in, and they are not among the members nor among who changed.
  if (known === undefined || monthOf(known.at) !== monthOf(at)) return null
  if (known.seq !== seq || known.postingVersion !== facts?.version || at.getTime() - known.at.getTime() > verifiedForMs) return null
  const opensAt = facts.opensAt === null ? 0 : Date.parse(facts.opensAt)
  return opensAt > known.at.getTime() ? null : memory.changedSince(known.counter)
}

function noteVerified({ verified, index: { memory } }: RefreshDeps, postingId: string, at: Date): void {
  const posting = memory.posting(postingId)
  const list = memory.list(postingId)
  if (!posting || !list) verified.delete(postingId)
  else verified.set(postingId, { counter: memory.counter(), seq: list.seq, postingVersion: posting.facts.version, at })
}

interface Moment {
  before: ReadonlyMap<string, readonly Entry[]>
  at: Date
  traceOf: (postingId: string) => string | undefined
}

async function save(tx: Transaction, plans: readonly { list: LockedList; plan: Plan }[], { before, at, traceOf }: Moment): Promise<void> {
  const changes = plans.map(({ plan }) => plan.change)
  await saveShortlists(tx, changes, at)
  await keepPairs(
    tx,
    changes.flatMap((change) => newcomersOf(change, before)),
  )
  const exposures = await countExposure(tx, changes, before)
  const told = plans.flatMap(toEvent).map((event) => ({ ...event, trace: traceOf(event.data.postingId) }))
  await appendToOutbox(tx, outbox, { events: [...told, ...exposures], now: at })
}

/** Whoever stood on a list before has been noted as a pair then. */
function newcomersOf({ header, written }: ListChange, before: ReadonlyMap<string, readonly Entry[]>) {
  const known = new Set(before.get(header.postingId)?.map(({ jobseekerId }) => jobseekerId))
  return written
    .filter(({ jobseekerId }) => !known.has(jobseekerId))
    .map(({ matchId, postingId, jobseekerId }) => ({ id: matchId, postingId, jobseekerId }))
}

type Told = Extract<NewDomainEvent, { type: 'shortlist.changed' }>

function toEvent({ list, plan: { change, proposed, updated, withdrawn } }: { list: LockedList; plan: Plan }): Told[] {
  if (proposed.length === 0 && updated.length === 0 && withdrawn.length === 0) return []
  const { postingId, tenantId, employerId } = list
  return [{ type: 'shortlist.changed', data: { postingId, tenantId, employerId, seq: change.header.seq, proposed, updated, withdrawn } }]
}

function versionsOf(memory: Memory, postingIds: readonly string[]): ReadonlyMap<string, number | undefined> {
  return new Map(postingIds.map((id) => [id, memory.posting(id)?.facts.version]))
}

/** Finds what was committed while the lists were being made, and whose own look at the lists could not see them. */
function isOutOfDate(memory: Memory, postingId: string, { counter, postingVersions }: Basis, at: Date): boolean {
  const posting = memory.posting(postingId)
  if (posting?.facts.version !== postingVersions.get(postingId)) return true
  if (!posting) return false
  if (memory.list(postingId)?.postingVersion !== posting.facts.version) return true
  const list = memory.list(postingId)
  const { version } = posting.facts
  const takesNewcomers = memory.takesNewcomers(postingId, at)
  const context = contextAt(at)
  const suspects = suspectsOf(memory, posting.facts, { changed: memory.changedSince(counter), members: list?.memberVersions, at })
  return suspects.some((id) => {
    const jobseeker = memory.engine.getJobseeker(id)
    if (!jobseeker) return false
    const { verdict, score } = judge(posting.facts, jobseeker, context)
    const tier = tierOf(verdict)
    const fit = tier === null ? null : { tier, score }
    return isAffected({ list, posting: { version, capacity: posting.capacity }, takesNewcomers, jobseeker, fit })
  })
}

interface Suspicion {
  /** null: that is not known. */
  changed: ReadonlySet<string> | null
  members: ReadonlyMap<string, number> | undefined
  at: Date
}

/** Who must be looked at to know whether a list is right. When many changed, the best of all who are not on it speaks for them. */
function suspectsOf(memory: Memory, posting: PostingFacts, { changed, members = new Map(), at }: Suspicion): readonly string[] {
  if (changed && changed.size <= judgedOneByOne) return [...changed]
  const onList = [...members.keys()]
  const best = memory.engine.rankForPosting(posting, { limit: 1, ...contextAt(at), exclude: new Set(onList) })
  return [...onList.filter((id) => !changed || changed.has(id)), ...best.map(({ jobseekerId }) => jobseekerId)]
}
