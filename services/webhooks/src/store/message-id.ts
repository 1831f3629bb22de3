import { createHash } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'

/** Never a dot: it separates the parts of what is signed. */
export function newMessageId(): string {
  return `msg_${uuidv7().replaceAll('-', '')}`
}

export interface Said {
  eventId: string
  endpointId: string
  /** Tells apart what one event says to one endpoint. */
  dedupKey: string
}

/** Time, version and the counter of a UUIDv7: what makes later ones greater. */
const orderedDigits = 22
const hashDigits = 10

/**
 * The id of what an event says to an endpoint, the same whenever it is worked out: a house that was restored to before it said so says it again under
 * the id that the receiver knows. Ids stand in the order of their events.
 */
export function messageIdOf({ eventId, endpointId, dedupKey }: Said): string {
  const hash = createHash('sha256').update(`${eventId} ${endpointId} ${dedupKey}`).digest('hex')
  return `msg_${eventId.replaceAll('-', '').slice(0, orderedDigits)}${hash.slice(0, hashDigits)}`
}
