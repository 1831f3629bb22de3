import type { Proposals } from '../domain/fair-share.ts'
import type { Floor } from '../domain/shortlist.ts'
import type { Rulings } from '../store/shortlist-store.ts'
import type { TailedList } from '../store/tail-store.ts'

/** The published list of a posting, as far as the rules need it. */
export interface KnownList extends Rulings {
  seq: number
  postingVersion: number
  size: number
  floor: Floor | null
  proposals: Proposals
  memberVersions: ReadonlyMap<string, number>
}

const onNone: ReadonlySet<string> = new Set()

/** The mirror of the published lists, and on which of them a person stands. */
export function createLists() {
  const lists = new Map<string, KnownList>()
  const listsByMember = new Map<string, Set<string>>()
  const listsBySuppressed = new Map<string, Set<string>>()

  const listsWith = (jobseekerId: string): ReadonlySet<string> => listsByMember.get(jobseekerId) ?? onNone

  function leave(jobseekerId: string, postingId: string): void {
    const own = listsByMember.get(jobseekerId)
    own?.delete(postingId)
    if (own?.size === 0) listsByMember.delete(jobseekerId)
  }

  function join(jobseekerId: string, postingId: string): void {
    const own = listsByMember.get(jobseekerId) ?? new Set()
    listsByMember.set(jobseekerId, own.add(postingId))
  }

  function noteSuppressed(postingId: string, before: readonly string[], now: readonly string[]): void {
    for (const id of before) listsBySuppressed.get(id)?.delete(postingId)
    for (const id of now) listsBySuppressed.set(id, (listsBySuppressed.get(id) ?? new Set()).add(postingId))
  }

  return {
    get: (postingId: string) => lists.get(postingId),
    listsWith,
    /** The postings to which a human decided that she is not proposed. */
    listsWithout: (jobseekerId: string): ReadonlySet<string> => listsBySuppressed.get(jobseekerId) ?? onNone,
    /** Answers who came or left. */
    put: ({ postingId, floorTier, floorKey, proposals, proposalsMonth, members, ...rest }: TailedList): string[] => {
      const memberVersions = new Map(members.map(({ jobseekerId, version }) => [jobseekerId, version]))
      noteSuppressed(postingId, lists.get(postingId)?.suppressed ?? [], rest.suppressed)
      const old = lists.get(postingId)?.memberVersions
      const left = [...(old?.keys() ?? [])].filter((id) => !memberVersions.has(id))
      const came = [...memberVersions.keys()].filter((id) => !old?.has(id))
      for (const id of left) leave(id, postingId)
      for (const id of came) join(id, postingId)
      const floor = floorTier === null || floorKey === null ? null : { tier: floorTier, rankKey: floorKey }
      lists.set(postingId, { ...listOf(rest), floor, proposals: { month: proposalsMonth, count: proposals }, memberVersions })
      return [...left, ...came]
    },
    /** As they were put. */
    all: (): TailedList[] => Array.from(lists, ([postingId, list]) => tailed(postingId, list)),
  }
}

function listOf({ seq, postingVersion, size, suppressed, pinned }: Pick<KnownList, 'seq' | 'postingVersion' | 'size' | keyof Rulings>) {
  return { seq, postingVersion, size, suppressed, pinned }
}

function tailed(postingId: string, { floor, proposals, memberVersions, ...list }: KnownList): TailedList {
  return {
    postingId,
    ...list,
    floorTier: floor?.tier ?? null,
    floorKey: floor?.rankKey ?? null,
    proposals: proposals.count,
    proposalsMonth: proposals.month,
    members: Array.from(memberVersions, ([jobseekerId, version]) => ({ jobseekerId, version })),
  }
}
