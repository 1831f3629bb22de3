import type { Consumer } from '@zhihe/contracts/event'
import type { UnconfirmedRow } from './arrivals.ts'

/** How long an event that has not arrived is left alone, before its queue is asked for it; doubled each time that it was sent again. */
export const graceMs = 15_000
const longestGraceMs = 4 * 3_600_000

export type Judgement =
  /** Everybody has it. */
  | { kind: 'arrived' }
  /** A queue was emptied since it was published, and there is where it was. */
  | { kind: 'lost' }
  /** It is late: whoever of these does not hold it has lost it. */
  | { kind: 'late'; missing: Consumer[] }
  | { kind: 'underway' }

export interface Facts {
  /** Who is to have it. */
  consumers: readonly Consumer[]
  /** By consumer, what it was asked for and has not seen. */
  unseen: ReadonlyMap<Consumer, ReadonlySet<string>>
  grace?: number | undefined
}

export function judgeArrival(row: UnconfirmedRow, { consumers, unseen, grace = graceMs }: Facts): Judgement {
  const missing = consumers.filter((consumer) => unseen.get(consumer)?.has(row.id))
  if (missing.length === 0) return { kind: 'arrived' }
  if (missing.some((consumer) => row.lostBy.includes(consumer))) return { kind: 'lost' }
  if (row.ageMs < Math.min(grace * 2 ** Math.min(row.resent, 20), longestGraceMs)) return { kind: 'underway' }
  return { kind: 'late', missing }
}
