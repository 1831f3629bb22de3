import { createEngine, createEngineState, type Engine, type EngineState } from '@zhihe/engine/engine'
import type { JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
import { candidatesPerVacancy, proposalsLeft } from '../domain/fair-share.ts'
import { capacityOf } from '../domain/shortlist.ts'
import type { Changes, TailedPosting } from '../store/tail-store.ts'
import type { Beside, Owner } from './beside.ts'
import { createLists, type KnownList } from './lists.ts'

export interface KnownPosting extends Owner {
  facts: PostingFacts
  /** How many people its list holds. */
  capacity: number
}

export interface KnownJobseeker {
  facts: JobseekerFacts
  tenantId: string
}

/** Everything there is in a memory, for a file. It is not a copy: whoever keeps it must not let changes in meanwhile. */
export interface MemoryContent {
  state: EngineState
  beside: Beside
}

/** What this process knows: open postings, jobseekers and published lists, as of the last read. */
export interface Memory {
  /** Another one after `adopt`. */
  readonly engine: Engine
  posting: (id: string) => KnownPosting | undefined
  /** The open ones. */
  postings: () => Iterable<[id: string, posting: KnownPosting]>
  /** The postings on whose published lists a person stands. */
  listsWith: (jobseekerId: string) => ReadonlySet<string>
  /** The postings to which a human decided that a person is not proposed. */
  listsWithout: (jobseekerId: string) => ReadonlySet<string>
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
  content: () => MemoryContent
  /** Goes on from a content, forgetting what was here: before anything is applied, and before anybody asks. */
  adopt: (content: MemoryContent) => void
}

// Who has missed more looks at everybody: the engine does that faster than any list of names.
const rememberedChanges = 2_000

export function emptyContent(): MemoryContent {
  return { state: createEngineState(), beside: { owners: new Map(), tenantOf: new Map(), lists: [] } }
}

export function createMemory(): Memory {
  let {
    state,
    beside: { owners, tenantOf },
  } = emptyContent()
  let engine = createEngine(state)
  let lists = createLists()
  const changes = createChangeLog()

  const postingOf = (id: string): KnownPosting | undefined => {
    const owner = owners.get(id)
    const facts = owner && engine.getPosting(id)
    return facts && { facts, ...owner, capacity: capacityOf(facts.headcount) }
  }

  return {
    get engine() {
      return engine
    },
    posting: postingOf,
    *postings() {
      for (const id of owners.keys()) {
        const posting = postingOf(id)
        if (posting) yield [id, posting]
      }
    },
    jobseeker: (id) => {
      const facts = engine.getJobseeker(id)
      const tenantId = tenantOf.get(id)
      return facts === undefined || tenantId === undefined ? undefined : { facts, tenantId }
    },
    list: (id) => lists.get(id),
    listsWith: (id) => lists.listsWith(id),
    listsWithout: (id) => lists.listsWithout(id),
    takesNewcomers: (id, at) => {
      const { proposals = { month: null, count: 0 } } = lists.get(id) ?? {}
      return proposalsLeft(proposals, { capacity: postingOf(id)?.capacity ?? 0, at }) > 0
    },
    recommendationsOf: (id) => lists.listsWith(id).size,
    counter: changes.counter,
    changedSince: changes.since,
    apply: (changed) => {
      for (const posting of changed.postings) applyPosting(posting)
      for (const { facts, tenantId, isErased = false } of changed.jobseekers) {
        if (isErased) {
          tenantOf.delete(facts.id)
          engine.removeJobseeker(facts.id)
        } else {
          tenantOf.set(facts.id, tenantId)
          engine.putJobseeker(facts)
        }
        changes.add(facts.id)
      }
      for (const list of changed.lists) {
        // How often a person stands on one decides between equals.
        for (const id of lists.put(list)) engine.setRecommendations(id, lists.listsWith(id).size)
        setCandidates(list.postingId)
      }
    },
    content: () => ({ state, beside: { tenantOf, owners, lists: lists.all() } }),
    adopt: (content) => {
      state = content.state
      engine = createEngine(state)
      owners = content.beside.owners
      tenantOf = content.beside.tenantOf
      lists = createLists()
      for (const list of content.beside.lists) lists.put(list)
    },
  }

  function applyPosting({ id, tenantId, employerId, facts }: TailedPosting): void {
    if (facts === null) {
      owners.delete(id)
      engine.removePosting(id)
      return
    }
    owners.set(id, { tenantId, employerId })
    engine.putPosting(facts)
    setCandidates(id)
  }

  function setCandidates(id: string): void {
    const posting = postingOf(id)
    if (posting)
      engine.setCandidates(id, candidatesPerVacancy(lists.get(id)?.size ?? 0, { ...posting, headcount: posting.facts.headcount }))
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
