import { createEngine, type Engine } from '@zhihe/engine/engine'
import type { JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
import { candidatesPerVacancy, type Proposals, proposalsLeft } from '../domain/fair-share.ts'
import { capacityOf, type Floor } from '../domain/shortlist.ts'
import type { Changes, TailedList, TailedPosting } from '../store/tail-store.ts'

export interface KnownPosting {
  facts: PostingFacts
  tenantId: string
  employerId: string
  /** How many people its list holds. */
  capacity: number
}

export interface KnownJobseeker {
  facts: JobseekerFacts
  tenantId: string
}

/** The published list of a posting, as far as the rules need it. */
export interface KnownList {
  seq: number
  postingVersion: number
  size: number
  floor: Floor | null
  proposals: Proposals
  memberVersions: ReadonlyMap<string, number>
}

/** What this process knows: open postings, jobseekers and published lists, as of the last read. */
export interface Memory {
  engine: Engine
  posting: (id: string) => KnownPosting | undefined
  /** The open ones. */
  postings: () => Iterable<[id: string, posting: KnownPosting]>
  /** The postings on whose published lists a person stands. */
  listsWith: (jobseekerId: string) => ReadonlySet<string>
  /** Whether an open posting has proposals of the month left. */
  takesNewcomers: (postingId: string, at: Date) => boolean
  jobseeker: (id: string) => KnownJobseeker | undefined
  list: (postingId: string) => KnownList | undefined
  /** On how many published lists a person stands. */
  recommendationsOf: (jobseekerId: string) => number
  /** Rises with each change of a jobseeker that is applied here. */
  counter: () => number
  /** Who changed after the counter stood there; null when that is too long ago to tell. */
  changedSince: (counter: number) => ReadonlySet<string> | null
  apply: (changes: Changes) => void
}

const onNone: ReadonlySet<string> = new Set()
const rememberedChanges = 100_000

export function createMemory(): Memory {
  const engine = createEngine()
  const postings = new Map<string, KnownPosting>()
  const tenantOf = new Map<string, string>()
  const lists = createLists(engine)
  const setCandidates = (id: string): void => {
    const posting = postings.get(id)
    if (posting)
      engine.setCandidates(id, candidatesPerVacancy(lists.get(id)?.size ?? 0, { ...posting, headcount: posting.facts.headcount }))
  }
  const changes = createChangeLog()

  return {
    engine,
    posting: (id) => postings.get(id),
    postings: () => postings,
    jobseeker: (id) => {
      const facts = engine.getJobseeker(id)
      const tenantId = tenantOf.get(id)
      return facts === undefined || tenantId === undefined ? undefined : { facts, tenantId }
    },
    list: lists.get,
    listsWith: lists.listsWith,
    takesNewcomers: (id, at) => {
      const { proposals = { month: null, count: 0 } } = lists.get(id) ?? {}
      return proposalsLeft(proposals, { capacity: postings.get(id)?.capacity ?? 0, at }) > 0
    },
    recommendationsOf: (id) => lists.listsWith(id).size,
    counter: changes.counter,
    changedSince: changes.since,
    apply: (changed) => {
      for (const posting of changed.postings) applyPosting(posting)
      for (const { facts, tenantId } of changed.jobseekers) {
        tenantOf.set(facts.id, tenantId)
        engine.putJobseeker(facts)
        changes.add(facts.id)
      }
      for (const list of changed.lists) {
        lists.put(list)
        setCandidates(list.postingId)
      }
    },
  }

  function applyPosting({ id, tenantId, employerId, facts }: TailedPosting): void {
    if (facts === null) {
      postings.delete(id)
      engine.removePosting(id)
      return
    }
    postings.set(id, { facts, tenantId, employerId, capacity: capacityOf(facts.headcount) })
    engine.putPosting(facts)
    setCandidates(id)
  }
}

/** The mirror of the published lists; how often a person stands on one decides between equals. */
function createLists(engine: Engine) {
  const lists = new Map<string, KnownList>()
  const listsByMember = new Map<string, Set<string>>()

  function leave(jobseekerId: string, postingId: string): void {
    const own = listsByMember.get(jobseekerId)
    own?.delete(postingId)
    if (own?.size === 0) listsByMember.delete(jobseekerId)
    engine.setRecommendations(jobseekerId, own?.size ?? 0)
  }

  function join(jobseekerId: string, postingId: string): void {
    const own = listsByMember.get(jobseekerId) ?? new Set()
    listsByMember.set(jobseekerId, own.add(postingId))
    engine.setRecommendations(jobseekerId, own.size)
  }

  return {
    get: (postingId: string) => lists.get(postingId),
    listsWith: (jobseekerId: string): ReadonlySet<string> => listsByMember.get(jobseekerId) ?? onNone,
    put: ({ postingId, seq, postingVersion, size, floorTier, floorKey, proposals, proposalsMonth, members }: TailedList) => {
      const memberVersions = new Map(members.map(({ jobseekerId, version }) => [jobseekerId, version]))
      const old = lists.get(postingId)?.memberVersions
      for (const id of old?.keys() ?? []) if (!memberVersions.has(id)) leave(id, postingId)
      for (const id of memberVersions.keys()) if (!old?.has(id)) join(id, postingId)
      const floor = floorTier === null || floorKey === null ? null : { tier: floorTier, rankKey: floorKey }
      lists.set(postingId, { seq, postingVersion, size, floor, proposals: { month: proposalsMonth, count: proposals }, memberVersions })
    },
  }
}

function createChangeLog() {
  let forgotten = 0
  let log: string[] = []
  return {
    counter: () => forgotten + log.length,
    since: (counter: number) => (counter < forgotten ? null : new Set(log.slice(counter - forgotten))),
    add: (id: string) => {
      log.push(id)
      if (log.length < 2 * rememberedChanges) return
      log = log.slice(rememberedChanges)
      forgotten += rememberedChanges
    },
  }
}
