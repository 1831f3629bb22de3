import type { Consent, ConsentPurpose, NewConsent } from '@zhihe/contracts/consent'
import { countsUnder, hashOfVersion, type TextsInForce, textInForce } from './consent-text.ts'
import type { Refusal } from './refusal.ts'

/** One row of the ledger. */
export interface ConsentDecision
  extends Pick<Consent, 'id' | 'purpose' | 'recipient' | 'textVersion' | 'textSha256' | 'decision' | 'fields' | 'channel' | 'receipt'> {
  at: Date
  recordedAt: Date
  expiresAt: Date | null
  proxyRelation: NonNullable<Consent['proxy']>['relation'] | null
}

/** What a decision is recorded with. */
export interface Recording {
  id: string
  now: Date
  texts: TextsInForce
}

// Consent to the use of data is younger than this; a date before it is a slip of the pen, or one that PostgreSQL cannot keep.
const earliestDecision = Date.parse('1900-01-01T00:00:00Z')
const dayMs = 86_400_000
const disclosedByDefaultMs = 90 * dayMs
/** A year, also when it is a long one. */
const disclosedAtMostMs = 366 * dayMs
const disclosedByDefault = ['name', 'phone'] as const

/** May this decision be recorded? `base` points to where it stands in the body. */
export function checkDecision(given: NewConsent, base: string, { now, texts }: Pick<Recording, 'now' | 'texts'>): Refusal[] {
  return [...checkDecisionTime(given, `${base}/at`, now), ...checkTerms(given, base), ...checkText(given, base, texts)]
}

/** Only the text in force can be consented to, once there is one. A revocation is taken whatever its text. */
function checkText({ purpose, textVersion, decision }: NewConsent, base: string, texts: TextsInForce): Refusal[] {
  const inForce = decision === 'granted' ? textInForce(purpose, texts) : undefined
  if (inForce === undefined || inForce.version === textVersion) return []
  return [{ pointer: `${base}/textVersion`, reason: 'text_not_in_force', values: { version: inForce.version } }]
}

export function checkDecisionTime({ at }: Pick<NewConsent, 'at'>, pointer: string, now: Date): Refusal[] {
  const time = Date.parse(at)
  if (time > now.getTime()) return [{ pointer, reason: 'in_the_future' }]
  return time < earliestDecision ? [{ pointer, reason: 'too_long_ago' }] : []
}

export function toDecision(given: NewConsent, { id, now, texts }: Recording): ConsentDecision {
  const { purpose, recipient, textVersion, decision, at, channel, proxy } = given
  return {
    id,
    purpose,
    recipient: recipient ?? null,
    textVersion,
    textSha256: hashOfVersion(purpose, textVersion, texts),
    decision,
    at: new Date(at),
    recordedAt: now,
    ...termsOf(given),
    channel: channel ?? null,
    proxyRelation: proxy?.relation ?? null,
    receipt: null,
  }
}

export type NewLedger = { ok: true; ledger: ConsentDecision[]; texts: TextsInForce } | { ok: false; refusals: Refusal[] }

/** The ledger of a person who is new, from what she decided; `/consents/n` points to where each stands in the body. */
export function openLedger(
  given: readonly NewConsent[],
  { texts, now, newId, newReceipt }: { texts: TextsInForce; now: Date; newId: () => string; newReceipt: () => string },
): NewLedger {
  const refusals = given.flatMap((one, at) => checkText(one, `/consents/${at}`, texts))
  if (refusals.length > 0) return { ok: false, refusals }
  const decisions = given.map((one) => toDecision(one, { id: newId(), now, texts }))
  return { ok: true, ledger: withReceipts(decisions, [], { now, newReceipt }), texts }
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

interface Receipts {
  now: Date
  /** Called once for each decision that grants a disclosure. */
  newReceipt: () => string
}

/** Decisions that are about to be added, with a receipt for each that grants something to be read from now on. */
export function withReceipts(
  added: readonly ConsentDecision[],
  ledger: readonly ConsentDecision[],
  { now, newReceipt }: Receipts,
): ConsentDecision[] {
  const inForce = new Set(decisionsInForce([...ledger, ...added]))
  return added.map((decision) => (inForce.has(decision) && isOpen(decision, now) ? { ...decision, receipt: newReceipt() } : decision))
}

/** Whether it lets an employer read something at this time. */
export function isOpen({ purpose, decision, expiresAt }: ConsentDecision, now: Date): boolean {
  return purpose === 'disclosure' && decision === 'granted' && expiresAt !== null && expiresAt > now
}

/** Consents to matching, and to the text that is in force. */
export function consentsToMatching(ledger: readonly ConsentDecision[], texts: TextsInForce): boolean {
  const decided = decisionOn('matching', ledger)
  return decided?.decision === 'granted' && countsUnder(decided, texts)
}

/**
 * Whether matching may be told what she can do with what difficulty and what she needs. Until there is a text for it, the consent to matching covers it
 * unless she says no; then it takes a consent of its own (PIPL 29).
 */
export function consentsToSensitive(ledger: readonly ConsentDecision[], texts: TextsInForce): boolean {
  const decided = decisionOn('sensitive_data', ledger)
  if (decided === undefined) return textInForce('sensitive_data', texts) === undefined
  return decided.decision === 'granted' && countsUnder(decided, texts)
}

function decisionOn(purpose: ConsentPurpose, ledger: readonly ConsentDecision[]): ConsentDecision | undefined {
  return decisionsInForce(ledger).find((decision) => decision.purpose === purpose)
}

function checkTerms({ purpose, at, fields, expiresAt }: NewConsent, base: string): Refusal[] {
  if (purpose !== 'disclosure') {
    return Object.entries({ fields, expiresAt })
      .filter(([, value]) => value !== undefined)
      .map(([name]) => ({ pointer: `${base}/${name}`, reason: 'for_disclosure_only' }))
  }
  if (expiresAt === undefined) return []
  const lastsMs = Date.parse(expiresAt) - Date.parse(at)
  if (lastsMs <= 0) return [{ pointer: `${base}/expiresAt`, reason: 'expires_before_it_begins' }]
  return lastsMs > disclosedAtMostMs ? [{ pointer: `${base}/expiresAt`, reason: 'expires_too_late' }] : []
}

/** Only what is granted to be disclosed has terms. */
function termsOf({ purpose, decision, at, fields, expiresAt }: NewConsent): Pick<ConsentDecision, 'fields' | 'expiresAt'> {
  if (purpose !== 'disclosure' || decision !== 'granted') return { fields: null, expiresAt: null }
  const ends = expiresAt === undefined ? Date.parse(at) + disclosedByDefaultMs : Date.parse(expiresAt)
  return { fields: [...(fields ?? disclosedByDefault)], expiresAt: new Date(ends) }
}
