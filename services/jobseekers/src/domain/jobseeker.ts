import type { NewDomainEvent } from '@zhihe/contracts/event'
import type { JobseekerPatch, Profile } from '@zhihe/contracts/jobseeker'
import { type ConsentDecision, consentsToMatching, decisionsInForce } from './consent.ts'
import { toFacts } from './facts.ts'
import { holderOf, type IdentityOptions, type PlainIdentity } from './identity.ts'
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
  version: number
  createdAt: Date
  updatedAt: Date
}

/** A person as the register knows her, but for who she is. */
export interface Dossier {
  jobseeker: Jobseeker
  /** Every consent decision in the order in which they were recorded. */
  ledger: readonly ConsentDecision[]
}

/** Whether others may act on her, under her pseudonym. */
export interface MatchingConsent {
  jobseekerId: string
  purpose: 'matching'
  given: boolean
  at: Date
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
  ledger: readonly ConsentDecision[],
  now: Date,
): Dossier {
  return { jobseeker: { ...person, status: 'active', version: 1, createdAt: now, updatedAt: now }, ledger }
}

/** "on": active and consents to matching. */
export function isMatched({ jobseeker, ledger }: Dossier): boolean {
  return jobseeker.status === 'active' && consentsToMatching(ledger)
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
  const { jobseeker, ledger } = dossier
  const refusals = checkProfile(patch.profile ?? {}, { holder: holderOf(identity), reach, now: options.now })
  const phone =
    patch.identity?.phone === undefined ? identity.phone : readPhone(patch.identity.phone, { allowTestNumbers: options.allowTestRegion })
  if (phone === null) refusals.push({ pointer: '/identity/phone', reason: 'bad_phone' })
  if (phone === null || refusals.length > 0) return { ok: false, refusals }

  const status = patch.status ?? jobseeker.status
  const profile = mergeProfile(jobseeker.profile, patch.profile ?? {})
  const patchedIdentity = { ...identity, name: patch.identity?.name?.trim() ?? identity.name, phone }
  if (status === jobseeker.status && isSame(profile, jobseeker.profile) && isSame(patchedIdentity, identity)) {
    return { ok: true, outcome: 'unchanged', dossier, identity, event: null, consent: null }
  }
  const changed = change(dossier, { jobseeker: { ...jobseeker, status, profile }, ledger }, options.now)
  return { ok: true, outcome: 'changed', identity: patchedIdentity, ...changed }
}

/** The ledger grows by every decision; the person's version only when another decision is in force. */
export function recordDecision(dossier: Dossier, decision: ConsentDecision, now: Date): Changed {
  const ledger = [...dossier.ledger, decision]
  if (!decisionsInForce(ledger).includes(decision)) return { dossier: { ...dossier, ledger }, event: null, consent: null }
  return change(dossier, { ...dossier, ledger }, now)
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

function factsOf({ jobseeker, ledger }: Dossier) {
  const { id, version, profile, status } = jobseeker
  return toFacts({ id, version, profile, isActive: status === 'active', consentsToMatching: consentsToMatching(ledger) })
}
