/** A place on a list. */
export interface Seat {
  jobseekerId: string
  rank: number
}

/** What one change of one list does to a person's totals. */
export interface Move {
  jobseekerId: string
  lists: number
  firstPlaces: number
  proposals: number
}

/** What a change of a list does to the totals of people: nothing for those who stay, except for the first place. */
export function movesOf(
  before: readonly Seat[],
  { written, left }: { written: readonly Seat[]; left: readonly Pick<Seat, 'jobseekerId'>[] },
): Move[] {
  const oldRanks = ranksOf(before)
  const newRanks = ranksOf([...before, ...written])
  for (const { jobseekerId } of left) newRanks.delete(jobseekerId)
  const everybody = new Set([...oldRanks.keys(), ...newRanks.keys()])
  return [...everybody].flatMap((jobseekerId) => {
    const [from, to] = [oldRanks.get(jobseekerId), newRanks.get(jobseekerId)]
    const lists = Number(to !== undefined) - Number(from !== undefined)
    const firstPlaces = Number(to === 1) - Number(from === 1)
    return lists === 0 && firstPlaces === 0 ? [] : [{ jobseekerId, lists, firstPlaces, proposals: Math.max(lists, 0) }]
  })
}

/** One move for each person, in the order of ids. */
export function sumMoves(moves: readonly Move[]): Move[] {
  const sums = new Map<string, Move>()
  for (const move of moves) {
    const sum = sums.get(move.jobseekerId) ?? { jobseekerId: move.jobseekerId, lists: 0, firstPlaces: 0, proposals: 0 }
    sum.lists += move.lists
    sum.firstPlaces += move.firstPlaces
    sum.proposals += move.proposals
    sums.set(move.jobseekerId, sum)
  }
  return [...sums.values()]
    .filter(({ lists, firstPlaces, proposals }) => lists !== 0 || firstPlaces !== 0 || proposals !== 0)
    .sort((a, b) => (a.jobseekerId < b.jobseekerId ? -1 : 1))
}

function ranksOf(seats: readonly Seat[]): Map<string, number> {
  return new Map(seats.map(({ jobseekerId, rank }) => [jobseekerId, rank]))
}
