import type { Consent, NewConsent } from '@zhihe/contracts/consent'
import type { Refusal } from './refusal.ts'

/** One row of the ledger. */
export interface ConsentDecision extends Pick<Consent, 'id' | 'purpose' | 'recipient' | 'textVersion' | 'decision'> {
  at: Date
  recordedAt: Date
}

// Consent to the use of data is younger than this; a date before it is a slip of the pen, or one that PostgreSQL cannot keep.
const earliestDecision = Date.parse('1900-01-01T00:00:00Z')

export function checkDecisionTime({ at }: Pick<NewConsent, 'at'>, pointer: string, now: Date): Refusal[] {
  const time = Date.parse(at)
  if (time > now.getTime()) return [{ pointer, reason: 'in_the_future' }]
  return time < earliestDecision ? [{ pointer, reason: 'too_long_ago' }] : []
}

export function toDecision({ purpose, recipient, textVersion, decision, at }: NewConsent, id: string, now: Date): ConsentDecision {
  return { id, purpose, recipient: recipient ?? null, textVersion, decision, at: new Date(at), recordedAt: now }
}

/** The newest decision of each purpose and recipient; of two at the same time the later one in the ledger counts. */
export function decisionsInForce(ledger: readonly ConsentDecision[]): ConsentDecision[] {
  const newest = new Map<string, ConsentDecision>()
  for (const decision of ledger) {
    const key = `${decision.purpose} ${decision.recipient ?? ''}`
    const current = newest.get(key)
    if (!current || decision.at >= current.at) newest.set(key, decision)
  }
  return [...newest.values()]
}

export function consentsToMatching(ledger: readonly ConsentDecision[]): boolean {
  return decisionsInForce(ledger).some(({ purpose, decision }) => purpose === 'matching' && decision === 'granted')
}
