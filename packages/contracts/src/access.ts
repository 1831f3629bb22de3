import { z } from 'zod'

/** What a key may do. A route names exactly one scope; a role is a set of them. */
export const scopes = [
  'employers:read',
  'employers:write',
  'fairs:read',
  'fairs:write',
  'postings:read',
  'postings:write',
  'jobseekers:read',
  'jobseekers:write',
  'jobseekers:export',
  'jobseekers:erase',
  'consent-texts:write',
  'disclosures:read',
  'keys:manage',
  'audit:read',
  'audit:examine',
  'matches:read',
  'score:run',
  'rebuilds:run',
  'webhooks:manage',
  'operations:read',
  'operations:repair',
] as const
export type Scope = (typeof scopes)[number]

export const roles = ['organiser', 'enterprise', 'federation', 'admin'] as const
export const role = z.enum(roles)
export type Role = z.infer<typeof role>

const market = ['employers:read', 'fairs:read', 'postings:read', 'matches:read', 'score:run'] as const

export const roleScopes: Record<Role, readonly Scope[]> = {
  organiser: [...market, 'employers:write', 'fairs:write', 'postings:write', 'webhooks:manage'],
  enterprise: [...market, 'postings:write', 'webhooks:manage', 'disclosures:read'],
  federation: [
    ...market,
    'jobseekers:read',
    'jobseekers:write',
    'audit:read',
    'jobseekers:export',
    'jobseekers:erase',
    'consent-texts:write',
  ],
  // What a person discloses to an employer is for nobody else, an admin included.
  admin: scopes.filter((scope) => scope !== 'disclosures:read'),
}

/**
 * Who is calling. An organiser acts for its tenant, an enterprise for one employer
 * of that tenant (or for all of them), a federation for the
 * people of its tenant who live in `regionCode` or below it.
 */
export interface Principal {
  keyId: string
  tenantId: string
  role: Role
  scopes: readonly Scope[]
  /** Federation only: the top of the region subtree (GB/T 2260); null means no limit. */
  regionCode: string | null
  /** Enterprise only: the employer this key speaks for; null means every employer of its tenant. */
  employerId: string | null
}
