import type { Consent } from '@zhihe/contracts/consent'
import type { Jobseeker as JobseekerView } from '@zhihe/contracts/jobseeker'
import { maskCertificate, maskCitizenId, maskName, maskPhone } from '@zhihe/vocabulary/mask'
import { certificateExpiryOf } from './cards.ts'
import { type ConsentDecision, decisionsInForce } from './consent.ts'
import { countsUnder, type TextsInForce } from './consent-text.ts'
import type { PlainIdentity } from './identity.ts'
import { capabilitiesOf, type Dossier, isMatched } from './jobseeker.ts'

/** A person as her federation sees her: the facts whole, the identity masked. */
export function toJobseekerView(dossier: Dossier, identity: PlainIdentity): JobseekerView {
  const { id, status, profile, version, createdAt, updatedAt } = dossier.jobseeker
  return {
    id,
    status,
    matching: isMatched(dossier) ? 'on' : 'off',
    identity: maskIdentity(identity),
    profile: { ...profile, capabilities: capabilitiesOf(dossier.jobseeker) },
    consents: decisionsInForce(dossier.ledger).map((decision) => toConsentView(decision, dossier.texts)),
    version,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}

export function toConsentView(decision: ConsentDecision, texts: TextsInForce): Consent {
  const { at, recordedAt, expiresAt, proxyRelation, ...rest } = decision
  return {
    ...rest,
    isTextInForce: countsUnder(decision, texts),
    at: at.toISOString(),
    recordedAt: recordedAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    proxy: proxyRelation === null ? null : { relation: proxyRelation },
  }
}

function maskIdentity(identity: PlainIdentity): JobseekerView['identity'] {
  const { name, idNumber, certificateNumber, phone, guardian } = identity
  return {
    name: maskName(name),
    idNumber: idNumber === null ? null : maskCitizenId(idNumber),
    certificateNumber: certificateNumber === null ? null : maskCertificate(certificateNumber),
    phone: maskPhone(phone),
    certificateExpiresOn: certificateExpiryOf(identity),
    guardian: guardian && { ...guardian, name: maskName(guardian.name), phone: maskPhone(guardian.phone) },
  }
}
