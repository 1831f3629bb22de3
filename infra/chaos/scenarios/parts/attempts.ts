import type { World } from '../../world/world.ts'

/** An attempt, as the log of the house has it. */
export interface AttemptLine {
  messageId: string
  number: number
  outcome: 'sending' | 'success' | 'failure' | 'unknown'
  errorCode: string | null
  status: number | null
  startedAt: Date
  durationMs: number | null
  snippetBytes: number
}

const select = `
  select message_id as "messageId", number, outcome, error_code as "errorCode", response_status as status, started_at as "startedAt",
    duration_ms as "durationMs", coalesce(octet_length(response_snippet), 0) as "snippetBytes"
  from webhooks.attempts join webhooks.messages m on m.id = message_id`

/** Of everything that was tried at an endpoint, oldest first. */
export async function attemptsAt({ database }: World, endpointId: string): Promise<AttemptLine[]> {
  const { rows } = await database.pool.query<AttemptLine>(`${select} where endpoint_id = $1 order by started_at, number`, [endpointId])
  return rows
}

export async function messagesAt(
  { database }: World,
  endpointId: string,
): Promise<{ id: string; status: string; attempts: number; createdAt: Date }[]> {
  const { rows } = await database.pool.query<{ id: string; status: string; attempts: number; createdAt: Date }>(
    'select id, status, attempts, created_at as "createdAt" from webhooks.messages where endpoint_id = $1 order by created_at, id',
    [endpointId],
  )
  return rows
}

/** What an attempt came to: its status, or how it failed without one. */
export function comesOf({ status, errorCode, outcome }: AttemptLine): number | string {
  return status ?? errorCode ?? outcome
}
