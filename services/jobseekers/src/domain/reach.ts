import type { Principal } from '@zhihe/contracts/access'
import { isWithinRegion } from '@zhihe/vocabulary/region'

/** The people a caller can see; whoever lies outside does not exist for her. */
export type Reach = { kind: 'all' } | { kind: 'none' } | { kind: 'region'; tenantId: string; regionCode: string | null }

/** A federation reaches the people of its tenant in its region subtree, or in every region; nobody else but an admin reaches anybody. */
export function reachOver({ role, tenantId, regionCode }: Principal): Reach {
  if (role === 'admin') return { kind: 'all' }
  return role === 'federation' ? { kind: 'region', tenantId, regionCode } : { kind: 'none' }
}

/** Whether a person of the caller's tenant who lives there is within reach. */
export function reachesRegion(reach: Reach, regionCode: string): boolean {
  if (reach.kind !== 'region') return reach.kind === 'all'
  return reach.regionCode === null || isWithinRegion(regionCode, reach.regionCode)
}
