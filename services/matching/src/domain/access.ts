import type { Principal } from '@zhihe/contracts/access'
import { isWithinRegion } from '@zhihe/vocabulary/region'

/** What a caller may see of the people of a posting. */
export interface Sight {
  /** `register`: by the id in the register, with everything; `work`: by a pseudonym, with what concerns the work. */
  audience: 'register' | 'work'
  /** Whose people; null: everybody's. */
  tenantId: string | null
  /** The top of the region they live in; null: anywhere. */
  regionCode: string | null
}

const everybody: Sight = { audience: 'register', tenantId: null, regionCode: null }
const asEmployer: Sight = { audience: 'work', tenantId: null, regionCode: null }

/** null: the caller may not know that the posting exists. */
export function sightOfPosting(caller: Principal, posting: { tenantId: string; employerId: string }): Sight | null {
  switch (caller.role) {
    case 'admin':
      return everybody
    case 'federation':
      return { audience: 'register', tenantId: caller.tenantId, regionCode: caller.regionCode }
    case 'organiser':
      return caller.tenantId === posting.tenantId ? asEmployer : null
    case 'enterprise':
      return caller.tenantId === posting.tenantId && (caller.employerId === null || caller.employerId === posting.employerId)
        ? asEmployer
        : null
  }
}

/** Whether the caller may ask for a person's postings by her id. */
export function maySeeJobseeker(caller: Principal, jobseeker: { tenantId: string; regionCode: string | null }): boolean {
  if (caller.role === 'admin') return true
  return (
    caller.role === 'federation' && isInSight({ audience: 'register', tenantId: caller.tenantId, regionCode: caller.regionCode }, jobseeker)
  )
}

export function isInSight(sight: Sight, jobseeker: { tenantId: string; regionCode: string | null }): boolean {
  if (sight.tenantId !== null && sight.tenantId !== jobseeker.tenantId) return false
  return sight.regionCode === null || (jobseeker.regionCode !== null && isWithinRegion(jobseeker.regionCode, sight.regionCode))
}

/** What two regions have in common when they have nothing in common: the code of no place. */
export const nowhere = '000000'

/** The region both bounds leave; null when neither bounds. */
export function commonRegion(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b
  if (isWithinRegion(a, b)) return a
  return isWithinRegion(b, a) ? b : nowhere
}
