import { type JobseekerPatch, type Profile, profile as profileSchema } from '@zhihe/contracts/jobseeker'
import type { Holder } from './identity.ts'
import { type Reach, reachesRegion } from './reach.ts'
import type { Refusal } from './refusal.ts'

export type ProfilePatch = NonNullable<JobseekerPatch['profile']>

export interface ProfileBounds {
  /** What her number says, where there is one. */
  holder: Holder | null
  reach: Reach
  now: Date
}

/** May the caller say this of the person? Birth month and sex must agree with the number; the region must be the caller's. */
export function checkProfile({ birthMonth, sex, regionCode }: ProfilePatch, { holder, reach, now }: ProfileBounds): Refusal[] {
  const refusals: Refusal[] = []
  if (holder && birthMonth && birthMonth !== holder.birthMonth) {
    refusals.push({ pointer: '/profile/birthMonth', reason: 'contradicts_identity' })
  }
  if (!holder && birthMonth && birthMonth > now.toISOString().slice(0, 7)) {
    refusals.push({ pointer: '/profile/birthMonth', reason: 'in_the_future' })
  }
  if (holder && sex && sex !== holder.sex) refusals.push({ pointer: '/profile/sex', reason: 'contradicts_identity' })
  if (regionCode !== undefined && !reachesRegion(reach, regionCode)) {
    refusals.push({ pointer: '/profile/regionCode', reason: 'outside_your_region' })
  }
  return refusals
}

/** The profile with what the number tells, where the caller left it out. */
export function completeProfile(profile: Profile, holder: Holder | null): Profile {
  return holder ? { ...profile, birthMonth: holder.birthMonth, sex: holder.sex } : profile
}

/** An absent key stays as it is, null takes the fact back to unknown, a list is replaced whole. */
export function mergeProfile(profile: Profile, patch: ProfilePatch): Profile {
  const stated = Object.entries(patch).filter(([, value]) => value !== undefined)
  const merged = Object.entries({ ...profile, ...Object.fromEntries(stated) }).filter(([, value]) => value !== null)
  return profileSchema.parse(Object.fromEntries(merged))
}
