import type { Db } from '@zhihe/postgres/pool'
import { renewClaims } from '../store/claim-store.ts'

export interface Leases {
  /** Until when a claim that is made now holds. */
  endOf: (now: Date) => Date
  hold: (messageId: string, token: string, now: Date) => void
  letGo: (messageId: string) => void
  /** Extends what has been in flight for a while. Rejects when the database is away. */
  renew: (now: Date) => Promise<void>
}

/** So soon does another sender take over what a dead one had in flight. */
const leaseMs = 5_000
/** Most attempts are over long before; those that are not cost a statement every so often. */
const renewAfterMs = 1_500

interface Held {
  token: string
  since: number
}

/** The claims of one sender: short, so that a death is soon made good, and renewed, as a receiver may take longer than that to answer. */
export function createLeases(db: Db): Leases {
  const held = new Map<string, Held>()
  const endOf = (now: Date): Date => new Date(now.getTime() + leaseMs)
  return {
    endOf,
    hold: (messageId, token, now) => void held.set(messageId, { token, since: now.getTime() }),
    letGo: (messageId) => void held.delete(messageId),
    renew: async (now) => {
      const old = [...held].filter(([, { since }]) => now.getTime() - since >= renewAfterMs)
      if (old.length === 0) return
      const ids = old.map(([id]) => id)
      const tokens = [...new Set(old.map(([, { token }]) => token))]
      await renewClaims(db, { ids, tokens, until: endOf(now) })
      for (const [, one] of old) one.since = now.getTime()
    },
  }
}
