import type { Identity } from '@zhihe/contracts/identity'
import { type CertificateRefusal, checkCertificate } from '@zhihe/vocabulary/certificate'
import { checkCitizenId } from '@zhihe/vocabulary/citizen-id'
import { readPhone } from './phone.ts'
import type { Refusal } from './refusal.ts'

/** What the vault keeps, clean. */
export interface PlainIdentity {
  name: string
  idNumber: string | null
  certificateNumber: string | null
  phone: string
}

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

  const refusals: Refusal[] = []
  if (!idNumber.ok) refusals.push({ pointer: '/identity/idNumber', reason: `bad_${idNumber.reason}` })
  if (!certificate.ok) refusals.push({ pointer: '/identity/certificateNumber', reason: `bad_${certificate.reason}` })
  if (phone === null) refusals.push({ pointer: '/identity/phone', reason: 'bad_phone' })
  if (!idNumber.ok || !certificate.ok || phone === null) return { ok: false, refusals }

  if (idNumber.value !== null && certificate.value !== null && !certificate.value.startsWith(idNumber.value)) {
    return { ok: false, refusals: [{ pointer: '/identity/certificateNumber', reason: 'contradicts_id_number' }] }
  }
  const identity = { name: given.name.trim(), idNumber: idNumber.value, certificateNumber: certificate.value, phone }
  return { ok: true, identity }
}

/** null when neither number was given. */
export function holderOf({ idNumber, certificateNumber }: PlainIdentity): Holder | null {
  const number = (idNumber ?? certificateNumber)?.slice(0, citizenIdLength)
  if (number === undefined) return null
  const sex = Number(number.charAt(16)) % 2 === 1 ? 'male' : 'female'
  return { number, birthMonth: `${number.slice(6, 10)}-${number.slice(10, 12)}`, sex }
}

/** The number of the card without the suffix of a re-issue. */
export function cardOf({ certificateNumber }: PlainIdentity): string | null {
  return certificateNumber?.slice(0, cardLength) ?? null
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
