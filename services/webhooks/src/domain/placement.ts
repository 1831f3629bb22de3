import type { Draft } from './drafts.ts'

/** What an endpoint was told of a match before. */
export interface MatchHistory {
  /** Some of it is held back by the cap. */
  isHeld: boolean
  /** Some of it went out, or was let out. */
  isKnown: boolean
  /** When the last of it is due that was never attempted; null: there is none. */
  waitsUntil: Date | null
  /** The `seq` of the last withdrawal; null: there was none. */
  withdrawnSeq: number | null
}

export interface Placement {
  status: 'pending' | 'held' | 'missed'
  nextAttemptAt: Date | null
}

interface Place {
  endpoint: { status: 'active' | 'paused' | 'disabled'; peoplePerMonth: number | null }
  /** Of the draft's match at this endpoint; undefined: it was not asked for. */
  history: MatchHistory | undefined
  now: Date
}

/** Whether a draft cannot be placed without knowing what the endpoint was told of its match. Of most it is not asked: it costs a statement. */
export function needsHistory({ type, matchId }: Draft, { peoplePerMonth }: Place['endpoint']): boolean {
  return matchId !== null && (type === 'match.updated' || (type === 'match.proposed' && peoplePerMonth !== null))
}

/**
 * Where a message waits: for its endpoint, for its turn under the cap, or for a replay. Under a cap a person is news until something of her went
 * out, so an update of somebody held is held with her; and no update is due before the proposal that it changes. null: there is nothing to be
 * said any more, as a later withdrawal was faster.
 */
export function placeMessage(draft: Draft, { endpoint, history, now }: Place): Placement | null {
  const { type, seq } = draft
  if (history?.withdrawnSeq != null && seq !== null && history.withdrawnSeq > seq) return null
  if (endpoint.status === 'disabled') return { status: 'missed', nextAttemptAt: null }
  if (endpoint.peoplePerMonth !== null) {
    const isNew = history?.isHeld === true || history?.isKnown !== true
    if (type === 'match.proposed' || (type === 'match.updated' && isNew)) return { status: 'held', nextAttemptAt: null }
  }
  const waitsUntil = type === 'match.updated' ? (history?.waitsUntil ?? now) : now
  return { status: 'pending', nextAttemptAt: waitsUntil > now ? waitsUntil : now }
}
