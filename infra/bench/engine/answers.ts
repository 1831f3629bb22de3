/** One line of a list, as far as all peers can say it. */
export interface Listed {
  id: string
  tier: 0 | 1
  score: number
}

/** Asks one prepared question. */
export type Answer = () => Listed[] | Promise<Listed[]>

/** Whether two lists are equal, to the unit and to the tie. */
export function isSameList(one: readonly Listed[], other: readonly Listed[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ id, tier, score }, place) => {
      const twin = other[place]
      return twin?.id === id && twin.tier === tier && twin.score === score
    })
  )
}
