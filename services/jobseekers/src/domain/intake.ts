import type { NewJobseeker, Profile } from '@zhihe/contracts/jobseeker'
import { checkDecision } from './consent.ts'
import { checkIdentity, holderOf, type IdentityOptions, type PlainIdentity } from './identity.ts'
import { checkProfile, completeProfile } from './profile.ts'
import type { Reach } from './reach.ts'
import type { Refusal } from './refusal.ts'

export type CheckedIntake = { ok: true; identity: PlainIdentity; profile: Profile } | { ok: false; refusals: Refusal[] }

/** May this person be registered by this caller? Names everything that stands in the way at once. */
export function checkIntake({ identity, profile, consents }: NewJobseeker, reach: Reach, options: IdentityOptions): CheckedIntake {
  const checked = checkIdentity(identity, options)
  const holder = checked.ok ? holderOf(checked.identity) : null
  const refusals = [
    ...(checked.ok ? [] : checked.refusals),
    ...checkProfile(profile, { holder, reach, now: options.now }),
    ...consents.flatMap((consent, at) => checkDecision(consent, `/consents/${at}`, { now: options.now, texts: [] })),
  ]
  if (!checked.ok || refusals.length > 0) return { ok: false, refusals }
  return { ok: true, identity: checked.identity, profile: completeProfile(profile, holder) }
}
