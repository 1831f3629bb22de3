import type { EndpointPatch } from '@zhihe/contracts/webhook'

/** What a change of an endpoint writes, besides what was asked for. */
export interface EndpointChange extends Omit<EndpointPatch, 'events'> {
  events?: EndpointPatch['events']
  updatedAt: Date
  pausedUntil?: null
  disabledAt?: null
  disabledReason?: null
  failures?: 0
  failingSince?: null
  openUntil?: null
}

const healthy = { pausedUntil: null, failures: 0, failingSince: null, openUntil: null } as const

/**
 * What to write for a patch. Whoever says how an endpoint shall stand, or gives it another address, vouches for it: what was counted against
 * it is forgotten.
 */
export function changeOf(patch: EndpointPatch, now: Date): EndpointChange {
  const { events, ...rest } = patch
  return {
    ...rest,
    ...(events === undefined ? {} : { events: [...new Set(events)] }),
    ...(patch.status === undefined && patch.url === undefined ? {} : healthy),
    ...(patch.status === undefined ? {} : { disabledAt: null, disabledReason: null }),
    updatedAt: now,
  }
}
