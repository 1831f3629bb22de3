import type { Consent } from '@zhihe/contracts/consent'
import type { Jobseeker as JobseekerView } from '@zhihe/contracts/jobseeker'
import { maskCertificate, maskCitizenId, maskName, maskPhone } from '@zhihe/vocabulary/mask'
import { type ConsentDecision, decisionsInForce } from './consent.ts'
import type { PlainIdentity } from './identity.ts'
import { type Dossier, isMatched } from './jobseeker.ts'

/** A person as her federation sees her: the facts whole, the identity masked. */
export function toJobseekerView(dossier: Dossier, identity: PlainIdentity): JobseekerView {
  const { id, status, profile, version, createdAt, updatedAt } = dossier.jobseeker
  return {
    id,
    status,
    matching: isMatched(dossier) ? 'on' : 'off',
    identity: maskIdentity(identity),
    profile,
    consents: decisionsInForce(dossier.ledger).map(toConsentView),
    version,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}

export function toConsentView({ at, recordedAt, ...decision }: ConsentDecision): Consent {
  return { ...decision, at: at.toISOString(), recordedAt: recordedAt.toISOString() }
}

function maskIdentity({ name, idNumber, certificateNumber, phone }: PlainIdentity): JobseekerView['identity'] {
  return {
    name: maskName(name),
    idNumber: idNumber === null ? null : maskCitizenId(idNumber),
    certificateNumber: certificateNumber === null ? null : maskCertificate(certificateNumber),
    phone: maskPhone(phone),
  }
}
