import { type Role, roleScopes, roles } from '@zhihe/contracts/access'
import type { RouteContract } from '@zhihe/contracts/route'

/**
 * How far a role that has the scope sees things of a kind: all of them, those of its tenant, of its region within the tenant, of the one employer its
 * key is bound to (of its tenant when it is bound to none), those of its tenant unless it is bound to an employer, those that keys with its very bound
 * made, those that keys whose region lies within its own sent, published ones of every tenant, or none.
 */
export type Sight = 'all' | 'tenant' | 'region' | 'employer' | 'unbound' | 'owner' | 'sent within' | 'published' | 'none'

interface Kind {
  /** The address of one of them begins so. */
  prefix: string
  sight: Record<Role, Sight>
  /** What the state of a thing changes in who sees it. */
  states: string
}

const market = { organiser: 'tenant', enterprise: 'employer', federation: 'published', admin: 'all' } as const
const register = { organiser: 'none', enterprise: 'none', federation: 'region', admin: 'all' } as const
const own = { organiser: 'owner', enterprise: 'owner', federation: 'none', admin: 'owner' } as const

/** Whose things are whose. Scopes say what a role may do; this says to which things. */
export const kinds = {
  attendance: { prefix: '/v1/employers/:id/', sight: market, states: 'a federation sees them' },
  employer: {
    prefix: '/v1/employers/:id',
    sight: { ...market, enterprise: 'tenant' },
    states: 'a federation sees one while it has a published posting',
  },
  fair: {
    prefix: '/v1/fairs/:id',
    sight: { ...market, enterprise: 'tenant' },
    states: 'a federation sees one while it has a published posting',
  },
  posting: {
    prefix: '/v1/postings/:id',
    sight: market,
    states: 'a federation sees one while it is published; closed, held, merged: as if it were not there',
  },
  import: { prefix: '/v1/imports/:id', sight: { ...market, enterprise: 'unbound', federation: 'none' }, states: 'none' },
  jobseeker: { prefix: '/v1/jobseekers/:id', sight: register, states: 'erased: for nobody; inactive: as before' },
  peopleImport: { prefix: '/v1/jobseekers/imports/:id', sight: { ...register, federation: 'sent within' }, states: 'none' },
  disclosure: {
    prefix: '/v1/disclosures/:receipt',
    sight: { organiser: 'none', enterprise: 'employer', federation: 'none', admin: 'none' },
    states: 'revoked, replaced, expired, erased: for nobody; a key that is bound to no employer sees none',
  },
  key: {
    prefix: '/v1/keys/:id',
    sight: { organiser: 'none', enterprise: 'none', federation: 'none', admin: 'all' },
    states: 'revoked, expired: it is seen and opens nothing',
  },
  match: {
    prefix: '/v1/matches/:id',
    sight: { organiser: 'tenant', enterprise: 'employer', federation: 'region', admin: 'all' },
    states: 'the person inactive, not consenting or erased: for nobody',
  },
  review: { prefix: '/v1/match-reviews/:id', sight: register, states: 'decided: seen, and decided no more' },
  rebuild: {
    prefix: '/v1/rebuilds/:id',
    sight: { organiser: 'none', enterprise: 'none', federation: 'none', admin: 'all' },
    states: 'none',
  },
  endpoint: { prefix: '/v1/webhook-endpoints/:id', sight: own, states: 'deleted: for nobody; paused, disabled: as before' },
  message: { prefix: '/v1/webhook-messages/:id', sight: own, states: 'none' },
} as const satisfies Record<string, Kind>
export type KindName = keyof typeof kinds

/** The kind of thing that an address names; null when it names none. */
export function kindOf({ url }: Pick<RouteContract, 'url'>): KindName | null {
  const found = Object.entries(kinds).find(
    ([, { prefix }]) => url === prefix || url.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`),
  )
  if (!found && url.includes('/:') && !url.includes('/by-source/'))
    throw new Error(`access-matrix does not know whose things ${url} is about`)
  return (found?.[0] as KindName | undefined) ?? null
}

/** null: refused with 403, whatever the address names. `yes`: it names nothing, and the answer is bounded by the same rules. */
export function accessOf(route: RouteContract, role: Role): Sight | 'yes' | null {
  if (!roleScopes[role].includes(route.config.scope)) return null
  const kind = kindOf(route)
  return kind === null ? 'yes' : kinds[kind].sight[role]
}

/** The matrix as a page for a reviewer. */
export function accessMatrix(routes: readonly RouteContract[]): string {
  const cells = (values: readonly string[]) => `| ${values.join(' | ')} |`
  const heading = (values: readonly string[]) => [cells(values), cells(values.map(() => '---'))]
  return [
    '# Who may call what, and of whose things',
    '',
    'Made from the contracts by `infra/checks/contracts.ts`; a change of it is a change of who may do what. `403`: the role lacks the scope, and is told so',
    'whatever the address names. Else how far it sees: `all`; its `tenant`; its `region` within the tenant; its `employer` (the tenant, for a key that is',
    'bound to none); its tenant while it is `unbound`; as `owner`, what keys with the same bound made; what was `sent within` its region; what is',
    '`published`, of every tenant; `none`; `yes`: the address names no thing. What lies beyond is answered with the 404 of a thing that is not there, byte',
    'for byte. Without a valid key: 401. `infra/checks/probes.int.test.ts` asks a running house for each of these cells.',
    '',
    ...heading(['method', 'address', 'scope', ...roles]),
    ...routes.map((route) => cells([route.method, route.url, route.config.scope, ...roles.map((role) => accessOf(route, role) ?? '403')])),
    '',
    ...heading(['kind of thing', ...roles, 'what its state changes']),
    ...Object.entries(kinds).map(([name, { sight, states }]) => cells([name, ...roles.map((role) => sight[role]), states])),
    '',
  ].join('\n')
}
