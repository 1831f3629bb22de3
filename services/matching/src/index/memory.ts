import { createEngine, type Engine } from '@zhihe/engine/engine'
import type { JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
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
  memberVersions: ReadonlyMap<string, number>
}

/** What this process knows: open postings, jobseekers and published lists, as of the last read. */
export interface Memory {
  engine: Engine
  posting: (id: string) => KnownPosting | undefined
  /** The open ones. */
  postings: () => Iterable<[id: string, posting: KnownPosting]>
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

const rememberedChanges = 100_000

export function createMemory(): Memory {
  const engine = createEngine()
  const postings = new Map<string, KnownPosting>()
  const tenantOf = new Map<string, string>()
  const lists = createLists(engine)
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
    recommendationsOf: lists.recommendationsOf,
    counter: changes.counter,
    changedSince: changes.since,
    apply: (changed) => {
      for (const posting of changed.postings) applyPosting(posting)
      for (const { facts, tenantId } of changed.jobseekers) {
        tenantOf.set(facts.id, tenantId)
        engine.putJobseeker(facts)
        changes.add(facts.id)
      }
      for (const list of changed.lists) lists.put(list)
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
  }
}

/** The mirror of the published lists; how often a person stands on one decides between equals. */
function createLists(engine: Engine) {
  const lists = new Map<string, KnownList>()
  const recommendations = new Map<string, number>()

  function recommend(jobseekerIds: Iterable<string>, by: 1 | -1): void {
    for (const id of jobseekerIds) {
      const count = (recommendations.get(id) ?? 0) + by
      if (count === 0) recommendations.delete(id)
      else recommendations.set(id, count)
      engine.setRecommendations(id, count)
    }
  }

  return {
    get: (postingId: string) => lists.get(postingId),
    recommendationsOf: (jobseekerId: string) => recommendations.get(jobseekerId) ?? 0,
    put: ({ postingId, seq, postingVersion, size, floorTier, floorKey, members }: TailedList) => {
      const memberVersions = new Map(members.map(({ jobseekerId, version }) => [jobseekerId, version]))
      recommend(lists.get(postingId)?.memberVersions.keys() ?? [], -1)
      recommend(memberVersions.keys(), 1)
      const floor = floorTier === null || floorKey === null ? null : { tier: floorTier, rankKey: floorKey }
      lists.set(postingId, { seq, postingVersion, size, floor, memberVersions })
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
