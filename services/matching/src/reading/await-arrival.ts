import { setTimeout as pause } from 'node:timers/promises'

const fresh = 10_000
const longestWaitMs = 2_000
const lookEveryMs = 20

export interface Arrival<T> {
  id: string
  /** Looks for it here; undefined while it is not known. */
  find: () => Promise<T | undefined>
  now: () => Date
}

/**
 * Finds a posting or a person by id. One that was made a moment ago may still be on its way from its own service: its id (UUIDv7) says when that
 * was, so whoever has just got a 201 is not told 404 but waits the milliseconds it takes. An older id that is not known is unknown at once.
 */
export async function awaitArrival<T>({ id, find, now }: Arrival<T>): Promise<T | undefined> {
  const deadline = performance.now() + longestWaitMs
  for (;;) {
    const found = await find()
    if (found !== undefined || !isFresh(id, now()) || performance.now() > deadline) return found
    await pause(lookEveryMs)
  }
}

/** Whether a UUIDv7 was made within the last ten seconds. */
export function isFresh(id: string, now: Date): boolean {
  const madeAt = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
  return Math.abs(now.getTime() - madeAt) < fresh
}
