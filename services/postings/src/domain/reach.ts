import type { Principal } from '@zhihe/contracts/access'

/** The part of the data a caller can see; what lies outside does not exist for her. */
export type Reach =
  | { kind: 'all' }
  | { kind: 'tenant'; tenantId: string }
  | { kind: 'employer'; tenantId: string; employerId: string }
  /** Published postings of every tenant, what stands behind them, and the evidence recorded. */
  | { kind: 'published' }

export function reachOver({ role, tenantId, employerId }: Principal): Reach {
  if (role === 'admin') return { kind: 'all' }
  if (role === 'federation') return { kind: 'published' }
  return employerId === null ? { kind: 'tenant', tenantId } : { kind: 'employer', tenantId, employerId }
}
