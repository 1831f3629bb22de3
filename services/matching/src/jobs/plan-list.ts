import { candidateRefOf } from '@zhihe/consent/candidate-ref'
import { explain } from '@zhihe/scoring/explain'
import type { PostingFacts } from '@zhihe/scoring/facts'
import { judge } from '@zhihe/scoring/judge'
import { tierOf } from '@zhihe/scoring/order'
import { scoringVersion } from '@zhihe/scoring/weights'
import { isNews, needsOf, type Proposal, toProposal, withdrawalReason } from '../domain/announcement.ts'
import { monthlyCapOf, monthOf, type Proposals, proposalsLeft, withProposals } from '../domain/fair-share.ts'
import { matchIdOf } from '../domain/match-id.ts'
import { contextAt } from '../domain/relaxations-in-force.ts'
import { type Fit, mayLackSomebody, type Placed, placeShortlist, type Standing } from '../domain/shortlist.ts'
import type { KnownPosting, Memory } from '../index/memory.ts'
import type { Entry, ListChange, LockedList } from '../store/shortlist-store.ts'

export interface PlanInput {
  memory: Memory
  list: LockedList
  before: readonly Entry[]
  at: Date
  candidateRefKey: Buffer
  /** Who changed since the list was known to be right; null: that is not known, look at everybody. */
  changed: ReadonlySet<string> | null
}

export interface Plan {
  change: ListChange
  proposed: Proposal[]
  /** Of those who stay, whoever something else is to be told of. */
  updated: Proposal[]
  withdrawn: { matchId: string; candidateRef: string; reason: string }[]
}

/** One look of the engine at everybody costs about as much as judging so many. */
export const judgedOneByOne = 50

/** The next state of a posting's list; null when it stays as it is. */
export function planList(input: PlanInput): Plan | null {
  const { memory, list, before, at } = input
  const posting = memory.posting(list.postingId)
  const { placed, stillFitting } = posting ? place(posting, input) : { placed: [], stillFitting: new Set<string>() }
  const old = new Map(before.map((entry) => [entry.jobseekerId, entry]))
  const entries = posting ? placed.map((one) => carriedOn(old.get(one.fit.id), one) ?? toEntry(posting.facts, one, { ...input, old })) : []
  const staying = new Set(entries.map(({ jobseekerId }) => jobseekerId))
  const left = before.filter(({ jobseekerId }) => !staying.has(jobseekerId))
  const written = entries.filter((entry) => !isSame(old.get(entry.jobseekerId), entry))
  // A closed posting has no version here; its list keeps the last one it was made for.
  const postingVersion = posting?.facts.version ?? list.postingVersion
  // Written once a month also when nobody comes: else the clock would mark it again and again.
  const isNewMonth = posting !== undefined && list.proposals > 0 && list.proposalsMonth !== monthOf(at)
  if (left.length === 0 && written.length === 0 && postingVersion === list.postingVersion && !isNewMonth) return null

  const last = placed.at(-1)
  const header = {
    postingId: list.postingId,
    postingVersion,
    seq: list.seq + 1,
    size: placed.length,
    floorTier: last?.fit.tier ?? null,
    floorKey: last?.rankKey ?? null,
    ...proposalsOf(list, posting, { newcomers: entries.filter(({ jobseekerId }) => !old.has(jobseekerId)).length, at }),
  }
  const refOf = (jobseekerId: string) => candidateRefOf(input.candidateRefKey, list.employerId, jobseekerId)
  const tell = (entry: Entry) => toProposal(entry, refOf(entry.jobseekerId))
  const isNewsOf = (entry: Entry) => {
    const was = old.get(entry.jobseekerId)
    return was !== undefined && isNews(was, entry)
  }
  return {
    change: { header, written, left },
    proposed: entries.filter(({ jobseekerId }) => !old.has(jobseekerId)).map(tell),
    updated: written.filter(isNewsOf).map(tell),
    withdrawn: left.map(({ matchId, jobseekerId }) => ({
      matchId,
      candidateRef: refOf(jobseekerId),
      reason: withdrawalReason(posting !== undefined, stillFitting.has(jobseekerId), memory.jobseeker(jobseekerId) !== undefined),
    })),
  }
}

function place(
  posting: KnownPosting,
  { memory, list, before, at, changed }: PlanInput,
): { placed: Placed[]; stillFitting: ReadonlySet<string> } {
  const { facts, capacity } = posting
  const members = new Set(before.map(({ jobseekerId }) => jobseekerId))
  const standings = before.map(
    ({ jobseekerId, verdict, rank, rankKey }): Standing => ({ jobseekerId, tier: tierOf(verdict) ?? 1, rank, rankKey }),
  )
  const suppressed = new Set(list.suppressed)
  const pinned = new Set(list.pinned)
  const staying = before.flatMap((entry) => {
    if (suppressed.has(entry.jobseekerId)) return []
    return isUntouched(entry, facts, changed) ? [fitOf(entry, memory)] : judgeOne(memory, facts, { id: entry.jobseekerId, at })
  })
  const stillFitting = new Set(staying.map(({ id }) => id))
  const newcomersAtMost = proposalsLeft(proposedBy(list), { capacity, at })
  const byDecision = list.pinned.filter((id) => !members.has(id)).flatMap((id) => judgeOne(memory, facts, { id, at }))
  const input = { capacity, before: standings, newcomersAtMost, pinned }
  if (changed && changed.size <= judgedOneByOne && !mayLackSomebody({ capacity, before: standings, staying })) {
    const mayCome = [...changed].filter((id) => !members.has(id) && !suppressed.has(id) && !pinned.has(id))
    const others = mayCome.flatMap((id) => judgeOne(memory, facts, { id, at }))
    return { placed: placeShortlist({ ...input, fits: [...staying, ...byDecision, ...others] }), stillFitting }
  }
  const exclude = members.union(suppressed).union(pinned)
  const query = { limit: Math.min(capacity, newcomersAtMost), ...contextAt(at), exclude }
  const newcomers = memory.engine.rankForPosting(facts, query).map((match): Fit => {
    const { jobseekerId: id, components, verdict, ...rest } = match
    return { ...rest, id, verdict, tier: tierOf(verdict) ?? 1, componentScores: components.map(({ score }) => score) }
  })
  return { placed: placeShortlist({ ...input, fits: [...staying, ...byDecision, ...newcomers] }), stillFitting }
}

/** Whether a member is to the posting what she was when the list was known to be right: neither of the two has changed since. */
function isUntouched(entry: Entry, { version }: PostingFacts, changed: ReadonlySet<string> | null): boolean {
  return changed !== null && !changed.has(entry.jobseekerId) && entry.postingVersion === version && entry.scoringVersion === scoringVersion
}

function fitOf({ jobseekerId: id, verdict, score, confidence, componentScores, jobseekerVersion }: Entry, memory: Memory): Fit {
  const recommendations = memory.recommendationsOf(id)
  return { id, tier: tierOf(verdict) ?? 1, score, recommendations, jobseekerVersion, verdict, confidence, componentScores }
}

/** An entry that was not judged again, at the place it has now. */
function carriedOn(old: Entry | undefined, { fit, rank, rankKey }: Placed): Entry | null {
  if (old === undefined || fit.componentScores !== old.componentScores) return null
  return old.rank === rank && old.rankKey === rankKey ? old : { ...old, rank, rankKey }
}

function proposedBy({ proposalsMonth: month, proposals: count }: LockedList): Proposals {
  return { month, count }
}

// A closed posting keeps what it had, in case it is opened again within the month.
function proposalsOf(list: LockedList, posting: KnownPosting | undefined, { newcomers, at }: { newcomers: number; at: Date }) {
  const { month, count } = withProposals(proposedBy(list), newcomers, at)
  const proposalsCap = monthlyCapOf(posting?.capacity ?? list.size)
  return { proposals: count, proposalsMonth: month, proposalsCap }
}

function judgeOne(memory: Memory, posting: PostingFacts, { id, at }: { id: string; at: Date }): Fit[] {
  const jobseeker = memory.engine.getJobseeker(id)
  if (!jobseeker) return []
  const { verdict, score, confidence, components } = judge(posting, jobseeker, contextAt(at))
  const tier = tierOf(verdict)
  if (verdict === 'ineligible' || tier === null) return []
  const componentScores = components.map((component) => component.score)
  return [
    {
      id,
      tier,
      score,
      recommendations: memory.recommendationsOf(id),
      jobseekerVersion: jobseeker.version,
      verdict,
      confidence,
      componentScores,
    },
  ]
}

interface Judging extends Pick<PlanInput, 'memory' | 'at'> {
  old: ReadonlyMap<string, Entry>
}

function toEntry(posting: PostingFacts, { fit, rank, rankKey }: Placed, { memory, at, old }: Judging): Entry {
  const { id: postingId, version: postingVersion } = posting
  const { id: jobseekerId, verdict, score, confidence, componentScores, jobseekerVersion } = fit
  const known = old.get(jobseekerId)
  return {
    postingId,
    jobseekerId,
    matchId: matchIdOf(postingId, jobseekerId),
    rank,
    rankKey,
    verdict,
    score,
    confidence,
    componentScores: [...componentScores],
    postingVersion,
    jobseekerVersion,
    scoringVersion,
    evaluatedAt: at.toISOString(),
    needs: known && hasSameNeeds(known, posting, fit) ? known.needs : findNeeds(posting, fit, { memory, at }),
  }
}

/** They follow from the facts and the verdict alone, so of most who are judged again nothing need be explained. */
function hasSameNeeds(known: Entry, { version }: PostingFacts, { jobseekerVersion, verdict }: Fit): boolean {
  return (
    known.postingVersion === version &&
    known.jobseekerVersion === jobseekerVersion &&
    known.verdict === verdict &&
    known.scoringVersion === scoringVersion
  )
}

/** Everything but the time of the evaluation. */
function isSame(old: Entry | undefined, entry: Entry): boolean {
  if (old === entry) return true
  return old !== undefined && JSON.stringify({ ...old, evaluatedAt: '' }) === JSON.stringify({ ...entry, evaluatedAt: '' })
}

function findNeeds(posting: PostingFacts, { id, verdict }: Fit, { memory, at }: Pick<PlanInput, 'memory' | 'at'>): Entry['needs'] {
  const jobseeker = memory.engine.getJobseeker(id)
  if (!jobseeker) return []
  // Only a conditional match has actions, so the many others need no explanation here.
  return needsOf(jobseeker, verdict === 'conditional' ? explain(posting, jobseeker, contextAt(at)).actions : [])
}
