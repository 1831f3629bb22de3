import type { Endpoint } from '../checker/tables.ts'
import type { HistoryFile } from '../history/history-file.ts'
import type { World } from '../world/world.ts'
import { isQuiet, untilQuiet } from './quiet.ts'
import type { Receivers } from './receivers.ts'

/** Where a soak keeps what it needs besides the house. */
export interface SoakPlace {
  clients: HistoryFile
  receipts: HistoryFile
  receivers: Receivers
  endpoints: readonly Endpoint[]
  employerId: string
}

const rounds = 5
const roundMs = 40_000
const atOnce = 8

/**
 * What a receiver failed waits for the next time of the published schedule, up to a day. Its owner does not wait: he asks for each message to be sent
 * again, as the API lets him.
 */
export async function settle(world: World, place: SoakPlace, tell: (text: string) => void): Promise<boolean> {
  for (let round = 0; round < rounds; round++) {
    const { rows } = await world.database.pool.query<{ id: string }>(
      "select id from webhooks.messages where status in ('pending', 'failed')",
    )
    if (rows.length === 0) return true
    tell(`${rows.length} messages wait for a receiver that failed; its owner asks for them`)
    const waiting = rows.map(({ id }) => id)
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let id = waiting.pop(); id !== undefined; id = waiting.pop())
          await world.ask({
            method: 'POST',
            path: `/v1/webhook-messages/${id}/retry`,
            role: 'organiser',
            idempotencyKey: `retry-${round}-${id}`,
          })
      }),
    )
    await untilQuiet(world.database.pool, { withinMs: roundMs, isDone: (underway) => isQuiet(underway) && underway.scheduled === 0, tell })
  }
  tell(`of ${place.endpoints.length} endpoints not all were told everything`)
  return false
}
