import type { WebhookType } from '@zhihe/contracts/webhook-body'
import type { MessageStatus } from '@zhihe/contracts/webhook-message'
import { v7 as uuidv7 } from 'uuid'
import type { Webhooks } from './webhooks-service.ts'

export interface MessageRowFacts {
  type: WebhookType
  status: MessageStatus
  matchId?: string
  jobseekerId?: string
  seq?: number
  releasedAt?: Date
  createdAt?: Date
  count?: number
  /** The body as it is sent; something small when not given. */
  body?: unknown
}

/** Writes messages of an enterprise's endpoint as they stand after a history that would take long to play. Returns their ids. */
export async function insertMessageRows(webhooks: Webhooks, endpointId: string, rows: readonly MessageRowFacts[]): Promise<string[]> {
  const ids: string[] = []
  for (const {
    type,
    status,
    matchId = null,
    jobseekerId = null,
    seq = 1,
    releasedAt = null,
    createdAt = webhooks.clock.now,
    count = 1,
    body = { type },
  } of rows) {
    const made = Array.from({ length: count }, () => `msg_${uuidv7().replaceAll('-', '')}`)
    await webhooks.database.pool.query(
      `insert into webhooks.messages (id, endpoint_id, tenant_id, employer_id, event_id, dedup_key, type, posting_id, seq, body, status,
         next_attempt_at, match_id, released_at, created_at, jobseeker_id)
       select id, $2, $3, $4, gen_random_uuid(), 'row', $5, gen_random_uuid(), $6, $11, $7,
         case when $7 = 'pending' then $10::timestamptz end, $8, $9, $10, $12
       from unnest($1::text[]) as one (id)`,
      [
        made,
        endpointId,
        webhooks.tenantId,
        webhooks.employerId,
        type,
        seq,
        status,
        matchId,
        releasedAt,
        createdAt,
        JSON.stringify(body),
        jobseekerId,
      ],
    )
    ids.push(...made)
  }
  return ids
}
