import type { NewConsent } from '@zhihe/contracts/consent'
import type { Guardian } from '@zhihe/contracts/identity'
import type { Profile } from '@zhihe/contracts/jobseeker'
import type { ImportFinding } from './import-finding.ts'
import type { ProfilePatch } from './profile.ts'

/** What a row says of somebody, in the words of the contract. What it does not say is absent; nothing in it takes a fact away. */
export interface GivenPerson {
  identity: {
    name?: string | undefined
    idNumber?: string | undefined
    certificateNumber?: string | undefined
    phone?: string | undefined
    guardian?: Guardian | undefined
  }
  profile: ProfilePatch
  /** Said in one cell of a sheet: they join what is known. */
  adds: Partial<Pick<Profile, 'skills' | 'statuses'>>
  consents: NewConsent[]
  /** The row itself says no: what the sender states of everybody in the file does not hold for her. */
  refusesConsent: boolean
}

export interface ReadPerson {
  given: GivenPerson
  findings: ImportFinding[]
}

/** What is stated of everybody in the file, but for whoever decides otherwise in her own row. */
export function consentsOf(
  { consents, refusesConsent }: Pick<GivenPerson, 'consents' | 'refusesConsent'>,
  stated: readonly NewConsent[],
): NewConsent[] {
  const decided = new Set(consents.map(({ purpose }) => purpose))
  const ofFile = refusesConsent ? [] : stated.filter(({ purpose }) => !decided.has(purpose))
  return [...consents, ...ofFile].map((consent) => ({ ...consent, channel: consent.channel ?? 'import' }))
}
