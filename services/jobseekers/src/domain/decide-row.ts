import type { NewDomainEvent } from '@zhihe/contracts/event'
import type { JobseekerPatch, Profile } from '@zhihe/contracts/jobseeker'
import { type ConsentDecision, checkDecision, decisionsInForce, toDecision } from './consent.ts'
import type { TextsInForce } from './consent-text.ts'
import type { GivenPerson } from './given-person.ts'
import { checkIdentity, holderOf, type IdentityOptions, type PlainIdentity } from './identity.ts'
import type { ImportFinding, ImportFindingCode } from './import-finding.ts'
import {
  announcement,
  applyPatch,
  consentOf,
  type Dossier,
  isMatched,
  type MatchingConsent,
  openDossier,
  recordDecision,
} from './jobseeker.ts'
import { checkProfile, completeProfile, mergeProfile, type ProfilePatch } from './profile.ts'
import type { Reach } from './reach.ts'
import type { Refusal } from './refusal.ts'

export interface KnownPerson {
  dossier: Dossier
  identity: PlainIdentity
}

export interface RowDecision {
  given: GivenPerson
  /** Null: the tenant has nobody of this number. */
  known: KnownPerson | null
  tenantId: string
  reach: Reach
  texts: TextsInForce
  options: IdentityOptions
  newId: () => string
  /** Where in the file a field of the contract stands. */
  columnOf: (pointer: string) => string | null
}

export type Decided =
  | { outcome: 'refused'; findings: ImportFinding[] }
  | { outcome: 'created'; person: KnownPerson; event: NewDomainEvent; findings: ImportFinding[] }
  | {
      outcome: 'updated'
      before: Dossier
      after: Dossier
      identityBefore: PlainIdentity
      identity: PlainIdentity
      event: NewDomainEvent | null
      consent: MatchingConsent | null
      decisions: ConsentDecision[]
      findings: ImportFinding[]
    }
  | { outcome: 'unchanged'; jobseekerId: string; findings: ImportFinding[] }

/** What becomes of a row: somebody new, somebody known whom it changes or not, or nobody. It takes no fact away from anybody. */
export function decideRow(row: RowDecision): Decided {
  const { given, options, texts } = row
  const refusals = given.consents.flatMap((consent, at) => checkDecision(consent, `/consents/${at}`, { now: options.now, texts }))
  if (refusals.length > 0) return refusedFor(refusals, row)
  return row.known ? changeKnown(row, row.known) : registerNew(row)
}

function registerNew(row: RowDecision): Decided {
  const { given, reach, options, columnOf } = row
  const { name, phone, ...identity } = given.identity
  const { regionCode, ...stated } = given.profile
  if (name === undefined || phone === undefined || regionCode === undefined) {
    const missing = Object.entries({ '/identity/name': name, '/identity/phone': phone, '/profile/regionCode': regionCode })
    return refusal(missing.flatMap(([pointer, value]) => (value === undefined ? [finding(columnOf(pointer), 'missing')] : [])))
  }
  const checked = checkIdentity({ ...identity, name, phone }, options)
  const holder = checked.ok ? holderOf(checked.identity) : null
  const refusals = [...(checked.ok ? [] : checked.refusals), ...checkProfile(given.profile, { holder, reach, now: options.now })]
  if (!checked.ok || refusals.length > 0) return refusedFor(refusals, row)
  const profile = completeProfile(
    mergeProfile({ regionCode, ...nothingStated }, { ...stated, ...joined(given.adds, nothingStated) }),
    holder,
  )
  const id = row.newId()
  const ledger = given.consents.map((consent) => toDecision(consent, { id: row.newId(), now: options.now, texts: row.texts }))
  const dossier = openDossier({ id, tenantId: row.tenantId, profile }, { ledger, texts: row.texts }, options.now)
  return { outcome: 'created', person: { dossier, identity: checked.identity }, event: announcement(dossier), findings: [] }
}

function changeKnown(row: RowDecision, { dossier, identity }: KnownPerson): Decided {
  const { given, reach, options } = row
  const { name, phone, guardian, certificateNumber } = given.identity
  const profile: ProfilePatch = { ...statedOf(given.profile), ...joined(given.adds, dossier.jobseeker.profile) }
  const patch: JobseekerPatch = { identity: { name, phone, ...(guardian && { guardian }) }, profile }
  const patched = applyPatch({ dossier, identity, patch, reach, options })
  if (!patched.ok) return refusedFor(patched.refusals, row)
  const news = newsOf(row, dossier)
  const recorded = news.reduce(
    (steps, decision) => [...steps, recordDecision(steps.at(-1)?.dossier ?? patched.dossier, decision, options.now)],
    [patched] as { dossier: Dossier; event: NewDomainEvent | null }[],
  )
  const after = recorded.at(-1)?.dossier ?? dossier
  const isOtherCard = certificateNumber !== undefined && certificateNumber !== identity.certificateNumber
  const findings = isOtherCard ? [finding(row.columnOf('/identity/certificateNumber'), 'certificate_differs', false)] : []
  if (patched.outcome === 'unchanged' && news.length === 0) return { outcome: 'unchanged', jobseekerId: dossier.jobseeker.id, findings }
  return {
    outcome: 'updated',
    before: dossier,
    after,
    identityBefore: identity,
    identity: patched.identity,
    // One for all that the row says: what lies between was never so.
    event: recorded.some(({ event }) => event !== null) ? announcement(after) : null,
    consent: isMatched(dossier) === isMatched(after) ? null : consentOf(after),
    decisions: news,
    findings,
  }
}

/** Decisions that are not in her ledger; a no that stands already is not said again. */
function newsOf({ given, options, texts, newId }: RowDecision, { ledger }: Dossier): ConsentDecision[] {
  const inForce = decisionsInForce(ledger)
  return given.consents
    .map((consent) => toDecision(consent, { id: newId(), now: options.now, texts }))
    .filter((decision) => {
      const isSaidNo = decision.decision === 'revoked' && inForce.some((one) => isAbout(one, decision) && one.decision === 'revoked')
      return !isSaidNo && !ledger.some((one) => isAbout(one, decision) && isAlike(one, decision))
    })
}

function isAbout(one: ConsentDecision, other: ConsentDecision): boolean {
  return one.purpose === other.purpose && one.recipient === other.recipient
}

function isAlike(one: ConsentDecision, other: ConsentDecision): boolean {
  return one.decision === other.decision && one.textVersion === other.textVersion && one.at.getTime() === other.at.getTime()
}

const nothingStated = { skills: [], capabilities: [], statuses: [] } satisfies Partial<Profile>

/** What is empty says nothing: a file adds to what is known and corrects it, and never takes away. */
function statedOf(profile: ProfilePatch): ProfilePatch {
  const isStated = (value: unknown) => value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0)
  return Object.fromEntries(Object.entries(profile).filter(([, value]) => isStated(value)))
}

const mostSkills = 60

function joined({ skills, statuses }: GivenPerson['adds'], known: Pick<Profile, 'skills' | 'statuses'>): ProfilePatch {
  const keyOf = ({ code, text }: Profile['skills'][number]) => code ?? `text ${text}`
  const has = new Set(known.skills.map(keyOf))
  const newSkills = (skills ?? []).filter((skill) => !has.has(keyOf(skill)))
  const newStatuses = (statuses ?? []).filter((status) => !known.statuses.includes(status))
  return {
    ...(newSkills.length > 0 && { skills: [...known.skills, ...newSkills].slice(0, mostSkills) }),
    ...(newStatuses.length > 0 && { statuses: [...known.statuses, ...newStatuses] }),
  }
}

function refusedFor(refusals: readonly Refusal[], { columnOf }: RowDecision): Decided {
  return refusal(refusals.map(({ pointer, reason, values }) => ({ ...finding(columnOf(pointer), reason), ...(values && { values }) })))
}

function refusal(findings: ImportFinding[]): Decided {
  return { outcome: 'refused', findings }
}

export function finding(column: string | null, code: ImportFindingCode, refuses = true): ImportFinding {
  return { column, code, refuses }
}
