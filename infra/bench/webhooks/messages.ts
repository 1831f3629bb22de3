import { randomUUID } from 'node:crypto'
import type { Place } from './place.ts'

export interface Endpoint {
  id: string
  tenantId: string
}

interface Outline {
  endpoint: Endpoint
  /** Unix time in milliseconds: when it was, or was to be, published. The receiver reads it from the body. */
  publishedAt: number
}

let serial = 0

/** Publishes messages as the consumer of events does: one transaction, and a notification with it. */
export async function publish({ database, people }: Place, outlines: readonly Outline[]): Promise<void> {
  const rows = outlines.map(({ endpoint, publishedAt }) => {
    serial += 1
    const matchId = randomUUID()
    return {
      id: `msg_${serial.toString(16).padStart(12, '0')}${matchId.replaceAll('-', '').slice(12)}`,
      endpoint_id: endpoint.id,
      tenant_id: endpoint.tenantId,
      event_id: matchId,
      match_id: matchId,
      jobseeker_id: people[serial % people.length],
      seq: serial,
      body: JSON.stringify(bodyOf(matchId, serial, publishedAt)),
    }
  })
  await database.pool.query(
    `with added as (
       insert into webhooks.messages (id, endpoint_id, tenant_id, event_id, dedup_key, type, posting_id, seq, body, status, next_attempt_at,
         created_at, match_id, jobseeker_id, priority)
       select id, endpoint_id, tenant_id, event_id, 'match.proposed', 'match.proposed', event_id, seq, body, 'pending', now(), now(), match_id,
         jobseeker_id, 7000
       from json_to_recordset($1) as m (id text, endpoint_id uuid, tenant_id uuid, event_id uuid, match_id uuid, jobseeker_id uuid, seq bigint, body text)
     )
     select pg_notify('webhooks_messages', '')`,
    [JSON.stringify(rows)],
  )
}

function bodyOf(matchId: string, seq: number, publishedAt: number) {
  const needs = [
    { code: 'HS-03', zh: '重要事项用文字说明', en: 'Important things in writing' },
    { code: 'WH-01', zh: '可以在家工作', en: 'Work from home is possible' },
  ]
  const data = {
    matchId,
    postingId: matchId,
    candidateRef: `c-${seq}`,
    verdict: 'conditional',
    scoreBand: 'high',
    needs,
    seq,
    href: `/v1/matches/${matchId}`,
  }
  return { type: 'match.proposed', timestamp: new Date(publishedAt).toISOString(), data, publishedAt }
}
