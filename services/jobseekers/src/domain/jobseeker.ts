import type { NewDomainEvent } from '@zhihe/contracts/event'
import type { JobseekerFacts } from '@zhihe/contracts/facts'
import type { JobseekerPatch, Profile } from '@zhihe/contracts/jobseeker'
import { type AssessedItem, capabilitiesInForce, withoutEcho } from './assessment.ts'
import { type ConsentDecision, consentsToMatching, consentsToSensitive, decisionsInForce } from './consent.ts'
import type { TextsInForce } from './consent-text.ts'
import { toFacts } from './facts.ts'
import { checkGuardian, holderOf, type IdentityOptions, type PlainIdentity } from './identity.ts'
import { readPhone } from './phone.ts'
import { checkProfile, mergeProfile } from './profile.ts'
import type { Reach } from './reach.ts'
import type { Refusal } from './refusal.ts'
import { isSame } from './same.ts'

export interface Jobseeker {
  id: string
  tenantId: string
  status: 'active' | 'inactive'
  profile: Profile
  /** What assessments say of her, the newest first; some may be over. */
  assessed: readonly AssessedItem[]
  version: number
  createdAt: Date
  updatedAt: Date
}

/** A person as the register knows her, but for who she is. */
export interface Dossier {
  jobseeker: Jobseeker
  /** Every consent decision in the order in which they were recorded. */
  ledger: readonly ConsentDecision[]
  /** The texts that can be consented to at her federation. */
  texts: TextsInForce
}

/** Whether others may act on her, under her pseudonym. */
export interface MatchingConsent {
  jobseekerId: string
  purpose: 'matching'
  given: boolean
  at: Date
}

/** What the file decides of a person's facts. */
export interface FiledFacts {
  assessed: readonly AssessedItem[]
  statuses: Profile['statuses']
}

export interface Changed {
  dossier: Dossier
  event: NewDomainEvent | null
  /** Null when she may be matched as before. */
  consent: MatchingConsent | null
}

export interface Patch {
  dossier: Dossier
  identity: PlainIdentity
  patch: JobseekerPatch
  reach: Reach
  options: IdentityOptions
}

export type Patched =
  | ({ ok: true; outcome: 'changed' | 'unchanged'; identity: PlainIdentity } & Changed)
  | { ok: false; refusals: Refusal[] }

/** The file of a person who is new. */
export function openDossier(
  person: Pick<Jobseeker, 'id' | 'tenantId' | 'profile'>,
  decided: Pick<Dossier, 'ledger' | 'texts'>,
  now: Date,
): Dossier {
  return { jobseeker: { ...person, status: 'active', assessed: [], version: 1, createdAt: now, updatedAt: now }, ...decided }
}

/** "on": active and consents to matching. */
export function isMatched({ jobseeker, ledger, texts }: Dossier): boolean {
  return jobseeker.status === 'active' && consentsToMatching(ledger, texts)
}

/** What everybody who is about to act on her may know (decision 016). */
export function consentOf(dossier: Dossier): MatchingConsent {
  const { id, updatedAt } = dossier.jobseeker
  return { jobseekerId: id, purpose: 'matching', given: isMatched(dossier), at: updatedAt }
}

/** What matching is told of a person now. A new person is always announced, even when there is nothing to tell yet. */
export function announcement(dossier: Dossier): NewDomainEvent {
  return { type: 'jobseeker.changed', data: { tenantId: dossier.jobseeker.tenantId, facts: factsOf(dossier) } }
}

export function applyPatch({ dossier, identity, patch, reach, options }: Patch): Patched {
  const { jobseeker } = dossier
  const refusals = checkProfile(patch.profile ?? {}, { holder: holderOf(identity), reach, now: options.now })
  const phone =
    patch.identity?.phone === undefined ? identity.phone : readPhone(patch.identity.phone, { allowTestNumbers: options.allowTestRegion })
  if (phone === null) refusals.push({ pointer: '/identity/phone', reason: 'bad_phone' })
  const guardian = patch.identity?.guardian ? checkGuardian(patch.identity.guardian, options) : null
  if (guardian && !guardian.ok) refusals.push(...guardian.refusals)
  if (phone === null || guardian?.ok === false || refusals.length > 0) return { ok: false, refusals }

  const status = patch.status ?? jobseeker.status
  const profile = statedProfile(mergeProfile(jobseeker.profile, patch.profile ?? {}), jobseeker)
  const patchedIdentity = {
    ...identity,
    name: patch.identity?.name?.trim() ?? identity.name,
    phone,
    guardian: patch.identity?.guardian === undefined ? identity.guardian : (guardian?.guardian ?? null),
  }
  if (status === jobseeker.status && isSame(profile, jobseeker.profile) && isSame(patchedIdentity, identity)) {
    return { ok: true, outcome: 'unchanged', dossier, identity, event: null, consent: null }
  }
  const changed = change(dossier, { ...dossier, jobseeker: { ...jobseeker, status, profile } }, options.now)
  return { ok: true, outcome: 'changed', identity: patchedIdentity, ...changed }
}

/** The person with another identity: her version rises whatever her profile says. */
export function reviseProfile(dossier: Dossier, profile: Profile, now: Date): Changed {
  return change(dossier, { ...dossier, jobseeker: { ...dossier.jobseeker, profile } }, now)
}

/** The ledger grows by every decision; the person's version only when another decision is in force. */
export function recordDecision(dossier: Dossier, decision: ConsentDecision, now: Date): Changed {
  const ledger = [...dossier.ledger, decision]
  if (!decisionsInForce(ledger).includes(decision)) return { dossier: { ...dossier, ledger }, event: null, consent: null }
  return change(dossier, { ...dossier, ledger }, now)
}

/** The person with what her file says of her now (decision 023). Null when it says what it said. */
export function followFile(dossier: Dossier, { assessed, statuses }: FiledFacts, now: Date): Changed | null {
  const { jobseeker } = dossier
  const profile = { ...jobseeker.profile, statuses: [...statuses] }
  if (isSame(profile, jobseeker.profile) && isSame(assessed, jobseeker.assessed)) return null
  return change(dossier, { ...dossier, jobseeker: { ...jobseeker, profile, assessed } }, now)
}

/** What matching is told when another text is in force: it reads her as she is now, under the version that publishing gave her. Null: nothing new. */
export function followTexts(dossier: Dossier, textsBefore: TextsInForce): NewDomainEvent | null {
  return isSame(factsOf({ ...dossier, texts: textsBefore }), factsOf(dossier)) ? null : announcement(dossier)
}

function change(before: Dossier, after: Dossier, now: Date): Changed {
  const version = before.jobseeker.version + 1
  const dossier = { ...after, jobseeker: { ...after.jobseeker, version, updatedAt: now } }
  const wasTold = { ...factsOf(before), version }
  return {
    dossier,
    event: isSame(wasTold, factsOf(dossier)) ? null : announcement(dossier),
    consent: isMatched(before) === isMatched(dossier) ? null : consentOf(dossier),
  }
}

/** The capabilities of a person as her profile shows them: what was assessed and counts, else what is stated. */
export function capabilitiesOf({ profile, assessed, updatedAt }: Jobseeker): Profile['capabilities'] {
  return capabilitiesInForce(profile.capabilities, assessed, updatedAt)
}

function statedProfile(patched: Profile, before: Jobseeker): Profile {
  return { ...patched, capabilities: withoutEcho(patched.capabilities, before.profile.capabilities, capabilitiesOf(before)) }
}

// As of the change that made her what she is: so two readings of one version tell the same.
function factsOf({ jobseeker, ledger, texts }: Dossier): JobseekerFacts {
  const { id, version, status } = jobseeker
  const profile = { ...jobseeker.profile, capabilities: capabilitiesOf(jobseeker) }
  const facts = toFacts({ id, version, profile, isActive: status === 'active', consentsToMatching: consentsToMatching(ledger, texts) })
  return consentsToSensitive(ledger, texts) ? facts : { ...facts, capabilities: [], accommodationsNeeded: null }
}
