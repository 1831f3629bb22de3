import type { Guardian as GivenGuardian, Identity } from '@zhihe/contracts/identity'
import { type CertificateRefusal, checkCertificate } from '@zhihe/vocabulary/certificate'
import { checkCitizenId } from '@zhihe/vocabulary/citizen-id'
import { readPhone } from './phone.ts'
import type { Guardian, PlainIdentity } from './plain-identity.ts'
import type { Refusal } from './refusal.ts'

export type { PlainIdentity } from './plain-identity.ts'

/** What a citizen number says of its holder. */
export interface Holder {
  /** 18 characters: the key of the person, whatever card is shown. */
  number: string
  birthMonth: string
  sex: 'male' | 'female'
}

export interface IdentityOptions {
  now: Date
  /** Take region 99 and telephone prefixes that belong to nobody. */
  allowTestRegion: boolean
}

export type CheckedIdentity = { ok: true; identity: PlainIdentity } | { ok: false; refusals: Refusal[] }

type CheckedNumber = { ok: true; value: string | null } | { ok: false; reason: CertificateRefusal }

// The contract's birth months begin here, and nobody older is alive.
const earliestBirth = '1900-01-01'
const citizenIdLength = 18
const cardLength = 20

/** The identity in one spelling, or what is wrong with it; a refusal names the check that failed and nothing of the number. */
export function checkIdentity(given: Identity, options: IdentityOptions): CheckedIdentity {
  const idNumber = checkNumber(checkCitizenId, given.idNumber, options)
  const certificate = checkNumber(checkCertificate, given.certificateNumber, options)
  const phone = readPhone(given.phone, { allowTestNumbers: options.allowTestRegion })
  const guardian = given.guardian ? checkGuardian(given.guardian, options) : null

  const refusals: Refusal[] = []
  if (!idNumber.ok) refusals.push({ pointer: '/identity/idNumber', reason: `bad_${idNumber.reason}` })
  if (!certificate.ok) refusals.push({ pointer: '/identity/certificateNumber', reason: `bad_${certificate.reason}` })
  if (phone === null) refusals.push({ pointer: '/identity/phone', reason: 'bad_phone' })
  if (guardian && !guardian.ok) refusals.push(...guardian.refusals)
  if (!idNumber.ok || !certificate.ok || phone === null || guardian?.ok === false) return { ok: false, refusals }

  if (idNumber.value !== null && certificate.value !== null && !certificate.value.startsWith(idNumber.value)) {
    return { ok: false, refusals: [{ pointer: '/identity/certificateNumber', reason: 'contradicts_id_number' }] }
  }
  const numbers = { idNumber: idNumber.value, certificateNumber: certificate.value }
  return { ok: true, identity: { name: given.name.trim(), ...numbers, phone, guardian: guardian?.guardian ?? null, cards: [] } }
}

export type CheckedGuardian = { ok: true; guardian: Guardian } | { ok: false; refusals: Refusal[] }

/** Who speaks for her: reachable, and not from tomorrow on. */
export function checkGuardian(given: GivenGuardian, { now, allowTestRegion }: IdentityOptions): CheckedGuardian {
  const phone = readPhone(given.phone, { allowTestNumbers: allowTestRegion })
  const refusals: Refusal[] = []
  if (phone === null) refusals.push({ pointer: '/identity/guardian/phone', reason: 'bad_phone' })
  if (given.since !== undefined && given.since > dayInChina(now))
    refusals.push({ pointer: '/identity/guardian/since', reason: 'in_the_future' })
  if (phone === null || refusals.length > 0) return { ok: false, refusals }
  const { kind, name, relation, since } = given
  return { ok: true, guardian: { kind, name: name.trim(), phone, relation: relation.trim(), since: since ?? null } }
}

const chinaOffsetMs = 8 * 3_600_000

/** Days of cards and papers are days in China. */
export function dayInChina(at: Date): string {
  return new Date(at.getTime() + chinaOffsetMs).toISOString().slice(0, 10)
}

/** null when neither number was given. */
export function holderOf({ idNumber, certificateNumber }: Pick<PlainIdentity, 'idNumber' | 'certificateNumber'>): Holder | null {
  const number = (idNumber ?? certificateNumber)?.slice(0, citizenIdLength)
  if (number === undefined) return null
  const sex = Number(number.charAt(16)) % 2 === 1 ? 'male' : 'female'
  return { number, birthMonth: `${number.slice(6, 10)}-${number.slice(10, 12)}`, sex }
}

/** The number of a card without the suffix of a re-issue: one and the same after every loss. */
export function cardOf(certificateNumber: string): string {
  return certificateNumber.slice(0, cardLength)
}

function checkNumber(
  check: typeof checkCitizenId | typeof checkCertificate,
  text: string | undefined,
  { now, allowTestRegion }: IdentityOptions,
): CheckedNumber {
  if (text === undefined) return { ok: true, value: null }
  const checked = check(text, { today: now.toISOString(), allowTestRegion })
  if (!checked.ok) return { ok: false, reason: checked.reason }
  return checked.birthDate < earliestBirth ? { ok: false, reason: 'date' } : { ok: true, value: checked.value }
}
