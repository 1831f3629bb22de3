import type { Principal } from '@zhihe/contracts/access'

/** Whose endpoints: of one employer, or (null) of the tenant itself, which hears about all its postings. */
export interface Owner {
  tenantId: string
  employerId: string | null
}

/** Only an enterprise speaks for an employer; everybody else, also an admin, acts for the own tenant. */
export function ownerOf({ tenantId, role, employerId }: Principal): Owner {
  return { tenantId, employerId: role === 'enterprise' ? employerId : null }
}

export const maxEndpointsPerOwner = 20
