import { sql } from 'drizzle-orm'
import { ago, type Look } from '../look.ts'

const importLeaseMs = 600_000

/** Work that is written down, and that nobody has taken for longer than anybody who lives would leave it. */
export const leases: Look = ({ graceMs }) => sql`
  select 'due_stuck' as code, d.entity_id::text as id, false as underway
  from matching.due d where d.created_at < ${ago(graceMs)} and coalesce(d.claimed_until < ${ago(graceMs)}, true)
  union all
  select 'import_stuck', i.id::text, false
  from (
    select id, status, claimed_until, created_at from postings.imports
    union all select id, status, claimed_until, created_at from jobseekers.consistency_imports
  ) i
  where i.status in ('received', 'reading') and i.created_at < ${ago(importLeaseMs)} and coalesce(i.claimed_until < ${ago(importLeaseMs)}, true)
  union all
  select 'rebuild_miscounted', b.rebuild_id::text, false
  from matching.rebuild_batches b where b.finished_at is not null and b.done + b.failed <> cardinality(b.posting_ids)
  union all
  select 'idempotency_unanswered', k.tenant_id::text, false
  from (
    select tenant_id, status, created_at from postings.idempotency_keys
    union all select tenant_id, status, created_at from jobseekers.consistency_answers
    union all select tenant_id, status, created_at from webhooks.idempotency_keys
  ) k
  where k.status is null and k.created_at < ${ago(graceMs)}`
