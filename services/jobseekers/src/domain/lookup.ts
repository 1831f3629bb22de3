import type { JobseekerLookup } from '@zhihe/contracts/jobseeker-lookup'
import { checkCertificate } from '@zhihe/vocabulary/certificate'
import { checkCitizenId } from '@zhihe/vocabulary/citizen-id'
import { cardOf, type IdentityOptions } from './identity.ts'
import { readPhone } from './phone.ts'
import type { Refusal } from './refusal.ts'

export type CheckedLookup = { ok: true; kind: 'id_number' | 'certificate' | 'phone'; number: string } | { ok: false; refusals: Refusal[] }

/** What is asked for, in the spelling in which it is kept. */
export function checkLookup(
  { idNumber, certificateNumber, phone }: JobseekerLookup,
  { now, allowTestRegion }: IdentityOptions,
): CheckedLookup {
  const options = { today: now.toISOString(), allowTestRegion }
  if (idNumber !== undefined) {
    const checked = checkCitizenId(idNumber, options)
    return checked.ok ? { ok: true, kind: 'id_number', number: checked.value } : refuse('/idNumber', `bad_${checked.reason}`)
  }
  if (certificateNumber !== undefined) {
    const checked = checkCertificate(certificateNumber, options)
    return checked.ok
      ? { ok: true, kind: 'certificate', number: cardOf(checked.value) }
      : refuse('/certificateNumber', `bad_${checked.reason}`)
  }
  const number = readPhone(phone ?? '', { allowTestNumbers: allowTestRegion })
  return number === null ? refuse('/phone', 'bad_phone') : { ok: true, kind: 'phone', number }
}

function refuse(pointer: string, reason: Refusal['reason']): CheckedLookup {
  return { ok: false, refusals: [{ pointer, reason }] }
}
