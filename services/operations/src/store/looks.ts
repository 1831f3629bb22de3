import type { Look } from './look.ts'
import { heardOfNothing, unheardEvents, unsentEvents } from './looks/events.ts'
import { leases } from './looks/leases.ts'
import { exposures, lists, moves } from './looks/lists.ts'
import { erasures, grants, peopleCopies } from './looks/people.ts'
import { postingCopies } from './looks/postings.ts'
import { expectedMessages, messageAttempts, needlessMessages, overdueMessages } from './looks/webhooks.ts'

/** All there is to look at; what takes long comes first, so that no lane is left with it at the end. */
export const allLooks = {
  postingCopies,
  unheardEvents,
  moves,
  lists,
  expectedMessages,
  peopleCopies,
  heardOfNothing,
  messageAttempts,
  needlessMessages,
  exposures,
  erasures,
  grants,
  overdueMessages,
  unsentEvents,
  leases,
} as const satisfies Record<string, Look>

export type LookName = keyof typeof allLooks
