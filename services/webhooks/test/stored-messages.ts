import { randomUUID } from 'node:crypto'
import type { Webhooks } from './webhooks-service.ts'

export interface Stored {
  endpointId: string
  count?: number
  status?: 'pending' | 'held'
  /** One for each message; null: about nobody. */
  people?: readonly (string | null)[]
  priorities?: readonly number[]
  tenantId?: string
}

/** Puts messages where the consumer of events puts them. Returns their ids, in order. */
export async function storeMessages(
  webhooks: Webhooks,
  { endpointId, count, status = 'pending', people = [], priorities = [], tenantId }: Stored,
) {
  const ids = Array.from({ length: count ?? Math.max(people.length, 1) }, () => newId())
  const at = webhooks.clock.now
  await webhooks.admin.query(
    `insert into webhooks.messages (id, endpoint_id, tenant_id, employer_id, event_id, dedup_key, type, posting_id, seq, body, status, next_attempt_at,
       created_at, jobseeker_id, priority)
     select m.id, $2, $3, case when $4::uuid is null then null else $4 end, gen_random_uuid(), 'match.proposed', 'match.proposed', gen_random_uuid(), m.place,
       json_build_object('number', m.place), $5, case when $5 = 'pending' then $6::timestamptz end, $6, m.person, coalesce(m.priority, 0)
     from unnest($1::text[], $7::uuid[], $8::int[]) with ordinality as m (id, person, priority, place)`,
    [ids, endpointId, tenantId ?? webhooks.tenantId, tenantId ? null : webhooks.employerId, status, at, people, priorities],
  )
  return ids
}

/** People who may be told of. */
export async function consentingPeople(webhooks: Webhooks, count: number): Promise<string[]> {
  const people = Array.from({ length: count }, () => randomUUID())
  await webhooks.admin.query(`insert into consent.given select unnest($1::uuid[]), 'matching', now()`, [people])
  return people
}

let serial = 0

// In the order in which they were made, as the ids of the service are.
function newId(): string {
  serial += 1
  return `msg_${Date.now().toString(16).padStart(12, '0')}${serial.toString(16).padStart(8, '0')}${randomUUID().replaceAll('-', '').slice(0, 12)}`
}
