import type { TailedList } from '../store/tail-store.ts'

/** The owner of an open posting. */
export interface Owner {
  tenantId: string
  employerId: string
}

/** What the memory holds beside the engine. */
export interface Beside {
  tenantOf: Map<string, string>
  owners: Map<string, Owner>
  lists: TailedList[]
}

type PackedList = [
  postingId: string,
  seq: number,
  postingVersion: number,
  size: number,
  floorTier: 0 | 1 | null,
  floorKey: number | null,
  proposals: number,
  proposalsMonth: string | null,
  members: string,
  versions: number[],
  suppressed: string,
  pinned: string,
]

/** The same as JSON, short: ids stand one behind the other in one text for each owner. */
export interface PackedBeside {
  people: [tenantId: string, ids: string][]
  postings: [tenantId: string, employerId: string, ids: string][]
  lists: PackedList[]
}

const idLength = 36

export function packBeside({ tenantOf, owners, lists }: Beside): PackedBeside {
  const people = Map.groupBy(tenantOf, ([, tenantId]) => tenantId)
  const postings = Map.groupBy(owners, ([, { tenantId, employerId }]) => tenantId + employerId)
  return {
    people: Array.from(people, ([tenantId, entries]) => [tenantId, joinIds(entries)]),
    postings: Array.from(postings, ([owner, entries]) => [owner.slice(0, idLength), owner.slice(idLength), joinIds(entries)]),
    lists: Array.from(lists, packList),
  }
}

export function unpackBeside({ people, postings, lists }: PackedBeside): Beside {
  const tenantOf = new Map<string, string>()
  for (const [tenantId, ids] of people) for (const id of splitIds(ids)) tenantOf.set(id, tenantId)
  const owners = new Map<string, Owner>()
  for (const [tenantId, employerId, ids] of postings) for (const id of splitIds(ids)) owners.set(id, { tenantId, employerId })
  return { tenantOf, owners, lists: lists.map(unpackList) }
}

function packList({ members, ...list }: TailedList): PackedList {
  const { postingId, seq, postingVersion, size, floorTier, floorKey, proposals, proposalsMonth } = list
  const ids = members.map(({ jobseekerId }) => jobseekerId).join('')
  const versions = members.map(({ version }) => version)
  const rulings = [list.suppressed.join(''), list.pinned.join('')] as const
  return [postingId, seq, postingVersion, size, floorTier, floorKey, proposals, proposalsMonth, ids, versions, ...rulings]
}

function unpackList(packed: PackedList): TailedList {
  const [postingId, seq, postingVersion, size, floorTier, floorKey, proposals, proposalsMonth, ids, versions, suppressed, pinned] = packed
  const members = splitIds(ids).map((jobseekerId, place) => ({ jobseekerId, version: versions[place] as number }))
  const rulings = { suppressed: splitIds(suppressed), pinned: splitIds(pinned) }
  return { postingId, seq, postingVersion, size, floorTier, floorKey, proposals, proposalsMonth, members, ...rulings }
}

function joinIds(entries: readonly (readonly [id: string, ...unknown[]])[]): string {
  return entries.map(([id]) => id).join('')
}

function splitIds(text: string): string[] {
  return Array.from({ length: text.length / idLength }, (_, place) => text.slice(place * idLength, (place + 1) * idLength))
}
