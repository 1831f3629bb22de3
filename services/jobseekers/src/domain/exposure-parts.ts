import { smallestGroup } from '@zhihe/contracts/audit'
import { regionParents } from '@zhihe/vocabulary/region'
import { addTallies, type Cell, type Kind, type Tally } from './exposure-tally.ts'

/**
 * People of one kind in one region, and which regions below it may be told apart. What is not in `shown` is in here all the same: the rest is
 * never empty of company.
 */
export interface Part {
  tally: Tally
  shown: ReadonlyMap<string, Part>
}

/** Everything an audit of these people may ever say, whatever is asked. */
export interface Parts {
  /** One part for each kind that can be shown; `kind` is null for the kinds that cannot, counted as one. */
  kinds: readonly { kind: Kind | null; part: Part }[]
}

/**
 * Divides people once and for all. First by kind: kinds under ten are one, together with the next smallest until they are ten and more than one.
 * Then each part by province, prefecture and county in the same way: places under ten stay together. So every figure of every answer is a sum of
 * pieces that are ten people or more, and no number of answers, added up and subtracted, says anything about fewer.
 */
export function divide(cells: readonly Cell[]): Parts {
  const groups = groupsOf(cells, ({ kind }) => `${kind.type} ${kind.grade} ${kind.sex}`)
  const { apart, together } = separate(groups, 0)
  const one = together.flatMap(({ members }) => members)
  return {
    kinds: [
      ...apart.map(({ members }) => ({ kind: members[0]?.kind ?? null, part: divideByRegion(members, 0) })),
      ...(addTallies(one).people >= smallestGroup ? [{ kind: null, part: divideByRegion(one, 0) }] : []),
    ],
  }
}

function divideByRegion(cells: readonly Cell[], depth: number): Part {
  const codeAt = ({ regionCode }: Cell) => [...regionParents(regionCode), regionCode][depth]
  const below = cells.filter((cell) => codeAt(cell) !== undefined)
  const loose = addTallies(cells).people - addTallies(below).people
  const { apart } = separate(
    groupsOf(below, (cell) => codeAt(cell) ?? ''),
    loose,
  )
  return { tally: addTallies(cells), shown: new Map(apart.map(({ key, members }) => [key, divideByRegion(members, depth + 1)])) }
}

interface Group {
  key: string
  members: Cell[]
  size: number
}

/** Smallest first; of equal ones the key decides, so that the same people are always divided in the same way. */
function groupsOf(cells: readonly Cell[], keyOf: (cell: Cell) => string): Group[] {
  return [...Map.groupBy(cells, keyOf)]
    .map(([key, members]) => ({ key, members, size: addTallies(members).people }))
    .sort((a, b) => a.size - b.size || (a.key < b.key ? -1 : 1))
}

/**
 * Which groups may stand apart, and which stay together. `loose` people belong to none of the groups and are always among those who stay. Those
 * together are nobody, or at least ten; and a group of fewer is never alone among them.
 */
function separate(groups: readonly Group[], loose: number): { apart: Group[]; together: Group[] } {
  let [taken, sum] = [0, loose]
  for (const { size } of groups) {
    const mayStandApart = size >= smallestGroup && (sum === 0 || sum >= smallestGroup)
    if (mayStandApart) break
    taken += 1
    sum += size
  }
  return { apart: groups.slice(taken), together: groups.slice(0, taken) }
}
