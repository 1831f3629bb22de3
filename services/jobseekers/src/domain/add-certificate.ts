import type { NewCertificate } from '@zhihe/contracts/certificate'
import { type Certificate, checkCertificate } from '@zhihe/vocabulary/certificate'
import { cardsOf } from './cards.ts'
import { dayInChina, holderOf, type IdentityOptions } from './identity.ts'
import { type Changed, type Dossier, reviseProfile } from './jobseeker.ts'
import type { Card, PlainIdentity } from './plain-identity.ts'
import { checkProfile, completeProfile } from './profile.ts'
import type { Refusal, RefusalReason } from './refusal.ts'
import { isSame } from './same.ts'

export interface Addition {
  dossier: Dossier
  identity: PlainIdentity
  given: NewCertificate
  options: IdentityOptions
}

export type Added = ({ ok: true; outcome: 'changed' | 'unchanged'; identity: PlainIdentity } & Changed) | { ok: false; refusals: Refusal[] }

const validYears = 10
const mostCards = 30

/** Adds a card to those she has had; the one issued last is in force. The same card of the same day is a correction. */
export function addCertificate({ dossier, identity, given, options }: Addition): Added {
  const checked = checkCertificate(given.number, { today: options.now.toISOString(), allowTestRegion: options.allowTestRegion })
  if (!checked.ok) return { ok: false, refusals: [{ pointer: '/number', reason: `bad_${checked.reason}` }] }
  const refusals = [...checkOwner(checked, identity), ...checkKind(checked, given), ...checkDays(given, options.now)]
  const cards = withCard(identity, cardOf(checked.value, given, options.now))
  if (cards.length > mostCards) refusals.push({ pointer: '/number', reason: 'too_many_cards' })
  if (refusals.length > 0) return { ok: false, refusals }

  const inForce = cardsOf({ certificateNumber: checked.value, cards }).find(({ isCurrent }) => isCurrent)
  const after = { ...identity, certificateNumber: inForce?.number ?? checked.value, cards }
  if (isSame(after, identity)) return { ok: true, outcome: 'unchanged', identity, dossier, event: null, consent: null }
  const profile = completedBy(after, dossier)
  if (!profile.ok) return profile
  return { ok: true, outcome: 'changed', identity: after, ...reviseProfile(dossier, profile.profile, options.now) }
}

/** Who showed no number so far is known by this one from now on. */
function completedBy(identity: PlainIdentity, { jobseeker }: Dossier) {
  const holder = holderOf(identity)
  const { birthMonth, sex } = jobseeker.profile
  const stated = { ...(birthMonth && { birthMonth }), ...(sex && { sex }) }
  const contradictions = checkProfile(stated, { holder, reach: { kind: 'all' }, now: jobseeker.updatedAt })
  if (contradictions.length > 0) return refuse('/number', 'contradicts_identity')
  return { ok: true as const, profile: completeProfile(jobseeker.profile, holder) }
}

function checkOwner({ citizenId }: Certificate, identity: PlainIdentity): Refusal[] {
  const holder = holderOf(identity)
  return holder && holder.number !== citizenId ? [{ pointer: '/number', reason: 'contradicts_id_number' }] : []
}

function checkKind(card: Certificate, { type, grade, components }: NewCertificate): Refusal[] {
  const refusals: Refusal[] = []
  if (type !== undefined && type !== card.type) refusals.push({ pointer: '/type', reason: 'contradicts_identity' })
  if (grade !== undefined && grade !== card.grade) refusals.push({ pointer: '/grade', reason: 'contradicts_identity' })
  const wrong = wrongComponents(card, components)
  if (wrong) refusals.push({ pointer: '/components', reason: wrong })
  return refusals
}

/** 残疾人证管理办法 13: several disabilities together have the grade of the most severe. */
function wrongComponents({ type, grade }: Certificate, components: NewCertificate['components']): RefusalReason | null {
  if (type !== 'multiple') return components === undefined ? null : 'components_unexpected'
  if (components === undefined) return 'components_missing'
  if (new Set(components.map((component) => component.type)).size < components.length) return 'components_repeated'
  return Math.min(...components.map((component) => component.grade)) === grade ? null : 'contradicts_identity'
}

function checkDays({ issuedOn, expiresOn }: NewCertificate, now: Date): Refusal[] {
  const refusals: Refusal[] = []
  if (issuedOn > dayInChina(now)) refusals.push({ pointer: '/issuedOn', reason: 'in_the_future' })
  if (expiresOn !== undefined && expiresOn <= issuedOn) refusals.push({ pointer: '/expiresOn', reason: 'before_start' })
  return refusals
}

function cardOf(number: string, { issuedOn, expiresOn, components = [] }: NewCertificate, now: Date): Card {
  return { number, issuedOn, expiresOn: expiresOn ?? yearsAfter(issuedOn), components, addedAt: now.toISOString() }
}

/** The last day of ten years: the day before the same day, as 办法 19 counts from the day of issue. */
function yearsAfter(day: string): string {
  const end = new Date(`${day}T00:00:00Z`)
  end.setUTCFullYear(end.getUTCFullYear() + validYears)
  return end.toISOString().slice(0, 10)
}

/** What was sent twice keeps the time at which it was first added. A card of which no day was known is completed, not doubled. */
function withCard(identity: PlainIdentity, card: Card): Card[] {
  const known = cardsOf(identity).map(({ number, issuedOn, expiresOn, components, addedAt }) => {
    return { number, issuedOn, expiresOn, components, addedAt }
  })
  const at = known.findIndex(({ number, issuedOn }) => number === card.number && (issuedOn === card.issuedOn || issuedOn === null))
  const same = known[at]
  return same ? known.with(at, { ...card, addedAt: same.addedAt }) : [...known, card]
}

function refuse(pointer: string, reason: RefusalReason): { ok: false; refusals: Refusal[] } {
  return { ok: false, refusals: [{ pointer, reason }] }
}
