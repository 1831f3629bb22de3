import type { MatchFilter, RankedMatch, RankQuery } from '@zhihe/engine/engine'
import { type RankKey, tierOf } from '@zhihe/scoring/order'

export interface LiveQuery {
  /** Asks the engine. */
  rank: (query: RankQuery) => RankedMatch[]
  /** Of the listed side. */
  idOf: (match: RankedMatch) => string
  mayShow: (match: RankedMatch) => boolean
  at: Date
  limit: number
  after: RankKey | undefined
  filter: MatchFilter
  exclude: ReadonlySet<string>
}

export interface LivePage {
  matches: RankedMatch[]
  /** The key of the last one, when there are more. */
  next: RankKey | null
}

/** A page out of the engine. What may not be shown is stepped over, so that a page is short only at the end. */
export function livePage({ rank, idOf, mayShow, at, limit, filter, exclude, ...query }: LiveQuery): LivePage {
  const wanted = limit + 1
  const found: RankedMatch[] = []
  let after = query.after
  for (let more = true; more && found.length < wanted; ) {
    const ranked = rank({ limit: wanted, at, filter, exclude, ...(after && { after }) })
    found.push(...ranked.filter(mayShow))
    const last = ranked.at(-1)
    more = ranked.length === wanted
    if (last) after = keyOf(last, idOf)
  }
  const matches = found.slice(0, limit)
  const last = matches.at(-1)
  return { matches, next: found.length > limit && last ? keyOf(last, idOf) : null }
}

function keyOf(match: RankedMatch, idOf: LiveQuery['idOf']): RankKey {
  const { verdict, score, recommendations } = match
  return { tier: tierOf(verdict) ?? 1, score, recommendations, id: idOf(match) }
}
